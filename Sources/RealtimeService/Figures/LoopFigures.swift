#if Service
internal import RealtimeSessions

/// What happened on one loop since somebody looked last, in plain integers, and what is there now. A value.
struct LoopFigures {
  private(set) var counts: [Countable: Int] = [:]
  private(set) var durations: [ObservedDuration: LatencyHistogram] = [:]
  /// Sessions by how far they are. Stays when the rest is taken.
  private(set) var sessions: [SessionPhase: Int] = [:]

  mutating func count(_ what: Countable, by amount: Int = 1) {
    if amount != 0 { counts[what, default: 0] &+= amount }
  }

  mutating func record(_ what: ObservedDuration, _ duration: Duration) {
    durations[what, default: LatencyHistogram()].record(duration)
  }

  /// A session goes on from one phase to the next; it begins with `nil` and ends with it.
  mutating func move(from old: SessionPhase?, to new: SessionPhase?) {
    if let old { sessions[old, default: 0] -= 1 }
    if let new { sessions[new, default: 0] += 1 }
  }

  /// Returns what happened, and begins anew.
  mutating func take() -> (counts: [Countable: Int], durations: [ObservedDuration: LatencyHistogram]) {
    defer { (counts, durations) = ([:], [:]) }
    return (counts, durations)
  }
}
#endif
