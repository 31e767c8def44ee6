package import RealtimeBuffers
internal import RealtimeReactor
public import RealtimeTLS
public import RealtimeWebSocketProtocol

/// Everything about a WebSocket connection that has a default. A value: change a copy, pass it on.
public struct WebSocketConfiguration: Sendable {
  /// Extra header fields of the opening handshake, in order. Names and values are checked when connecting:
  /// CR, LF and NUL are refused, and so are the fields that the handshake itself owns.
  public var headers = HTTPHeaders()

  /// Subprotocols to offer (client) or to choose from (server), in order of preference.
  public var subprotocols: [String] = []

  /// TLS for `wss`. Ignored for `ws`.
  public var tls: TLSConfiguration

  /// Limits on what a peer may send: message, header and handshake sizes.
  public var limits = WebSocketLimits()

  /// permessage-deflate (RFC 7692), or `nil` for none. Off by default: voice is base64 of noise, and deflate
  /// costs more than it saves on a server.
  public var compression: DeflateConfiguration?

  /// How long each stage may take.
  public var timeLimits = TimeLimits()

  /// Pings that keep middleboxes awake and find dead peers, every 20 s by default; `.off` sends none.
  public var keepAlive = KeepAliveConfiguration()

  /// Whether `.message` listeners get whole messages, or `.fragment` listeners the parts as they arrive.
  ///
  /// Whole messages cost nothing when they came in one frame; those in fragments are copied once, into a
  /// buffer bounded by `limits.messageByteCount`. Parts are never copied and hold no memory.
  public var deliversFragments = false

  /// Bytes queued for sending at which `send` returns `.queued`. Default 1 MiB.
  public var highWatermarkByteCount = 1 << 20

  /// Bytes queued for sending at which `.drain` is reported after the high watermark was crossed. Default 256 KiB.
  public var lowWatermarkByteCount = 256 << 10

  /// Bytes queued for sending beyond which `send` refuses. Default 17 MiB, so that a message of 16 MiB fits
  /// with its framing. Handshakes, and what answers a peer such as a Pong, have 64 KiB of their own.
  public var maximumBufferedByteCount = 17 << 20

  /// Head start of each connection attempt before the next address is tried as well (RFC 8305 section 5).
  public var connectionAttemptDelay: Duration = .milliseconds(250)

  /// Looks host names up in place of the system's resolver; `nil` for the system's.
  public var resolver: (any NameResolver)?

  /// Where to connect instead of the URL's host and port, for tests and sidecars. The URL still decides the
  /// `Host` header, SNI and verification. What is overridden goes through no proxy, whatever `proxy` says.
  public var connectOverride: ConnectOverride?

  /// Whether to go through a proxy, and which. Default: as the environment says, see ``ProxySelection/environment``.
  public var proxy = ProxySelection.environment

  /// TLS to an `https` proxy. Apart from `tls`, so that the server's client certificate and roots are
  /// never used with the proxy nor the proxy's with the server.
  public var proxyTLS = TLSConfiguration()

  /// What the URL carries that no report may repeat, where somebody knows that better: `nil` for every value of its
  /// query.
  package var hiddenTexts: [Secret]?

  /// Whether a name may lead to addresses of this machine only.
  package var staysOnThisMachine = false

  /// Everything else as by default.
  public init(tls: TLSConfiguration = .init()) { self.tls = tls }

  /// Time limits of one connection; `nil` switches a limit off.
  public struct TimeLimits: Sendable, Equatable {
    /// Name resolution. Default 10 s.
    public var resolve: Duration? = .seconds(10)
    /// All TCP attempts together. Default 10 s.
    public var connect: Duration? = .seconds(10)
    /// From the TCP connection to a proxy until it has let us through. Default 10 s.
    public var proxy: Duration? = .seconds(10)
    /// The TLS handshake. Default 10 s.
    public var tls: Duration? = .seconds(10)
    /// The opening handshake, total and not per byte. Default 10 s.
    public var upgrade: Duration? = .seconds(10)
    /// From the start until open. Default 30 s.
    public var total: Duration? = .seconds(30)
    /// From our close frame until the connection is cut. Default 5 s.
    public var close: Duration? = .seconds(5)
    /// How long bytes may wait for the peer while it takes none of them; then the connection is cut, whether or not
    /// reading is paused. A peer that takes some is never cut, however slow it is: what counts is what its system
    /// acknowledges, and that comes in steps of up to a tenth of its receive buffer. Default 60 s; a peer is cut at the
    /// latest a quarter of it later.
    public var sendStall: Duration? = .seconds(60)

    /// Every limit as by default.
    public init() {}

    /// Every limit off.
    public static var none: TimeLimits {
      var limits = TimeLimits()
      for limit in [\.resolve, \.connect, \.proxy, \.tls, \.upgrade, \.total, \.close, \.sendStall]
        as [WritableKeyPath<Self, Duration?>]
      {
        limits[keyPath: limit] = nil
      }
      return limits
    }
  }

  /// Where to connect to in place of the URL's host and port.
  public struct ConnectOverride: Sendable, Hashable {
    enum Place: Sendable, Hashable {
      case host(String, UInt16)
      case unixSocket(path: String)
    }

    let place: Place

    /// A host, by name or address, and its port.
    public init(host: String, port: UInt16) { place = .host(host, port) }

    /// A Unix socket of this machine, of a sidecar for example. At most `SocketAddress.maximumUnixPathByteCount` bytes.
    public init(unixSocketPath path: String) { place = .unixSocket(path: path) }
  }
}

extension WebSocketConfiguration {
  /// Queue limits apply to what the connection queues, which is ciphertext where there is TLS.
  var connectionOptions: TCPConnection.Options {
    var options = TCPConnection.Options()
    options.highWatermark = highWatermarkByteCount
    options.lowWatermark = lowWatermarkByteCount
    options.maximumQueuedByteCount = maximumBufferedByteCount
    return options
  }
}
