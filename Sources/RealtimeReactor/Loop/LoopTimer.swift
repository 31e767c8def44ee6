/// A time at which an event loop runs a closure, made by one of the loop's `schedule` methods. Loop-bound.
///
/// The loop keeps a pending timer and its closure alive. A timer that has fired or was cancelled can be started again
/// with `restart`, without an allocation.
public final class LoopTimer {
  enum Work {
    /// Runs when the time has come.
    case once(() -> Void)
    /// Runs after a poll that began when the time had come.
    case deadline(() -> Void)
    /// Runs again and again, and is told how many of its times were missed.
    case repeating((Int) -> Void)
  }

  private let queue: TimerQueue
  private let loop: EventLoop
  private let work: Work
  private var series: TimerSeries
  private var grace: LateGrace

  /// When it is due, in milliseconds of the loop's clock. The heap may still hold it at an earlier place.
  var deadline: UInt64 = 0

  fileprivate init(on loop: EventLoop, _ work: Work, series: TimerSeries, grace: LateGrace) {
    queue = loop.timers
    self.loop = loop
    self.work = work
    self.series = series
    self.grace = grace
  }

  /// Whether it is going to fire.
  public var isPending: Bool { queue.contains(self) }

  /// Takes the time back. Idempotent, allowed in any callback; the closure does not run any more.
  public func cancel() {
    guard isPending else { return }
    loop.preconditionOnLoop()
    queue.remove(self)
  }

  /// Sets the time anew, `delay` from now, whether or not it was pending. A repeating timer goes on from there.
  ///
  /// Moving a pending time further away costs next to nothing, so a keep-alive deadline may be pushed ahead on every
  /// read.
  public func restart(after delay: Duration) {
    loop.preconditionOnLoop()
    let now = loop.nowNanoseconds
    let delay = delay.roundedUpToNanoseconds
    // Without a delay the millisecond that has begun is the right one.
    if delay > 0 { start(at: now &+ delay) } else { start(at: now, milliseconds: now / 1_000_000) }
  }

  /// Sets the time anew, by the loop's `now`. One that has passed means the next tick.
  public func restart(at time: Duration) {
    loop.preconditionOnLoop()
    start(at: time.roundedUpToNanoseconds)
  }

  private func start(at time: UInt64) { start(at: time, milliseconds: time.nanosecondsInMilliseconds) }

  private func start(at time: UInt64, milliseconds: UInt64) {
    series.start(at: time)
    grace.renew()
    queue.schedule(self, at: milliseconds)
  }

  // MARK: For the queue

  /// What becomes of a timer whose time has come.
  enum Outcome {
    case fire
    case waitForPoll
    case comeBack(at: UInt64)
  }

  func outcome(now: UInt64) -> Outcome {
    switch work {
    case .once, .repeating: return .fire
    case .deadline:
      if let later = grace.extend(deadline, now: now) { return .comeBack(at: later) }
      return .waitForPoll
    }
  }

  /// Called by the queue, which has let go of the timer.
  func fire() {
    switch work {
    case .once(let body), .deadline(let body): body()
    case .repeating(let body):
      // By the clock and not by the tick: what ran before in this tick may have taken longer than the interval.
      let missedCount = series.advance(past: loop.nowNanoseconds)
      queue.schedule(self, at: series.next.nanosecondsInMilliseconds)
      body(missedCount)
    }
  }

  var heapIndex = TimerQueue.notPending
  var heapDeadline: UInt64 = 0
  var sequence: UInt64 = 0
}

@available(
  *, unavailable,
  message: """
    a timer stays on its loop; there make `let bound = LoopBound(timer, on: loop)`, \
    and any thread may call `bound.execute { timer in timer.cancel() }`
    """
)
extension LoopTimer: Sendable {}

extension EventLoop {
  /// Runs `body` on the loop once `delay` has passed.
  ///
  /// Times are kept in whole milliseconds, rounded up, and met when the loop gets to them, before it looks at its
  /// sockets; for the end of a peer's time there is `scheduleDeadline`. Timers that are due together fire in the order
  /// of their times. All timers of a loop share one system timer, so thousands of pending ones are cheap. A pending
  /// timer keeps the loop running.
  ///
  /// `delay` counts from now, not from the beginning of the tick; not positive means the next tick.
  @discardableResult
  public func schedule(after delay: Duration, _ body: @escaping () -> Void) -> LoopTimer {
    start(.once(body)) { $0.restart(after: delay) }
  }

  /// Runs `body` on the loop at `time`, by the loop's `now`. Else like `schedule(after:_:)`.
  @discardableResult
  public func schedule(at time: Duration, _ body: @escaping () -> Void) -> LoopTimer {
    start(.once(body)) { $0.restart(at: time) }
  }

  /// Runs `body` on the loop every `interval`, without drifting: for pacing audio.
  ///
  /// The times are multiples of the interval from the first one on, to the nanosecond; each is met at the first whole
  /// millisecond from it on. Lateness is not passed on to the next one, so 50 firings of a 20 ms timer take one second.
  /// Times that a busy loop has missed are left out and counted: the timer never fires twice for one time, nor twice in
  /// a row to catch up. A firing allocates nothing. `cancel()` ends it.
  ///
  /// - Parameters:
  ///   - interval: at least one millisecond.
  ///   - delay: until the first time; `nil` for one interval.
  ///   - body: gets how many times were left out since the firing before: 0 when the loop keeps up. Who paces audio
  ///     sends for `missedCount + 1` intervals.
  @discardableResult
  public func schedule(
    every interval: Duration, startingAfter delay: Duration? = nil, _ body: @escaping (_ missedCount: Int) -> Void
  ) -> LoopTimer {
    let interval = max(interval, .milliseconds(1))
    let series = TimerSeries(every: interval.roundedUpToNanoseconds)
    return start(.repeating(body), series: series) { $0.restart(after: delay ?? interval) }
  }

  /// Runs `body` on the loop once `delay` has passed without a `cancel()` or `restart`: the end of a peer's time.
  ///
  /// What has arrived by then is read first. The loop polls its sockets once more after `delay` has passed, without
  /// waiting, and `body` runs after the callbacks of that: a peer whose bytes were waiting is not held to be silent.
  /// When the loop itself was held up (a callback that took long, a process that was stopped, a machine that was
  /// suspended) and comes more than `LateGrace.slack` late, the time lost is given to the peer once, up to `grace`:
  /// what takes several steps can still be finished.
  ///
  /// - Parameters:
  ///   - delay: as in `schedule(after:_:)`.
  ///   - grace: most time that is given after a late deadline; `.zero` for none, where the deadline binds this side and
  ///     not a peer.
  ///   - body: runs once, on the loop.
  @discardableResult
  public func scheduleDeadline(
    after delay: Duration, grace: Duration = LateGrace.defaultLimit, _ body: @escaping () -> Void
  ) -> LoopTimer { start(.deadline(body), grace: LateGrace(limit: grace)) { $0.restart(after: delay) } }

  /// The same at `time`, by the loop's `now`.
  @discardableResult
  public func scheduleDeadline(
    at time: Duration, grace: Duration = LateGrace.defaultLimit, _ body: @escaping () -> Void
  ) -> LoopTimer { start(.deadline(body), grace: LateGrace(limit: grace)) { $0.restart(at: time) } }

  private func start(
    _ work: LoopTimer.Work, series: TimerSeries = .none, grace: LateGrace = .none,
    operation: StaticString = #function, _ setTime: (LoopTimer) -> Void
  ) -> LoopTimer {
    preconditionOnLoop(operation)
    let timer = LoopTimer(on: self, work, series: series, grace: grace)
    setTime(timer)
    return timer
  }
}
