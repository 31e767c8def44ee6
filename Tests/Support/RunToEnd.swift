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
  /// Runs the loop until nothing is left on it.
  ///
  /// - Returns: whether it has come to that in `limit` of its time.
  public func runToEnd(_ time: TestTime = .turnedByHand, within limit: Duration = .seconds(30)) -> Bool {
    let end = now + limit
    func isLate() -> Bool { now >= end }
    switch time {
    case .turnedByHand: HandClock.turned { $0.run(self, until: isLate) }
    case .ofTheSystem: while runOnce(), !isLate(), backendFD >= 0 { waitForAny(of: [self]) }
    }
    return !isLate()
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
