internal import RealtimeBuffers
public import WebSocketTransport

/// How a connection is made. Every member has a default.
public struct RealtimeOptions: Sendable {
  /// What `send` does while the connection is not open yet.
  public enum SendingBeforeOpen: Sendable, Hashable {
    /// Keeps messages, in order, and sends them when the connection opens. Together they have at most this
    /// many bytes, counted as UTF-8; what would exceed it is refused.
    case queued(maximumByteCount: Int)
    /// Refuses, as openai-node does.
    case refused
  }

  /// 1 MiB, as in openai-python.
  public static let defaultQueueByteCount = 1 << 20

  /// The generation of the API. Default: GA. OpenAI has ended beta; see `RealtimeAPI.beta` for where it lives on.
  public var api = RealtimeAPI.ga

  /// Everything about the socket: request headers, TLS, time limits, message limit, keep-alive, watermarks.
  ///
  /// The credential's header, and in beta `OpenAI-Beta`, replace headers of the same name here. Redirects are
  /// never followed, whatever is set.
  public var webSocket = WebSocketConfiguration()

  /// What `send` does before the connection is open. Default: it queues up to `defaultQueueByteCount` bytes.
  public var sendingBeforeOpen = SendingBeforeOpen.queued(maximumByteCount: defaultQueueByteCount)

  /// How long the function of `APIKey.provider` or `.callback`, or an Azure client's token provider, may
  /// take; `nil` is without end. Default 10 s, as for each stage of connecting: a function that needs longer,
  /// because it asks a service that is slow, does better to have its key ready.
  public var apiKeyTimeLimit: Duration? = .seconds(10)

  /// Gives the exact URL to connect to, in place of the one that follows from client and target. GA only.
  ///
  /// It is asked once, after the target was checked, and its URL must use `wss:`, or `ws:` where
  /// ``dangerouslySendsKeyUnencrypted`` would allow that. The credential is sent to the host it names,
  /// whichever that is: return only URLs that you trust. What it throws reaches the caller unchanged.
  public var buildRealtimeURL:
    (@Sendable (_ client: any RealtimeClient, _ target: RealtimeTarget) throws -> RealtimeURL)?

  /// Connects without TLS where the base URL says `http` or `ws`, whatever its host: everybody on the path
  /// can read the key and the conversation, and change both. Default: false.
  ///
  /// Without it such a base URL means `ws` for this machine only (`localhost`, 127.0.0.0/8, `[::1]`, a Unix
  /// socket of `connectOverride`) and no proxy: for servers of one's own and sidecars. For every other host
  /// it means `wss`, as in openai-node. A base URL of `https` or `wss` always means TLS.
  public var dangerouslySendsKeyUnencrypted = false

  /// Parameters that are set in the query of the URL, whoever built it.
  package var query: [String: String] = [:]

  /// Everything as by default.
  public init() {}

  /// Request headers, in order. The same as in `webSocket`.
  public var headers: HTTPHeaders {
    get { webSocket.headers }
    set { webSocket.headers = newValue }
  }

  /// How to verify the server. The same as in `webSocket`.
  public var tls: TLSConfiguration {
    get { webSocket.tls }
    set { webSocket.tls = newValue }
  }

  var urlBuilder: RealtimeURLBuilder {
    var builder = RealtimeURLBuilder(api: api, custom: buildRealtimeURL) { url in
      dangerouslySendsKeyUnencrypted || webSocket.isLocal(WebSocketEndpoint(url))
    }
    builder.query = query
    return builder
  }

  /// The settings of the socket for a connection to `url`, without a credential.
  func socketConfiguration(for url: RealtimeURL) -> WebSocketConfiguration {
    var configuration = webSocket
    configuration.hiddenTexts = url.secrets.map { Secret($0) }
    configuration.staysOnThisMachine = url.isPlain && !dangerouslySendsKeyUnencrypted
    return configuration
  }
}
