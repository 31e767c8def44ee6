public import WebSocketTransport

extension RealtimeLocalServer {
  /// Everything about a local server that has a default.
  public struct Configuration: Sendable {
    /// `wss` with a throw-away certificate; `false` for plain `ws`.
    public var isSecure = true
    /// Where to listen: a port or a Unix socket. The default is a free port of 127.0.0.1.
    public var address = SocketAddress.loopback(port: 0)
    /// Host names in the certificate, beside `localhost`, 127.0.0.1, ::1 and the address itself.
    public var hostNames: [String] = []
    /// The key that clients must present; others get 401. nil accepts any client.
    public var requiredAPIKey: String?
    /// What the model answers.
    public var script = ReplyScript.parrot
    /// How fast it speaks.
    public var pace = ReplyPace.asFastAsPossible
    /// What one session may cost.
    public var sessionLimits = LocalSessionLimits()
    /// Sessions at once; further ones get 429. Default 10 000.
    public var maximumSessionCount = 10_000
    /// Upgrade requests kept in ``RealtimeLocalServer/requests``, the latest. Default 256.
    public var maximumRecordedRequestCount = 256
    /// Bytes queued for a client above which its session waits, reads nothing more and makes nothing more, until the
    /// client has caught up. Default 256 KiB, five seconds of audio.
    public var highWatermarkByteCount = 256 << 10
    /// permessage-deflate, or nil for none.
    public var compression: DeflateConfiguration?
    /// Pings that find dead clients.
    public var keepAlive = KeepAliveConfiguration()
    /// How long a client may take for TLS, for its request, and for closing.
    public var timeLimits = WebSocketConfiguration.TimeLimits()

    public init() {}
  }

  /// An upgrade request as the server saw it. Prints without header values: one of them is a key.
  public struct Request: Sendable, CustomStringConvertible, CustomReflectable {
    public let path: String
    /// What follows the `?`, as it came.
    public let query: String?
    /// All header fields in the order they came, credentials among them.
    public let headers: HTTPHeaders
    /// 101, or the status of the refusal.
    public let status: Int
    /// Where the client is; `nil` over a Unix socket.
    public let remoteAddress: SocketAddress?

    init(_ request: UpgradeRequest, status: Int) {
      path = request.path
      query = request.query
      headers = request.headers
      self.status = status
      remoteAddress = request.remoteAddress
    }

    public var description: String {
      "\(path) -> \(status) [\(headers.fields.map(\.name).joined(separator: ", "))]"
    }

    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
  }

  /// An event that passed, for whoever watches.
  public struct PassedEvent: Sendable, Equatable {
    public enum Direction: Sendable, Equatable {
      case received
      case sent
    }

    /// Counts the server's sessions from 1.
    public let session: Int
    public let direction: Direction
    /// The `type` of a sent event; nil for a received one, which is read by the session alone.
    public let type: String?
    /// Bytes of its JSON.
    public let byteCount: Int
  }
}
