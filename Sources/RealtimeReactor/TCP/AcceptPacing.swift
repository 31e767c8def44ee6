internal import RealtimeBuffers

/// Decides when a listener takes connections: not too many in one tick, and none while descriptors are short.
///
/// A value: what the kernel said and the time go in, what to do comes out.
///
/// The kernel gives out the lowest free descriptor. So the number that a connection got tells how many descriptors the
/// process has left, whoever holds the others.
struct AcceptPacing {
  enum Action: Equatable {
    /// Take the next connection.
    case goOn
    /// Nothing waits.
    case endTurn
    /// Leave connections in the kernel, and look for a free descriptor after `retryDelay`. With a reason, tell it.
    case hold(Reason?)
  }

  enum Reason: Equatable {
    /// The descriptors that are left are kept for others.
    case reserved
    /// The kernel said so (`errno`).
    case failed(CInt)
  }

  /// How often a listener that ran out of descriptors looks for a free one.
  static let retryDelay = Duration.milliseconds(20)
  /// A listener that is short of descriptors says so at most once in this time.
  static let reportInterval = Duration.seconds(10)

  private let maximumCountPerTick: Int
  private var tick: UInt64 = 0
  private var countInTick = 0
  private var reportedAt: Duration?

  init(maximumCountPerTick: Int) { self.maximumCountPerTick = max(1, maximumCountPerTick) }

  /// Whether one more may be taken in `tick`.
  mutating func mayAccept(in tick: UInt64) -> Bool {
    if self.tick != tick {
      self.tick = tick
      countInTick = 0
    }
    guard countInTick < maximumCountPerTick else { return false }
    countInTick += 1
    return true
  }

  /// A connection was taken. From `ceiling` on descriptors are kept for others.
  mutating func didAccept(_ descriptor: CInt, ceiling: CInt, now: Duration) -> Action {
    descriptor < ceiling ? .goOn : hold(.reserved, now: now)
  }

  /// The kernel gave no connection, for the reason `code` (`errno`).
  mutating func didFail(_ code: CInt, now: Duration) -> Action {
    switch code {
    case EAGAIN, EWOULDBLOCK: .endTurn
    // The connection that was to be taken has failed meanwhile (accept(2), "Error handling").
    case EINTR, ECONNABORTED, ENETDOWN, EPROTO, ENOPROTOOPT, EHOSTDOWN, ENONET, EHOSTUNREACH, EOPNOTSUPP,
      ENETUNREACH, EPERM:
      .goOn
    default: hold(.failed(code), now: now)
    }
  }

  /// Whether to go on after `hold`: `lowestFree` is the descriptor that would come next, if there is one.
  func mayResume(lowestFree: CInt?, ceiling: CInt) -> Bool { lowestFree.map { $0 < ceiling } ?? false }

  private mutating func hold(_ reason: Reason, now: Duration) -> Action {
    if let reportedAt, now - reportedAt < AcceptPacing.reportInterval { return .hold(nil) }
    reportedAt = now
    return .hold(reason)
  }
}
