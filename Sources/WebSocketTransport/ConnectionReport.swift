public import Reactor
public import TLSEngine

/// How a connection came about: what was tried and how long each stage took. A value.
public struct ConnectionReport: Sendable {
  /// One TCP attempt (RFC 8305).
  public struct Attempt: Sendable, Equatable {
    public enum Outcome: Sendable, Equatable {
      case pending
      case connected
      case failed(ReactorError.Code)
      /// Another address was quicker.
      case abandoned
    }

    public let address: SocketAddress
    public internal(set) var outcome = Outcome.pending
    /// From its start to its outcome; `nil` while it is pending.
    public internal(set) var duration: Duration?
    let start: Duration

    init(address: SocketAddress, now: Duration) {
      self.address = address
      start = now
    }

    mutating func end(_ outcome: Outcome, now: Duration) {
      self.outcome = outcome
      duration = now - start
    }
  }

  /// Every address that was tried, in the order of the attempts.
  public internal(set) var attempts: [Attempt] = []
  /// From the start to the addresses. Milliseconds resolution, like all of these; `nil` before the stage is done.
  public internal(set) var resolveDuration: Duration?
  /// From the addresses to a connected socket.
  public internal(set) var connectDuration: Duration?
  /// The proxy that the connection goes through; it prints without its credentials.
  public internal(set) var proxy: ProxyServer?
  /// TLS to the proxy, where it wants that, and its answer; `nil` without a proxy.
  public internal(set) var proxyDuration: Duration?
  /// The TLS handshake; `nil` without TLS.
  public internal(set) var tlsDuration: Duration?
  /// The opening handshake.
  public internal(set) var upgradeDuration: Duration?
  /// What TLS agreed on; `nil` without TLS.
  public internal(set) var tls: TLSInfo?

  var stageStart: Duration

  init(now: Duration) {
    stageStart = now
  }

  /// Ends the stage that `duration` belongs to and begins the next.
  mutating func endStage(_ duration: WritableKeyPath<ConnectionReport, Duration?>, now: Duration) {
    self[keyPath: duration] = now - stageStart
    stageStart = now
  }
}
