/// When a repeating timer is due: at its first time and every interval after it, however late it fires. In nanoseconds.
struct TimerSeries {
  /// For timers that do not repeat.
  static let none = TimerSeries(every: 0)

  private let interval: UInt64
  /// The next time.
  private(set) var next: UInt64 = 0

  init(every interval: UInt64) { self.interval = interval }

  /// The series begins at `time`.
  mutating func start(at time: UInt64) { next = time }

  /// The timer fires at `now`: the next time is the first one after it.
  ///
  /// - Returns: how many times have passed besides the one that it fires for.
  mutating func advance(past now: UInt64) -> Int {
    guard interval > 0 else { return 0 }
    let missedCount = now > next ? (now - next) / interval : 0
    next &+= (missedCount &+ 1) &* interval
    return Int(clamping: missedCount)
  }
}
