#if Service
/// How late a loop gets to a timer of its, and how much of its thread's time is used. A value: readings come in.
struct LoopUsage {
  private let lagInterval: Duration
  private var due: Duration
  private var last: (cpuTime: Duration, time: Duration)

  init(lagInterval: Duration, cpuTime: Duration, at time: Duration) {
    self.lagInterval = lagInterval
    due = time
    last = (cpuTime, time)
  }

  /// The timer has fired, after as many of its times were left out. Returns how late it is: what was left out was late
  /// too.
  mutating func lag(_ missedCount: Int, at time: Duration) -> Duration {
    let first = due + lagInterval
    due = first + lagInterval * missedCount
    return max(time - first, .zero)
  }

  /// The share of the time since the reading before in which the thread worked, from 0 to 1.
  mutating func share(cpuTime: Duration, at time: Duration) -> Double {
    defer { last = (cpuTime, time) }
    let passed = time - last.time
    guard passed > .zero else { return 0 }
    return min(max((cpuTime - last.cpuTime) / passed, 0), 1)
  }
}
#endif
