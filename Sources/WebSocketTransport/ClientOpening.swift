internal import ByteBuffers
internal import Reactor
internal import TLSEngine
internal import WebSocketProtocol

/// The way of a client's connection from a URL to an open WebSocket: resolve, connect, TLS, upgrade.
///
/// Ends in exactly one call of the completion, unless it was cancelled. Dropped once the connection is open, so
/// that nothing of it weighs on an open connection.
final class ClientOpening: ByteStreamOwner {
  typealias Completion = (Result<OpenedConnection, WebSocketTransportError>) -> Void

  private let loop: EventLoop
  private let endpoint: WebSocketEndpoint
  private let configuration: WebSocketConfiguration
  private let tlsContext: TLSContext?
  private let input: ByteBuffer
  private var handshake: ClientHandshake
  private var completion: Completion?
  private let route: RouteConnector
  private var stream: ByteStream?
  private var clock: StageClock?
  private var openingReport: ConnectionReport?
  private var stage = WebSocketTransportError.Stage.resolve

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for what could not be sent at all.
  init(
    to endpoint: WebSocketEndpoint,
    configuration: WebSocketConfiguration,
    on loop: EventLoop,
    completion: @escaping Completion
  ) throws(WebSocketTransportError) {
    self.loop = loop
    self.endpoint = endpoint
    self.configuration = configuration
    self.completion = completion
    input = ByteBuffer(pool: loop.blockPool)
    do throws(WebSocketError) {
      handshake = try ClientOpening.makeHandshake(endpoint, configuration)
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .webSocket(error))
    }
    do throws(TLSError) {
      tlsContext = endpoint.isSecure ? try TLSContextCache.shared.clientContext(for: configuration.tls) : nil
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .tls(error))
    }
    route = try RouteConnector(to: endpoint, configuration: configuration, on: loop)
  }

  private static func makeHandshake(
    _ endpoint: WebSocketEndpoint, _ configuration: WebSocketConfiguration
  ) throws(WebSocketError) -> ClientHandshake {
    let request = ClientHandshake.Request(
      host: endpoint.hostHeader,
      path: endpoint.resource,
      headers: configuration.headers,
      subprotocols: configuration.subprotocols,
      deflate: configuration.compression
    )
    var nonce = [UInt8](repeating: 0, count: 16)
    guard nonce.withUnsafeMutableBytes({ MaskingKeySource.secureRandomBytes($0) }) else {
      throw WebSocketError(.randomUnavailable)
    }
    return try ClientHandshake(request, nonce: nonce, limits: configuration.limits)
  }

  /// The completion is never called before this returns.
  func start() {
    var clock = StageClock(loop) { [weak self] stage, limit in self?.expire(stage, limit) }
    clock.limitAll(configuration.timeLimits.total)
    self.clock = clock
    route.start { [weak self] in self?.didConnect($0) }
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

  private func didConnect(_ result: Result<ProxyTunnel.Opened, WebSocketTransportError>) {
    openingReport = route.report
    switch result {
    case .failure(let error): finish(.failure(error))
    case .success(let opened): startStream(over: opened.connection, through: opened.tls)
    }
  }

  private func startStream(over connection: TCPConnection, through tunnel: TLSTunnel?) {
    stage = .tls
    clock?.begin(.tls, configuration.timeLimits.tls)
    let shared = LoopShared.of(loop)
    do throws(TLSError) {
      var engine: TLSEngine?
      if let tlsContext {
        engine = try TLSEngine(
          client: tlsContext, serverName: endpoint.host, outbox: tunnel?.outbox ?? connection.outbox,
          sessions: shared.tlsSessions)
      }
      let stream = ByteStream(connection: connection, tls: engine, through: tunnel, shared: shared)
      self.stream = stream
      stream.handOver(to: self)
      stream.start()
    } catch {
      connection.close()
      finish(.failure(WebSocketTransportError(stage: .tls, cause: .tls(error))))
    }
  }

  // MARK: ByteStreamOwner

  func streamDidConnect(_ stream: ByteStream) {}

  func streamDidOpen(_ stream: ByteStream) {
    if let tls = stream.tls {
      openingReport?.tls = tls.info
      openingReport?.endStage(\.tlsDuration, now: loop.now)
    }
    stage = .upgrade
    clock?.begin(.upgrade, configuration.timeLimits.upgrade)
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    handshake.writeRequest(into: buffer)
    stream.write(buffer)
  }

  func receivingBuffer(for stream: ByteStream) -> ByteBuffer { input }

  func streamDidReceive(_ stream: ByteStream) { conclude(handshake.receive(input)) }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    conclude(handshake.transportEnded())
  }

  func streamDidFlush(_ stream: ByteStream) {}

  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: StreamFailure?) {
    switch error {
    case .tls(let error): finish(.failure(WebSocketTransportError(stage: stage, cause: .tls(error))))
    case .network(let error): finish(.failure(WebSocketTransportError(stage: stage, cause: .network(error))))
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
      openingReport?.endStage(\.upgradeDuration, now: loop.now)
      finish(.success(opened(stream, response)))
    case .refused(let refusal):
      finish(.failure(WebSocketTransportError(stage: .upgrade, cause: .refused(refusal))))
    case .failed(let error):
      finish(.failure(WebSocketTransportError(stage: stage, cause: .webSocket(error))))
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

  private func expire(_ stage: WebSocketTransportError.Stage, _ limit: Duration) {
    // A refusal whose body never ends is a refusal all the same.
    if case .refused(let refusal) = handshake.transportEnded() {
      return finish(.failure(WebSocketTransportError(stage: .upgrade, cause: .refused(refusal))))
    }
    finish(.failure(WebSocketTransportError(stage: stage, cause: .timedOut(after: limit))))
  }

  private func finish(_ result: Result<OpenedConnection, WebSocketTransportError>) {
    guard let completion else { return }
    if case .success = result { stream = nil }
    cancel()
    completion(result)
  }
}
