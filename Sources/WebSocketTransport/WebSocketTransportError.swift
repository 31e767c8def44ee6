public import RealtimeReactor
public import RealtimeTLS
public import RealtimeWebSocketProtocol

/// Why a WebSocket could not be opened, or why it ended that should not have: at which stage, what happened, and
/// what would help. Carries no key, no header value and no payload.
public struct WebSocketTransportError: Error, Sendable, CustomStringConvertible {
  /// How far the connection had come.
  public enum Stage: String, Sendable, Hashable {
    /// Nothing was sent: a URL, header, certificate file or other setting cannot be used.
    case configuration
    /// Looking the name up.
    case resolve
    /// Connecting TCP.
    case connect
    /// Being let through by a proxy: TLS to it, if any, and its answer.
    case proxy
    /// The TLS handshake.
    case tls
    /// The opening handshake (RFC 6455 section 4).
    case upgrade
    /// After the opening handshake.
    case open
  }

  /// What lies under it.
  public enum Cause: Sendable {
    /// The system or the peer ended it.
    case network(ReactorError)
    /// TLS failed.
    case tls(TLSError)
    /// The WebSocket protocol was violated, or the handshake refused.
    case webSocket(WebSocketError)
    /// The proxy did not let it through.
    case proxy(ProxyError)
    /// The server answered the opening handshake with another status than 101.
    indirect case refused(HandshakeRefusal)
    /// `WebSocketConfiguration.TimeLimits` names the limit, in the property of the stage's name.
    case timedOut(after: Duration)
    /// All stages together took longer than ``WebSocketConfiguration/TimeLimits/total``; `stage` says in which.
    case totalTimedOut(after: Duration)
    /// A server ended an opening that stood still, because others waited for its place; `limit` is its
    /// ``WebSocketServer/Configuration/maximumOpeningCount``.
    case crowdedOut(limit: Int)
    /// `close` was called before the connection was open.
    case closedBeforeOpen
    /// The URL is none that can be connected to.
    case invalidURL
    /// The path of a Unix socket is empty, too long for the system, or has a NUL in it.
    case invalidUnixSocketPath
  }

  /// How far the connection had come.
  public let stage: Stage
  /// What happened.
  public let cause: Cause
  /// The proxy that was being connected to, or asked, when it happened.
  public internal(set) var proxy: ProxyEndpoint?
  /// The name of the caller's header field that cannot be sent; `nil` for another error, and where the name itself is
  /// what is wrong.
  public internal(set) var header: String?

  /// An error of a stage, for tests of code that handles them.
  public init(stage: Stage, cause: Cause) {
    self.stage = stage
    self.cause = cause
  }

  static let invalidURL = WebSocketTransportError(stage: .configuration, cause: .invalidURL)

  /// What happened, in the words that users of the `ws` package know where it has any.
  public var message: String {
    switch cause {
    case .network(let error): error.description
    case .tls(let error): error.description
    case .proxy(let error): error.description
    case .webSocket(let error) where error.kind == .transportEndedInHandshake: "socket hang up: \(error)"
    case .webSocket(let error) where error.kind == .invalidHeader && header != nil:
      "the value of the header \(header ?? "") has a control character, such as a line end; remove it"
    case .webSocket(let error) where error.kind == .reservedHeader && header != nil:
      "the header \(header ?? "") belongs to the opening handshake and cannot be replaced; leave it out"
    case .webSocket(let error): error.description
    case .refused(let refusal): "Unexpected server response: \(refusal.status)"
    case .timedOut(let limit):
      "no answer within \(limit); raise the \(stage.rawValue) time limit, or check host, port and network"
    case .totalTimedOut(let limit):
      "not open within \(limit); raise the total time limit, or check host, port and network"
    case .crowdedOut(let limit):
      "the peer's opening handshake stood still while others waited; the server has places for \(limit) openings"
    case .closedBeforeOpen: "WebSocket was closed before the connection was established"
    case .invalidUnixSocketPath:
      "the path of a Unix socket has 1 to \(SocketAddress.maximumUnixPathByteCount) bytes and no NUL"
    case .invalidURL: "the URL cannot be used; write it as wss://host[:port][/path][?query], without user or fragment"
    }
  }

  public var description: String {
    "\(stage.rawValue): \(message)" + (advice.map { "; \($0)" } ?? "") + (proxy.map { " (proxy: \($0))" } ?? "")
  }

  /// What to do about it, where the message, whose words are those of others, does not say so.
  private var advice: String? {
    switch cause {
    case .refused(let refusal): refusal.advice
    case .crowdedOut: "send the request at once, or raise maximumOpeningCount"
    case .closedBeforeOpen: "wait for its open event to close it in order"
    case .invalidUnixSocketPath: "choose another path"
    case .network, .tls, .webSocket, .proxy, .timedOut, .totalTimedOut, .invalidURL: nil
    }
  }

  /// The server's answer, when it refused the opening handshake.
  public var refusal: HandshakeRefusal? { if case .refused(let refusal) = cause { refusal } else { nil } }
}
