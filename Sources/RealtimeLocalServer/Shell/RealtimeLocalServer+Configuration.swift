public import WebSocketTransport

extension RealtimeLocalServer {
  /// Everything about a local server that has a default. Prints without the key.
  public struct Configuration: Sendable, CustomStringConvertible, CustomReflectable {
    /// `wss` with a throw-away certificate; `false` for plain `ws`.
    public var isSecure = true
    /// Where to listen: a port or a Unix socket. The default is a free port of 127.0.0.1.
    public var address = SocketAddress.loopback(port: 0)
    /// Host names and addresses in the certificate, beside `localhost`, 127.0.0.1, ::1 and the address itself.
    public var hostNames: [String] = []
    /// The key that clients must present; others get 401. `nil` accepts any client.
    public var requiredAPIKey: String?
    /// What the model answers.
    public var script = ReplyScript.parrot
    /// How fast it speaks.
    public var pace = ReplyPace.asFastAsPossible
    /// What one session may cost.
    public var sessionLimits = LocalSessionLimits()
    /// What becomes of each upgrade request that is right: by default a session as usual. Runs on the loop and must not
    /// block. See ``SessionScript`` for what can be made to happen in a session.
    ///
    /// ```swift
    /// var configuration = RealtimeLocalServer.Configuration()
    /// configuration.plan = ConnectionPlan.inOrder([
    ///   .refuse(.tooManyRequests(milliseconds: 250)),
    ///   .serve(SessionScript().at(.afterSending("response.output_audio.delta", 3), .reset)),
    /// ])
    /// ```
    public var plan: @Sendable (Request) -> ConnectionPlan = { _ in .serve() }
    /// What becomes of each call of the REST API that is right: `nil` serves it, a refusal is sent instead. Runs on the
    /// loop and must not block.
    public var restPlan: @Sendable (RESTRequest) -> UpgradeRefusal? = { _ in nil }
    /// Whether a session may be opened beside a call that the server has not heard of, for tests without a webhook. One
    /// beside a call that rings still, or is over, is refused with 404 in any case. Default `true`.
    public var servesUnknownCalls = true
    /// Phone calls that are remembered, the latest. Default 1 000.
    public var maximumCallCount = 1_000
    /// Which models there are.
    public var models = ModelPolicy.documented
    /// Whether `OpenAI-Beta: realtime=v1` is still served on OpenAI's own path. OpenAI ended that API in May 2026: with
    /// `false` such a session gets the error `beta_api_shape_disabled` and close 4000. Azure's preview path stays.
    /// Default `true`.
    public var servesBetaAPI = true
    /// How far the server's clock is ahead of this machine's, as `Date` and `expires_at` show it; negative if behind.
    public var clockOffset: Duration = .zero
    /// Sessions at once; further ones get 429. Default 10 000.
    public var maximumSessionCount = 10_000
    /// Upgrade requests kept in ``RealtimeLocalServer/requests``, the latest. Default 256.
    public var maximumRecordedRequestCount = 256
    /// Bytes queued for a client above which its session waits, reads nothing more and makes nothing more, until the
    /// client has caught up. Default 256 KiB, five seconds of audio.
    public var highWatermarkByteCount = 256 << 10
    /// permessage-deflate, or `nil` for none.
    public var compression: DeflateConfiguration?
    /// Pings that find dead clients.
    public var keepAlive = KeepAliveConfiguration()
    /// How long a client may take for TLS, for its request, and for closing.
    public var timeLimits = WebSocketConfiguration.TimeLimits()

    /// The settings that the properties have by default.
    public init() {}

    /// The server's idea of the time. A clock that is a hundred years off is off enough.
    var unixTime: Int {
      let limit = Duration.seconds(100 * 365 * 86_400)
      let offset = min(max(clockOffset, .zero - limit), limit)
      return Int(WallClock.seconds + offset.components.seconds)
    }

    /// The address and whether a key is required, but not the key.
    public var description: String {
      "local server at \(address), \(isSecure ? "wss" : "ws")\(requiredAPIKey == nil ? "" : ", with a key")"
    }

    /// Shows nothing: one of the settings is a key.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
  }

  /// An upgrade request as the server saw it. Prints without header values: one of them is a key.
  public struct Request: Sendable, CustomStringConvertible, CustomReflectable {
    /// Counts the server's upgrade requests from 1, refused ones too.
    public let number: Int
    /// When it came, by the loop's clock.
    public let time: Duration
    /// The path that it asks for, without the query.
    public let path: String
    /// What follows the `?`, as it came.
    public let query: String?
    /// All header fields in the order they came, credentials among them.
    public let headers: HTTPHeaders
    /// The model or deployment that it asks for; `nil` where it names none, or asks for what is not there.
    public internal(set) var model: String?
    /// The call that it is a side connection to (`rtc_…`). Such a session hears no audio and takes none: it is told
    /// when the call begins and ends to play a response. A call that is not there is refused with
    /// ``UpgradeRefusal/callNotFound``, and one that ends closes the session with code 1000.
    public internal(set) var callID: String?
    /// 101, or the status of the refusal; 0 for a request that got no answer.
    public internal(set) var status: Int
    /// Where the client is; `nil` over a Unix socket.
    public let remoteAddress: SocketAddress?

    init(_ request: UpgradeRequest, number: Int, time: Duration) {
      self.number = number
      self.time = time
      path = request.path
      query = request.query
      headers = request.headers
      status = 101
      remoteAddress = request.remoteAddress
    }

    /// The path, the status and the names of the header fields.
    public var description: String { "\(path) -> \(status) [\(headers.fields.map(\.name).joined(separator: ", "))]" }

    /// Shows nothing: one of the header fields is a key.
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection()) }
  }

  /// What has come to a server, or to all servers of a group, since the start. It shows whether clients came
  /// back all at once.
  public struct Counts: Sendable, Equatable {
    /// TCP connections accepted, whatever became of them.
    public var connections: Int
    /// Upgrade requests that were read: those of TLS handshakes that succeeded.
    public var upgradeRequests: Int
    /// Those that got something else than a session.
    public var refusedRequests: Int
    /// Sessions that were opened, whether or not they are open still.
    public var openedSessions: Int
    /// Sessions that are open now.
    public var openSessions: Int
    /// The most sessions that ever were open at once.
    public var mostOpenSessions: Int
  }

  /// An event that passed, for whoever watches.
  public struct PassedEvent: Sendable, Equatable {
    /// Which way an event passed.
    public enum Direction: Sendable, Equatable {
      /// From the client.
      case received
      /// To the client.
      case sent
    }

    /// Counts the server's sessions from 1.
    public let session: Int
    /// Which way it passed.
    public let direction: Direction
    /// When it passed, by the loop's clock.
    public let time: Duration
    /// The event's `type`; `nil` for a message that has none.
    public let type: String?
    /// Bytes of its JSON; fewer than `json` has where a fault cut the event.
    public let byteCount: Int
    /// The whole message, JSON text as it passed.
    public let json: String
  }
}
