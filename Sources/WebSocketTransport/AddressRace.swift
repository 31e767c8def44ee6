internal import Reactor

/// Happy Eyeballs (RFC 8305): which address to try next, and when.
///
/// Sans-I/O: the connector reports what happened and when, and gets back what to do. Addresses are interleaved
/// by family, IPv6 first (section 4). A new attempt starts when the previous one failed or has been pending for
/// the attempt delay (section 5), so that a black hole costs the delay and not the time limit.
struct AddressRace {
  enum Action: Equatable {
    /// Start connecting to `addresses[index]`.
    case attempt(Int)
    /// Nothing to do before this instant, unless an attempt fails first.
    case wait(until: Duration)
    /// Every address is being tried; wait for one to succeed or for all to fail.
    case waitForPending
    /// Every attempt failed.
    case exhausted
  }

  let addresses: [SocketAddress]
  private let attemptDelay: Duration
  private var nextIndex = 0
  private var pendingCount = 0
  private var nextAttemptAt: Duration?

  init(addresses: [SocketAddress], attemptDelay: Duration) {
    self.addresses = AddressRace.interleaved(addresses)
    self.attemptDelay = attemptDelay
  }

  /// Asks for the next action. Call again after every `.attempt`, after a wait, and after `attemptFailed`.
  mutating func next(now: Duration) -> Action {
    guard nextIndex < addresses.count else {
      return pendingCount == 0 ? .exhausted : .waitForPending
    }
    if pendingCount > 0, let start = nextAttemptAt, now < start {
      return .wait(until: start)
    }
    defer { nextIndex += 1 }
    pendingCount += 1
    nextAttemptAt = now + attemptDelay
    return .attempt(nextIndex)
  }

  /// One attempt ended without a connection: the next one need not wait.
  mutating func attemptFailed() {
    pendingCount -= 1
    nextAttemptAt = nil
  }

  /// RFC 8305 section 4, first address family count 1: IPv6 and IPv4 take turns in the resolver's order.
  private static func interleaved(_ addresses: [SocketAddress]) -> [SocketAddress] {
    let first = addresses.filter { $0.family == .ipv6 }
    let second = addresses.filter { $0.family != .ipv6 }
    var result: [SocketAddress] = []
    for index in 0..<max(first.count, second.count) {
      if index < first.count { result.append(first[index]) }
      if index < second.count { result.append(second[index]) }
    }
    return result
  }
}
