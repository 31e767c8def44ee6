/// What waits between a loop and one consumer, and when to stop and when to go on. For one thread at a time.
// A class, and no generic type in its calls: see `Ring`. Where it was a value, with results of generic types and an
// array of optional pairs, an event cost 14 700 instructions instead of 4 900.
package final class EventBuffer<Element> {
  private let limits: EventSequenceLimits
  private let policy: OverflowPolicy
  private var waiting = Ring<Element>()
  private var phase = EventBufferPhase.open
  private var waitingByteCount = 0
  private var restsReading = false
  private var dropCount = 0

  package init(_ limits: EventSequenceLimits, _ policy: OverflowPolicy) {
    self.limits = limits
    self.policy = policy
  }

  /// Items that wait.
  package var count: Int { waiting.count }
  /// Bytes that wait.
  package var byteCount: Int { waitingByteCount }
  /// Whether reading is to rest.
  package var isPaused: Bool { restsReading }
  /// Items that were dropped because there were too many.
  package var droppedCount: Int { dropCount }
  /// Whether nothing is wanted any more.
  package var isOver: Bool { if case .open = phase { false } else { true } }
  /// Whether `take` has something to say.
  package var isReadable: Bool { !waiting.isEmpty || isOver }

  // MARK: The loop

  package func offer(_ element: Element, byteCount: Int) -> OfferOutcome {
    if isOver { return .stop }
    switch policy {
    case .dropOldest:
      while !waiting.isEmpty, !hasRoom(for: byteCount) { drop() }
    case .fail:
      if !waiting.isEmpty, !hasRoom(for: byteCount) { return overflow() }
    case .pauseReading:
      // What comes although reading is paused was not read: an application may resume it, or emit by itself.
      // Up to twice the limits of it is kept, which may be the largest numbers.
      let isTwiceFull =
        waiting.count - limits.itemCount >= limits.itemCount || waitingByteCount - limits.byteCount > limits.byteCount
      if restsReading, isTwiceFull { return overflow() }
    }
    waiting.append(element, byteCount: byteCount)
    waitingByteCount += byteCount
    guard policy == .pauseReading, !restsReading, isFull else { return .goOn }
    restsReading = true
    return .pause
  }

  /// Nothing more comes. What waits is still taken.
  package func finish(_ error: EventSequenceError?) {
    if isOver { return }
    phase = .ended(error)
    restsReading = false
  }

  /// What waits is not wanted any more; what comes is.
  package func clear() {
    waiting = Ring()
    waitingByteCount = 0
    restsReading = false
  }

  private func overflow() -> OfferOutcome {
    finish(.overflow(limits))
    return .stop
  }

  private func hasRoom(for byteCount: Int) -> Bool {
    waiting.count < limits.itemCount && waitingByteCount + byteCount <= limits.byteCount
  }

  private var isFull: Bool { waiting.count >= limits.itemCount || waitingByteCount >= limits.byteCount }

  private func drop() {
    waitingByteCount -= waiting.firstByteCount
    _ = waiting.popFirst()
    dropCount += 1
  }

  // MARK: The consumer

  /// - Parameter resumes: becomes whether reading goes on.
  package func take(_ resumes: inout Bool) throws(TakeFailure) -> Element {
    guard !waiting.isEmpty else { throw failure() }
    waitingByteCount -= waiting.firstByteCount
    resumes = restsReading && waiting.count - 1 <= limits.itemCount / 2 && waitingByteCount <= limits.byteCount / 2
    if resumes { restsReading = false }
    return waiting.popFirst()
  }

  private func failure() -> TakeFailure {
    guard case .ended(let error) = phase else { return .nothingYet }
    // It is told once.
    phase = .ended(nil)
    return .end(error)
  }

  /// The consumer is gone.
  package func cancel() {
    clear()
    phase = .ended(nil)
  }
}

private enum EventBufferPhase {
  case open
  /// What waits is still taken.
  case ended(EventSequenceError?)
}
