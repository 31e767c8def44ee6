internal import CRealtimeUV
internal import Glibc

/// Decides whether a loop with nothing to do looks again and again for a while before it lets its thread sleep.
///
/// To sleep and be woken costs more than to read and answer a small message. So a loop that had something to do just now
/// watches for more, and one whose work comes at longer intervals sleeps at once and pays nothing for the option.
struct BusyPolling {
  /// What `EventLoop.Configuration.busyPollTime` is cut to, so that no timer fires later than the clock of the loop counts.
  static let longestTime = Duration.milliseconds(1)

  private let nanoseconds: UInt64
  private(set) var lastPoll: UInt64 = 0

  init(for time: Duration) {
    let time = min(max(time, .zero), BusyPolling.longestTime)
    nanoseconds = UInt64(time.components.attoseconds / 1_000_000_000)
  }

  var isOn: Bool { nanoseconds > 0 }

  /// Takes note of a poll that begins at `now`, in nanoseconds.
  ///
  /// - Returns: until when to look before sleeping, `nil` to sleep at once.
  mutating func endOfPoll(at now: UInt64) -> UInt64? {
    defer { lastPoll = now }
    return now - lastPoll <= nanoseconds ? now + nanoseconds : nil
  }
}

extension EventLoop {
  /// Waits without sleeping, for as long as `BusyPolling` says. The poll of libuv that follows finds what came.
  func pollBusily() {
    guard let end = busyPolling.endOfPoll(at: uv_hrtime()), uv_backend_timeout(uv) != 0 else { return }
    // A handle that was started in this tick is watched from libuv's poll on, so it may wait for all of this.
    var backend = pollfd(fd: uv_backend_fd(uv), events: Int16(POLLIN), revents: 0)
    while poll(&backend, 1, 0) == 0, uv_hrtime() < end {}
  }
}
