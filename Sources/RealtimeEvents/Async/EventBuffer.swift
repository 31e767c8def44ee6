/// What waits between a loop and one consumer. A value: it says when to stop and when to go on.
package struct EventBuffer<Element> {
  /// What whoever offers is to do.
  package enum Offered: Equatable {
    case goOn
    /// Taken, but nothing more is wanted until `take` says `resumes`.
    case pause
    /// The sequence is over.
    case stop
  }

  /// What whoever takes gets.
  package enum Taken {
    /// - Parameter resumes: whether reading goes on.
    case element(Element, resumes: Bool)
    case nothing
    case end(EventSequenceError?)
  }

  private enum Phase {
    case open
    /// What waits is still taken.
    case ended(EventSequenceError?)
  }

  private let limits: EventSequenceLimits
  private let policy: OverflowPolicy
  private var waiting = Ring<(element: Element, byteCount: Int)>()
  private var phase = Phase.open
  /// Bytes that wait.
  package private(set) var byteCount = 0
  /// Whether reading is to rest.
  package private(set) var isPaused = false
  /// Items that were dropped because there were too many.
  package private(set) var droppedCount = 0

  package init(_ limits: EventSequenceLimits, _ policy: OverflowPolicy) {
    self.limits = limits
    self.policy = policy
  }

  /// Items that wait.
  package var count: Int { waiting.count }
  /// Whether nothing is wanted any more.
  package var isOver: Bool { if case .open = phase { false } else { true } }
  /// Whether `take` has something to say.
  package var isReadable: Bool { !waiting.isEmpty || isOver }

  // MARK: The loop

  package mutating func offer(_ element: Element, byteCount: Int) -> Offered {
    if isOver { return .stop }
    switch policy {
    case .dropOldest:
      while !waiting.isEmpty, !hasRoom(for: byteCount) { drop() }
    case .fail:
      if !waiting.isEmpty, !hasRoom(for: byteCount) { return overflow() }
    case .pauseReading:
      // What comes although reading is paused was not read: an application may resume it, or emit by itself.
      if isPaused, waiting.count >= 2 * limits.itemCount || self.byteCount > 2 * limits.byteCount { return overflow() }
    }
    waiting.append((element, byteCount))
    self.byteCount += byteCount
    guard policy == .pauseReading, !isPaused, isFull else { return .goOn }
    isPaused = true
    return .pause
  }

  /// Nothing more comes. What waits is still taken.
  package mutating func finish(_ error: EventSequenceError?) {
    if isOver { return }
    phase = .ended(error)
    isPaused = false
  }

  /// What waits is not wanted any more; what comes is.
  package mutating func clear() {
    waiting = Ring()
    byteCount = 0
    isPaused = false
  }

  private mutating func overflow() -> Offered {
    finish(.overflow(limits))
    return .stop
  }

  private func hasRoom(for byteCount: Int) -> Bool {
    waiting.count < limits.itemCount && self.byteCount + byteCount <= limits.byteCount
  }

  private var isFull: Bool { waiting.count >= limits.itemCount || byteCount >= limits.byteCount }

  private mutating func drop() {
    guard let oldest = waiting.popFirst() else { return }
    byteCount -= oldest.byteCount
    droppedCount += 1
  }

  // MARK: The consumer

  package mutating func take() -> Taken {
    if let (element, byteCount) = waiting.popFirst() {
      self.byteCount -= byteCount
      let resumes = isPaused && waiting.count <= limits.itemCount / 2 && self.byteCount <= limits.byteCount / 2
      if resumes { isPaused = false }
      return .element(element, resumes: resumes)
    }
    guard case .ended(let error) = phase else { return .nothing }
    // It is told once.
    phase = .ended(nil)
    return .end(error)
  }

  /// The consumer is gone.
  package mutating func cancel() {
    clear()
    phase = .ended(nil)
  }
}

extension EventBuffer: Sendable where Element: Sendable {}
extension EventBuffer.Taken: Sendable where Element: Sendable {}

/// First in, first out, in memory that is used again.
private struct Ring<Element> {
  /// As many as a power of two.
  private var places: [Element?] = []
  private var first = 0
  private(set) var count = 0

  var isEmpty: Bool { count == 0 }

  mutating func append(_ element: Element) {
    if count == places.count { grow() }
    places[(first + count) & (places.count - 1)] = element
    count += 1
  }

  mutating func popFirst() -> Element? {
    guard count > 0 else { return nil }
    let element = places[first].take()
    first = (first + 1) & (places.count - 1)
    count -= 1
    return element
  }

  private mutating func grow() {
    let inOrder = places[first...] + places[..<first]
    places = inOrder + Array(repeating: nil, count: max(8, count))
    first = 0
  }
}

extension Ring: Sendable where Element: Sendable {}
