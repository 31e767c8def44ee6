internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// The way of a client's connection from a URL to an open WebSocket: resolve, connect, TLS, upgrade.
///
/// Ends in exactly one call of the completion, unless it was cancelled. Dropped once the connection is open, so
/// that nothing of it weighs on an open connection.
final class ClientOpening: ByteStreamOwner {
  typealias Completion = (Result<OpenedConnection, WebSocketTransportError>) -> Void

  private let loop: EventLoop
  private let endpoint: WebSocketEndpoint
  private var shared: SharedConfiguration
  private let tlsSource: TLSContextSource?
  private let input: ByteBuffer
  private var handshake: ClientHandshake
  private var completion: Completion?
  /// Called in place of sending the request, which `upgrade(_:)` then does.
  var holdBeforeUpgrade: (() -> Void)?
  private let route: RouteConnector
  private var stream: ByteStream?
  private var clock: StageClock?
  private var openingReport: ConnectionReport?
  /// Of what comes after the route.
  private var stage: WebSocketTransportError.Stage?

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for what could not be sent at all.
  init(
    to endpoint: WebSocketEndpoint,
    configuration: WebSocketConfiguration,
    on loop: EventLoop,
    completion: @escaping Completion
  ) throws(WebSocketTransportError) {
    self.loop = loop
    self.endpoint = endpoint
    shared = SharedConfiguration(configuration)
    self.completion = completion
    input = ByteBuffer(pool: loop.blockPool)
    do throws(WebSocketError) {
      handshake = try ClientOpening.makeHandshake(endpoint, configuration, on: loop)
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .webSocket(error))
    }
    do throws(TLSError) {
      tlsSource =
        endpoint.isSecure ? try TLSContextSource.clients.source(for: configuration.tls, now: loop.now) : nil
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .tls(error))
    }
    route = try RouteConnector(to: endpoint, configuration: shared, on: loop)
  }

  private static func makeHandshake(
    _ endpoint: WebSocketEndpoint, _ configuration: WebSocketConfiguration, on loop: EventLoop
  ) throws(WebSocketError) -> ClientHandshake {
    let request = ClientHandshake.Request(
      host: endpoint.hostHeader,
      path: endpoint.resource,
      headers: configuration.headers,
      subprotocols: configuration.subprotocols,
      deflate: configuration.compression
    )
    let nonce = try LoopShared.of(loop).maskingKeys.nextNonce()
    return try ClientHandshake(request, nonce: nonce, limits: configuration.limits)
  }

  private var configuration: WebSocketConfiguration { shared.value }

  /// The completion is never called before this returns.
  func start() {
    var clock = StageClock(loop) { [weak self] in self?.expire($0) }
    clock.limitAll(configuration.timeLimits.total)
    self.clock = clock
    LoopShared.of(loop).handshakes.perform(.start) { [weak self] in self?.startRoute() }
  }

  /// How far it has come.
  var report: ConnectionReport { openingReport ?? route.report }

  /// Gives up without calling the completion. Idempotent.
  func cancel() {
    completion = nil
    clock?.stop()
    route.cancel()
    stream?.close()
    stream = nil
  }

  // MARK: TCP, TLS

  private func startRoute() {
    guard completion != nil else { return }
    route.start { [weak self] in self?.didConnect($0) }
  }

  private func didConnect(_ result: Result<ProxyTunnel.Opened, WebSocketTransportError>) {
    openingReport = route.report
    switch result {
    case .failure(let error):
      route.discardAddresses()
      finish(.failure(error))
    case .success(let opened):
      stage = .tls
      guard endpoint.isSecure else { return startStream(over: opened.connection, through: opened.tls) }
      opened.connection.startHandshake { [weak self] in
        self?.startStream(over: $0, through: opened.tls) ?? $0.close()
      }
    }
  }

  private func startStream(over connection: TCPConnection, through tunnel: TLSTunnel?) {
    guard completion != nil else { return connection.close() }
    clock?.begin(configuration.timeLimits.tls)
    let loopShared = LoopShared.of(loop)
    do throws(TLSError) {
      var engine: TLSEngine?
      if let tlsSource {
        engine = try TLSEngine(
          client: tlsSource.current(now: loop.now), serverName: endpoint.host,
          outbox: tunnel?.outbox ?? connection.outbox,
          sessions: configuration.tls.resumesSessions ? loopShared.tlsSessions : nil)
      }
      let stream = ByteStream(connection: connection, tls: engine, through: tunnel, shared: loopShared)
      self.stream = stream
      stream.handOver(to: self)
      stream.start()
    } catch {
      connection.close()
      fail(.tls(error))
    }
  }

  // MARK: ByteStreamOwner

  func streamDidConnect(_ stream: ByteStream) {}

  func streamDidOpen(_ stream: ByteStream) {
    if let tls = stream.tls {
      openingReport?.tls = tls.info
      openingReport?.endStage(\.securing, now: loop.now)
    }
    stage = .upgrade
    guard let hold = holdBeforeUpgrade else { return sendRequest(on: stream) }
    clock?.stop()
    hold()
  }

  /// Sends other header fields than those it was made with, as long as the request has not been sent.
  func replaceHeaders(_ headers: HTTPHeaders) throws(WebSocketTransportError) {
    var changed = configuration
    changed.headers = headers
    do throws(WebSocketError) {
      handshake = try ClientOpening.makeHandshake(endpoint, changed, on: loop)
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .webSocket(error))
    }
    shared = SharedConfiguration(changed)
  }

  /// Goes on after `holdBeforeUpgrade` was called, on behalf of somebody else.
  func upgrade(_ completion: @escaping Completion) {
    guard let stream else {
      return completion(.failure(WebSocketTransportError(stage: .upgrade, cause: .closedBeforeOpen)))
    }
    self.completion = completion
    openingReport?.stageStart = loop.now
    clock?.limitAll(configuration.timeLimits.total)
    sendRequest(on: stream)
  }

  private func sendRequest(on stream: ByteStream) {
    clock?.begin(configuration.timeLimits.upgrade)
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    handshake.writeRequest(into: buffer)
    stream.write(buffer)
  }

  func receivingBuffer(for stream: ByteStream) -> ByteBuffer { input }

  func streamDidReceive(_ stream: ByteStream) { conclude(handshake.receive(input)) }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    if stage == .tls, let truncation { return fail(.tls(truncation)) }
    conclude(handshake.transportEnded())
  }

  func streamDidFlush(_ stream: ByteStream) {}

  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: StreamFailure?) {
    switch error {
    case .some(let error): fail(error.cause)
    case nil: conclude(handshake.transportEnded())
    }
  }

  // MARK: Ending

  private func conclude(_ outcome: ClientHandshake.Outcome) {
    switch outcome {
    case .needMoreBytes:
      return
    case .accepted(let response):
      guard let stream, stream.isOpen else { return }
      openingReport?.endStage(\.upgrading, now: loop.now)
      finish(.success(opened(stream, response)))
    case .refused(let refusal):
      fail(refused(refusal))
    case .failed(let error):
      fail(.webSocket(error))
    }
  }

  private func opened(_ stream: ByteStream, _ response: HandshakeResponse) -> OpenedConnection {
    OpenedConnection(
      stream: stream,
      input: input,
      subprotocol: response.subprotocol,
      headers: response.headers,
      deflate: response.deflate,
      report: report
    )
  }

  private func expire(_ limit: StageClock.Expired) {
    if case .stage = limit, stream?.isAwaitingTurn == true {
      clock?.putOffStage()
      return
    }
    // A refusal whose body never ends is a refusal all the same.
    if case .refused(let refusal) = handshake.transportEnded() { return fail(refused(refusal)) }
    fail(limit.cause)
  }

  private func refused(_ refusal: Refusal) -> WebSocketTransportError.Cause {
    .refused(refusal.hiding(configuration.credentials))
  }

  private func fail(_ cause: WebSocketTransportError.Cause) {
    if case .refused = cause {} else { route.discardAddresses() }
    finish(.failure(WebSocketTransportError(stage: stage ?? route.stage, cause: cause)))
  }

  private func finish(_ result: Result<OpenedConnection, WebSocketTransportError>) {
    guard let completion else { return }
    if case .success = result { stream = nil }
    cancel()
    completion(result)
  }
}
