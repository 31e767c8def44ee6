internal import Glibc
public import RealtimeReactor

/// The time in which a test runs a loop.
public enum TestTime {
  /// Nothing is waited for: see `HandClock`.
  case turnedByHand
  /// For loops that have to do with other threads, tasks among them.
  case ofTheSystem
}

extension EventLoop {
  /// Runs the loop until nothing is left on it, it is closed, or `isDone`.
  ///
  /// - Returns: whether it has come to that in `limit` of its time.
  public func runToEnd(
    _ time: TestTime = .turnedByHand, within limit: Duration = .seconds(30), until isDone: () -> Bool = { false }
  ) -> Bool {
    let end = now + limit
    func isOver() -> Bool { isDone() || now >= end }
    switch time {
    case .turnedByHand: HandClock.turned { $0.run(self, until: isOver) }
    case .ofTheSystem: while runOnce(), !isOver(), backendFD >= 0 { waitForAny(of: [self]) }
    }
    return isDone() || now < end
  }
}

/// Waits until one of `loops` has something to do or its next timer is due, at most so many milliseconds.
///
/// - Returns: whether anything but a timer has come.
@discardableResult
public func waitForAny(of loops: [EventLoop], atMost milliseconds: CInt = 1_000) -> Bool {
  let timeout = loops.map(\.timeout).filter { $0 >= 0 }.min() ?? milliseconds
  var backends = loops.map { pollfd(fd: $0.backendFD, events: Int16(POLLIN), revents: 0) }
  return poll(&backends, nfds_t(backends.count), min(timeout, milliseconds)) != 0
}
