/// Bounds of what `NameLookups` does side by side and remembers.
struct NameLookupLimits: Sendable {
  /// Lookups under way at once, each on a thread of its own: also those that nobody waits for any more, because
  /// `getaddrinfo` cannot be interrupted.
  var lookupCount = 128
  /// How many of those are kept for names that were answered before, so that unknown names that no server answers for
  /// cannot take them all.
  var reservedLookupCount = 32
  /// Names that wait for their turn.
  var waitingNameCount = 1024
  /// Names whose answers are remembered; the oldest answer goes first.
  var answerCount = 1024
}

/// The addresses of a name, with port 0, and when they were learned.
struct NameAnswer: Equatable, Sendable {
  /// Empty once the answer was discarded: what is left is that the name was answered before.
  var addresses: [SocketAddress]
  let receivedAt: Duration
}

/// Which names are being looked up, who waits for each, and what is known already.
///
/// A value: questions, results and the time go in, what to do comes out. `NameLookups` has the threads and the clock.
struct NameLookupTable<Waiter: Hashable & Sendable>: Sendable {
  enum Reply: Equatable {
    /// Known; nobody has to wait.
    case answered(NameAnswer)
    /// The caller begins a lookup of the name, which ends with `finish`.
    case begin
    /// The name is being looked up, or will be when its turn comes.
    case wait
    /// Too many names wait.
    case refused
  }

  struct Finished: Equatable {
    var waiters: Set<Waiter>
    /// `nil` when the name was not answered.
    var answer: NameAnswer?
    /// The name that the same thread looks up next.
    var next: String?
  }

  private struct Lookup {
    var waiters: Set<Waiter>
    var isUnderWay: Bool
  }

  private let limits: NameLookupLimits
  private var lookups: [String: Lookup] = [:]
  private var waitingNames: [String] = []
  private var underWayCount = 0
  private var answers: [String: NameAnswer] = [:]

  init(limits: NameLookupLimits = .init()) { self.limits = limits }

  /// Has `waiter` wait for the addresses of `name`, unless they are known and not older than `maximumAge`.
  mutating func ask(_ name: String, for waiter: Waiter, maximumAge: Duration, now: Duration) -> Reply {
    if let answer = answers[name], !answer.addresses.isEmpty, now - answer.receivedAt < maximumAge {
      return .answered(answer)
    }
    if lookups[name] != nil {
      lookups[name]?.waiters.insert(waiter)
      return .wait
    }
    let isTurn = mayBegin(name)
    guard isTurn || waitingNames.count < limits.waitingNameCount else { return .refused }
    lookups[name] = Lookup(waiters: [waiter], isUnderWay: isTurn)
    if isTurn { underWayCount += 1 } else { waitingNames.append(name) }
    return isTurn ? .begin : .wait
  }

  /// `waiter` waits no longer. A lookup under way goes on, and its answer is remembered; one that has not begun and
  /// that nobody else waits for is dropped.
  mutating func giveUp(_ waiter: Waiter, on name: String) {
    lookups[name]?.waiters.remove(waiter)
    guard let lookup = lookups[name], lookup.waiters.isEmpty, !lookup.isUnderWay else { return }
    lookups[name] = nil
    waitingNames.removeAll { $0 == name }
  }

  /// The lookup of `name` ended, with addresses or, after a failure, with none. Failures are not remembered.
  mutating func finish(_ name: String, with addresses: [SocketAddress], now: Duration) -> Finished {
    underWayCount -= 1
    let waiters = lookups.removeValue(forKey: name)?.waiters ?? []
    var answer: NameAnswer?
    if !addresses.isEmpty {
      answer = NameAnswer(addresses: addresses, receivedAt: now)
      remember(name, answer)
    }
    return Finished(waiters: waiters, answer: answer, next: beginNext())
  }

  /// An answer of `name` did not work: the next to ask gets a new one. A later answer than that stays.
  mutating func discard(_ name: String, receivedAt: Duration) {
    guard let answer = answers[name], answer.receivedAt <= receivedAt else { return }
    answers[name]?.addresses = []
  }

  // MARK: Private helpers

  private func mayBegin(_ name: String) -> Bool {
    let isKnown = answers[name] != nil
    return underWayCount < limits.lookupCount - (isKnown ? 0 : limits.reservedLookupCount)
  }

  private mutating func beginNext() -> String? {
    guard let index = waitingNames.firstIndex(where: mayBegin) else { return nil }
    let name = waitingNames.remove(at: index)
    lookups[name]?.isUnderWay = true
    underWayCount += 1
    return name
  }

  private mutating func remember(_ name: String, _ answer: NameAnswer?) {
    if answers[name] == nil, answers.count >= limits.answerCount,
      let oldest = answers.min(by: { $0.value.receivedAt < $1.value.receivedAt })
    {
      answers[oldest.key] = nil
    }
    answers[name] = answer
  }
}
