public import RealtimeReactor
public import RealtimeTLS

/// How a connection came about: what was tried and how long each stage took. A value.
public struct ConnectionReport: Sendable {
  /// One TCP attempt (RFC 8305).
  public struct Attempt: Sendable, Equatable {
    /// What became of an attempt.
    public enum Outcome: Sendable, Equatable {
      /// Not decided when another attempt was.
      case pending
      /// TCP was connected.
      case connected
      /// The system's reason.
      case failed(ReactorError.Code)
      /// Another address was quicker.
      case abandoned
    }

    /// Where to.
    public let address: SocketAddress
    /// What became of it.
    public internal(set) var outcome = Outcome.pending
  }

  /// Every address that was tried, in the order of the attempts.
  public internal(set) var attempts: [Attempt] = []
  /// From the start to the addresses. Milliseconds resolution, like all of these; `nil` before the stage is done.
  public var resolveDuration: Duration? { resolving.duration }
  /// From the addresses to a connected socket.
  public var connectDuration: Duration? { connecting.duration }
  /// The proxy that the connection goes through; it prints without its credentials.
  public internal(set) var proxy: ProxyEndpoint?
  /// TLS to the proxy, where it wants that, and its answer; `nil` without a proxy.
  public var proxyDuration: Duration? { proxying.duration }
  /// The TLS handshake; `nil` without TLS.
  public var tlsDuration: Duration? { securing.duration }
  /// The opening handshake.
  public var upgradeDuration: Duration? { upgrading.duration }
  /// What TLS agreed on; `nil` without TLS.
  public internal(set) var tls: TLSInfo?

  var resolving = StageTime()
  var connecting = StageTime()
  var proxying = StageTime()
  var securing = StageTime()
  var upgrading = StageTime()
  var stageStart: Duration

  init(now: Duration) { stageStart = now }

  /// Ends the stage that `time` belongs to and begins the next.
  mutating func endStage(_ time: WritableKeyPath<ConnectionReport, StageTime>, now: Duration) {
    self[keyPath: time] = StageTime(now - stageStart)
    stageStart = now
  }
}

/// How long a stage took, in the four bytes that whole milliseconds need: every open connection keeps several.
struct StageTime: Sendable, Equatable {
  private var milliseconds = UInt32.max

  /// Of a stage that has not ended.
  init() {}

  init(_ duration: Duration) {
    let (seconds, attoseconds) = duration.components
    let milliseconds = seconds * 1000 + attoseconds / 1_000_000_000_000_000
    self.milliseconds = UInt32(clamping: min(milliseconds, Int64(UInt32.max) - 1))
  }

  var duration: Duration? { milliseconds == .max ? nil : .milliseconds(milliseconds) }
}
