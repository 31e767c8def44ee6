internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// What an opening opens, and with what: everything that is read from the configuration before anything is sent.
struct OpeningPlan {
  let route: OpeningRoute
  private let endpoint: WebSocketEndpoint
  private var configuration: WebSocketConfiguration
  private let tls: TLSContextSource?
  private let proxyTLS: TLSContextSource?

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for what could not be used at all.
  init(
    to endpoint: WebSocketEndpoint, _ configuration: WebSocketConfiguration, now: Duration
  ) throws(WebSocketTransportError) {
    self.endpoint = endpoint
    self.configuration = configuration
    tls = endpoint.isSecure ? try Self.source(configuration.tls, now) : nil
    route = try OpeningRoute(to: endpoint, configuration)
    proxyTLS = route.proxy?.scheme == .https ? try Self.source(configuration.proxyTLS, now) : nil
  }

  private static func source(
    _ configuration: TLSConfiguration, _ now: Duration
  ) throws(WebSocketTransportError) -> TLSContextSource {
    do throws(TLSError) {
      return try TLSContextSource.clients.source(for: configuration, now: now)
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .tls(error))
    }
  }

  /// The same with another request.
  func with(headers: HTTPHeaders) -> OpeningPlan {
    var plan = self
    plan.configuration.headers = headers
    return plan
  }

  // MARK: The handshake

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for what could not be sent at all.
  func makeHandshake(on loop: EventLoop) throws(WebSocketTransportError) -> ClientHandshake {
    let request = ClientHandshake.Request(
      host: endpoint.hostHeader, path: endpoint.resource, headers: configuration.headers,
      subprotocols: configuration.subprotocols, deflate: configuration.compression)
    do throws(WebSocketError) {
      let nonce = try LoopShared.of(loop).maskingKeys.nextNonce()
      return try ClientHandshake(request, nonce: nonce, limits: configuration.limits)
    } catch {
      var error = WebSocketTransportError(stage: .configuration, cause: .webSocket(error))
      error.header = configuration.headers.nameOfRefusedField
      throw error
    }
  }

  /// Completes what the server said when it refused, and takes out of it what this side had sent.
  func explained(_ error: WebSocketTransportError) -> WebSocketTransportError {
    guard let refusal = error.refusal else { return error }
    return WebSocketTransportError(
      stage: error.stage,
      cause: .refused(refusal.received(at: WallClock.seconds, hiding: configuration.secrets(of: endpoint))))
  }

  // MARK: Connections

  var resolver: (any NameResolver)? { configuration.resolver }
  var connectionOptions: TCPConnection.Options { configuration.connectionOptions }
  var totalLimit: Duration? { configuration.timeLimits.total }

  func limit(of stage: WebSocketTransportError.Stage) -> Duration? {
    switch stage {
    case .resolve: configuration.timeLimits.resolve
    case .connect: configuration.timeLimits.connect
    case .proxy: configuration.timeLimits.proxy
    case .tls: configuration.timeLimits.tls
    case .upgrade: configuration.timeLimits.upgrade
    case .configuration, .open: nil
    }
  }

  // MARK: TLS

  func usesTLS(to peer: OpeningMachine.Peer) -> Bool { source(for: peer) != nil }

  private func source(for peer: OpeningMachine.Peer) -> TLSContextSource? {
    switch peer {
    case .proxy: proxyTLS
    case .server: tls
    }
  }

  /// `nil` for a peer that is spoken to without TLS.
  func makeEngine(
    for peer: OpeningMachine.Peer, outbox: ByteBuffer, on loop: EventLoop
  ) throws(TLSError) -> TLSEngine? {
    guard let source = source(for: peer) else { return nil }
    let sessions = LoopShared.of(loop).tlsSessions
    let context = source.current(now: loop.now)
    switch peer {
    case .proxy:
      guard let proxy = route.proxy else { return nil }
      return try TLSEngine(
        client: context, serverName: proxy.host, at: "\(proxy)", outbox: outbox,
        sessions: configuration.proxyTLS.resumesSessions ? sessions : nil)
    case .server:
      return try TLSEngine(
        client: context, serverName: endpoint.host, at: route.place, outbox: outbox,
        sessions: configuration.tls.resumesSessions ? sessions : nil)
    }
  }
}
