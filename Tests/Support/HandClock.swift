internal import CRealtimeTestClock
internal import Glibc
public import RealtimeReactor

/// A clock that a test turns by hand: no timer of a loop is waited for, and each comes exactly when it is due.
///
/// It is that of the calling thread, on which everything must live that the test has.
public struct HandClock {
  /// Runs `body` with such a clock, and gives the thread its time back.
  public static func turned<Value>(by body: (HandClock) throws -> Value) rethrows -> Value {
    defer { rt_test_clock_reset() }
    return try body(HandClock())
  }

  /// Runs `loop` until nothing is left on it, it is closed, or `isDone`. Where nothing is ready, time moves on to the
  /// next timer.
  public func run(_ loop: EventLoop, until isDone: () -> Bool = { false }) {
    while loop.runOnce(), !isDone(), loop.backendFD >= 0 {
      let timeout = loop.timeout
      var backend = pollfd(fd: loop.backendFD, events: Int16(POLLIN), revents: 0)
      // Without a timer, another thread is to bring something. With one, the kernel may yet have what was sent.
      if poll(&backend, 1, min(timeout, 3)) == 0 { rt_test_clock_advance(Int64(timeout) * 1_000_000) }
    }
  }
}
