/// A deadline on an event loop, made by `EventLoop.schedule(after:repeating:_:)`. Loop-bound.
///
/// The loop keeps a pending timer and its closure alive. A timer that has fired or was cancelled can be started again
/// with `restart(after:)`, without an allocation.
public final class LoopTimer {
  private let queue: TimerQueue
  private let loop: EventLoop
  private let interval: UInt64?
  private let body: () -> Void

  /// When it is due, in milliseconds of the loop's clock. The heap may still hold it at an earlier place.
  var deadline: UInt64 = 0

  init(on loop: EventLoop, interval: UInt64?, body: @escaping () -> Void) {
    queue = loop.timers
    self.loop = loop
    self.interval = interval
    self.body = body
  }

  /// Whether it is going to fire.
  public var isPending: Bool { queue.contains(self) }

  /// Takes the deadline back. Idempotent, allowed in any callback; the closure does not run any more.
  public func cancel() {
    guard isPending else { return }
    loop.preconditionOnLoop()
    queue.remove(self)
  }

  /// Sets the deadline anew, `delay` from now, whether or not it was pending.
  ///
  /// Moving a pending deadline further away costs next to nothing, so a keep-alive deadline may be pushed
  /// ahead on every read.
  public func restart(after delay: Duration) {
    loop.preconditionOnLoop()
    queue.schedule(self, at: loop.nowMilliseconds &+ delay.roundedUpToMilliseconds)
  }

  /// Called by the queue, which has let go of the timer.
  func fire(now: UInt64) {
    if let interval { queue.schedule(self, at: now &+ interval) }
    body()
  }

  // MARK: Place in the queue

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
  /// Runs `body` on the loop once `delay` has passed, and then every `interval`.
  ///
  /// Deadlines are coarse: whole milliseconds, counted from the time of the current tick, met when the loop
  /// gets to them. Timers that are due together fire in the order of their deadlines. All timers of a loop
  /// share one system timer, so thousands of pending deadlines are cheap. A pending timer keeps the loop
  /// running.
  ///
  /// - Parameters:
  ///   - delay: rounded up to milliseconds; not positive means the next tick.
  ///   - interval: at least one millisecond; a repeating timer that comes late does not catch up.
  @discardableResult
  public func schedule(
    after delay: Duration,
    repeating interval: Duration? = nil,
    _ body: @escaping () -> Void
  ) -> LoopTimer {
    preconditionOnLoop()
    let interval = interval.map { max(1, $0.roundedUpToMilliseconds) }
    let timer = LoopTimer(on: self, interval: interval, body: body)
    timer.restart(after: delay)
    return timer
  }
}

extension Duration {
  /// The duration from nothing to a hundred years, so that no sum with a clock can overflow.
  package var addable: Duration { min(max(self, .zero), .seconds(100 * 366 * 86_400)) }

  /// Whole milliseconds, at most a hundred years, so that no sum with a clock can overflow.
  package var roundedUpToMilliseconds: UInt64 {
    // The components of a duration that is too long for them trap.
    let (seconds, attoseconds) = addable.components
    let attosecondsPerMillisecond: Int64 = 1_000_000_000_000_000
    return UInt64(seconds) * 1000
      + UInt64((attoseconds + attosecondsPerMillisecond - 1) / attosecondsPerMillisecond)
  }
}
