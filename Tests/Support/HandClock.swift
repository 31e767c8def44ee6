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
    while loop.runOnce(), !isDone(), loop.backendFD >= 0 { wait(for: loop) }
  }

  /// Waits until one of `loops` has something to do. Where nothing is ready, time moves on to their next timer.
  public func wait(for loops: EventLoop...) {
    let timeout = loops.map(\.timeout).filter { $0 >= 0 }.min()
    var backends = loops.map { pollfd(fd: $0.backendFD, events: Int16(POLLIN), revents: 0) }
    // Without a timer, another thread is to bring something. With one, the kernel may yet have what was sent.
    let patience = timeout.map { min($0, 3) } ?? 1_000
    let isReady = poll(&backends, nfds_t(backends.count), patience) != 0
    if !isReady, let timeout { rt_test_clock_advance(Int64(timeout) * 1_000_000) }
  }
}
