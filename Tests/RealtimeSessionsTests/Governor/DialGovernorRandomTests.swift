import RealtimeSessions
import RealtimeTestSupport
import Testing

/// What holds for every order of events.
@Suite struct DialGovernorRandomTests {
  private struct Walk {
    var random: SeededGenerator
    let limits: DialLimits
    var governor: DialGovernor
    var now = Duration.seconds(10)
    var requestCount = 0
    /// By the id: those that wait, and those that were granted and not given up.
    var waiting: [UInt64: DialPriority] = [:]
    var unreported: Set<UInt64> = []
    var granted: [UInt64: Duration] = [:]
    var endedCount = 0

    init(seed: UInt64) {
      random = SeededGenerator(seed: seed)
      var limits = DialLimits()
      limits.handshakesPerSecond = Double(Int.random(in: 1...20, using: &random))
      limits.burst = .random(in: 1...6, using: &random)
      limits.failuresUntilProbing = .random(in: 1...4, using: &random)
      limits.permitTime = .milliseconds(Int.random(in: 1...20_000, using: &random))
      limits.maximumWaitingCount = .random(in: 0...12, using: &random)
      self.limits = limits
      governor = DialGovernor(limits)
    }

    mutating func step() {
      if Bool.random(using: &random) { now += .milliseconds(Int.random(in: 0...400, using: &random)) }
      switch Int.random(in: 0..<10, using: &random) {
      case 0..<4: request()
      case 4: if let id = waiting.keys.sorted().randomElement(using: &random) { cancel(id) }
      case 5: if let id = unreported.sorted().randomElement(using: &random) { cancel(id) }
      case 6, 7: if let id = unreported.sorted().randomElement(using: &random) { report(id) }
      case 8:
        if let deadline = governor.nextDeadline { now = max(now, deadline) }
        expire()
      default: expire()
      }
    }

    mutating func request() {
      let priority: DialPriority = Bool.random(using: &random) ? .live : .standby
      let answer = governor.request(priority, loop: Int.random(in: 0..<3, using: &random), at: now)
      requestCount += 1
      switch answer {
      case .granted(let id):
        check(waiting[id] == nil && !waiting.values.contains { $0 == .live || $0 == priority })
        grant(id)
      case .waiting(let id): check(waiting.updateValue(priority, forKey: id) == nil && granted[id] == nil)
      case .refused:
        check(waiting.count >= limits.maximumWaitingCount)
        endedCount += 1
      }
    }

    mutating func grant(_ id: UInt64) {
      check(granted.updateValue(now, forKey: id) == nil)
      unreported.insert(id)
    }

    mutating func cancel(_ id: UInt64) {
      let permitCount = governor.permitCount
      governor.cancel(id, at: now)
      if waiting.removeValue(forKey: id) != nil {
        endedCount += 1
      } else {
        unreported.remove(id)
        // One that is forgotten has been used for all that the governor knows.
        guard governor.permitCount < permitCount else { return }
        granted[id] = nil
        endedCount += 1
      }
    }

    mutating func report(_ id: UInt64) {
      let wait: Duration? = [nil, .zero, .milliseconds(700), .seconds(9)][
        Int.random(in: 0..<4, using: &random)]
      let outcomes = [DialOutcome.answered, .answered, .failed, .failed, .throttled(wait)]
      let outcome = outcomes[Int.random(in: outcomes.indices, using: &random)]
      governor.report(outcome, of: id, at: now, draw: .random(in: 0...1, using: &random))
      unreported.remove(id)
    }

    mutating func expire() {
      for id in governor.expire(at: now) {
        let priority = waiting.removeValue(forKey: id)
        check(priority != nil)
        if priority == .standby { check(!waiting.values.contains(.live)) }
        grant(id)
      }
      check(governor.waitingCount == waiting.count)
    }

    /// Everybody who waits is served by looking when there is something to look at.
    mutating func finish() {
      for _ in 0..<2_000 {
        guard let deadline = governor.nextDeadline else { break }
        now = max(now, deadline)
        expire()
      }
      check(governor.nextDeadline == nil && waiting.isEmpty && governor.permitCount == 0)
      check(granted.count + endedCount == requestCount)
    }

    /// Whatever the second, there are no more handshakes in it than the limits allow.
    func checkRate() {
      let times = granted.values.sorted()
      let interval = Duration.seconds(1) / limits.handshakesPerSecond
      // How far each time is ahead of an even pace; the most that one and all before it are behind.
      let ahead = times.enumerated().map { interval * $0.offset - $0.element }
      var (worst, behind) = (Duration.zero, ahead.first ?? .zero)
      for (last, first) in zip(times.indices.dropFirst(limits.burst), times.indices) {
        behind = min(behind, ahead[first])
        worst = max(worst, ahead[last] - behind - interval * (limits.burst - 1))
      }
      check(worst <= .nanoseconds(1))
    }
  }

  @Test func `every request is granted or ended, none twice, and never more than the limits allow`() {
    for seed in 0..<UInt64(10_000) {
      var walk = Walk(seed: seed)
      for _ in 0..<60 { walk.step() }
      walk.finish()
      walk.checkRate()
    }
  }
}
