internal import CRealtimeTestClock
public import RealtimeReactor

/// A clock that a test turns by hand: no timer of a loop is waited for, and each comes exactly when it is due, however
/// slow the machine is.
///
/// It is that of the calling thread, on which everything must live that the test has.
public struct HandClock {
  /// The kernel may yet have what was sent, in milliseconds.
  private static let patience: CInt = 3

  /// Runs `body` with such a clock, and gives the thread its time back.
  public static func turned<Value>(by body: (HandClock) throws -> Value) rethrows -> Value {
    rt_test_clock_stop()
    defer { rt_test_clock_go() }
    return try body(HandClock())
  }

  /// So much time passes at once.
  public static func pass(_ duration: Duration) { rt_test_clock_advance(Int64(duration / .nanoseconds(1))) }

  /// Runs `loop` until nothing is left on it, it is closed, or `isDone`. Where nothing is ready, time moves on to the
  /// next timer.
  public func run(_ loop: EventLoop, until isDone: () -> Bool = { false }) {
    while loop.runOnce(), !isDone(), loop.backendFD >= 0 { wait(for: loop) }
  }

  /// Runs `loop` while something is ready on it. No time passes.
  public func runReady(_ loop: EventLoop) {
    repeat { loop.runOnce() } while loop.timeout == 0 || waitForAny(of: [loop], atMost: Self.patience)
  }

  /// Waits until one of `loops` has something to do. Where nothing is ready, time moves on to their next timer.
  public func wait(for loops: EventLoop...) {
    let timeout = loops.map(\.timeout).filter { $0 >= 0 }.min()
    if !waitForAny(of: loops, atMost: Self.patience), let timeout { Self.pass(.milliseconds(timeout)) }
  }
}
