public import RealtimeReactor
public import RealtimeWebSocketProtocol

/// A client's valid request for a WebSocket, for the server to accept or refuse. Prints no values: one may be a key.
public struct UpgradeRequest: Sendable {
  let handshake: HandshakeRequest
  /// Where the client is, as the kernel knew it when the connection was accepted: the last proxy, where there is one.
  /// `nil` over a Unix socket, and when the client was gone by then. A server at `::` sees IPv4 clients as
  /// `::ffff:a.b.c.d`.
  public let remoteAddress: SocketAddress?

  /// Path of the request target, percent-encoded as it came, whether or not the target was a whole URL.
  public var path: String { handshake.head.path }
  /// What follows the first `?` of the target, or `nil`.
  public var query: String? { handshake.head.query }
  /// Host and port that the request is for: those of the target where it was a whole URL, else the Host header.
  public var host: String { handshake.head.host }
  /// All header fields, in the order they came. `Authorization` among them: do not log.
  public var headers: HTTPHeaders { handshake.head.headers }
  /// The subprotocols that the client offers, the preferred first.
  public var subprotocols: [String] { handshake.subprotocols }
}

extension UpgradeRequest: CustomStringConvertible, CustomReflectable {
  public var description: String { "GET \(path) [\(headers.fields.map(\.name).joined(separator: ", "))]" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
}
