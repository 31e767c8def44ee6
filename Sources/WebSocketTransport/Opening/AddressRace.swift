internal import RealtimeReactor

/// Happy Eyeballs (RFC 8305): which address to try next, and when.
///
/// Sans-I/O: it is told what happened and when, and says what to do. The families of addresses take turns, beginning
/// with the one that the resolver put first (section 4). A new attempt starts when the previous one failed or has been
/// pending for the attempt delay (section 5), so that a black hole costs the delay and not the time limit.
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

  /// Addresses that are tried at most; the resolver's later ones are left out, so that a name with thousands of them
  /// does not cost thousands of sockets.
  static let maximumAddressCount = 16

  let addresses: [SocketAddress]
  private let attemptDelay: Duration
  private var nextIndex = 0
  private var pendingCount = 0
  private var nextAttemptAt: Duration?

  init(addresses: [SocketAddress], attemptDelay: Duration) {
    self.addresses = Array(AddressRace.interleaved(addresses).prefix(AddressRace.maximumAddressCount))
    self.attemptDelay = attemptDelay.addable
  }

  /// Asks for the next action. Call again after every `.attempt`, after a wait, and after `attemptFailed`.
  mutating func next(now: Duration) -> Action {
    guard nextIndex < addresses.count else { return pendingCount == 0 ? .exhausted : .waitForPending }
    if pendingCount > 0, let start = nextAttemptAt, now < start { return .wait(until: start) }
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

  /// RFC 8305 section 4, first address family count 1: the families take turns, each in the resolver's order. The
  /// resolver knows which of them this machine has a route for (RFC 6724), so its first is the first here.
  private static func interleaved(_ addresses: [SocketAddress]) -> [SocketAddress] {
    let first = addresses.filter { $0.family == addresses[0].family }
    let second = addresses.filter { $0.family != addresses[0].family }
    var result: [SocketAddress] = []
    for index in 0..<max(first.count, second.count) {
      if index < first.count { result.append(first[index]) }
      if index < second.count { result.append(second[index]) }
    }
    return result
  }
}
