internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// The way of a client's connection from a URL to an open WebSocket: resolve, connect, TLS, upgrade.
///
/// Ends in exactly one call of the completion, unless it was cancelled. Dropped once the connection is open, so
/// that nothing of it weighs on an open connection. One that is made in advance stops before its request, and goes on
/// when somebody takes it.
final class ClientOpening: ByteStreamOwner {
  typealias Completion = (Result<OpenedConnection, WebSocketTransportError>) -> Void

  /// What belongs to one connection to the server, and is made anew with the next.
  private struct Attempt {
    let route: RouteConnector
    var handshake: ClientHandshake
    var stream: ByteStream?
    var report: ConnectionReport?
    /// Of what comes after the route.
    var stage: WebSocketTransportError.Stage?
    var isRequestSent = false
    /// Whether the first byte of the server's answer has come.
    var isAnswered = false
  }

  private let loop: EventLoop
  private let endpoint: WebSocketEndpoint
  private var shared: SharedConfiguration
  private let tlsSource: TLSContextSource?
  private let input: ByteBuffer
  private var attempt: Attempt
  private var completion: Completion?
  /// Called when TLS is done, where the opening waits there for somebody to take it.
  private var hold: (() -> Void)?
  private var clock: StageClock?
  /// A connection that was made in advance may be gone before anybody can notice, which is no reason to fail: it is
  /// made once more then.
  private var mayStartOver = false

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for what could not be sent at all.
  init(
    to endpoint: WebSocketEndpoint,
    configuration: WebSocketConfiguration,
    on loop: EventLoop,
    hold: (() -> Void)? = nil,
    completion: @escaping Completion
  ) throws(WebSocketTransportError) {
    self.loop = loop
    self.endpoint = endpoint
    shared = SharedConfiguration(configuration)
    self.hold = hold
    self.completion = completion
    input = ByteBuffer(pool: loop.blockPool)
    do throws(TLSError) {
      tlsSource =
        endpoint.isSecure ? try TLSContextSource.clients.source(for: configuration.tls, now: loop.now) : nil
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .tls(error))
    }
    attempt = try ClientOpening.makeAttempt(to: endpoint, shared, on: loop)
  }

  private static func makeAttempt(
    to endpoint: WebSocketEndpoint, _ shared: SharedConfiguration, on loop: EventLoop
  ) throws(WebSocketTransportError) -> Attempt {
    let handshake = try makeHandshake(endpoint, shared.value, on: loop)
    return Attempt(
      route: try RouteConnector(to: endpoint, configuration: shared, on: loop), handshake: handshake)
  }

  private static func makeHandshake(
    _ endpoint: WebSocketEndpoint, _ configuration: WebSocketConfiguration, on loop: EventLoop
  ) throws(WebSocketTransportError) -> ClientHandshake {
    let request = ClientHandshake.Request(
      host: endpoint.hostHeader,
      path: endpoint.resource,
      headers: configuration.headers,
      subprotocols: configuration.subprotocols,
      deflate: configuration.compression
    )
    do throws(WebSocketError) {
      let nonce = try LoopShared.of(loop).maskingKeys.nextNonce()
      return try ClientHandshake(request, nonce: nonce, limits: configuration.limits)
    } catch {
      var error = WebSocketTransportError(stage: .configuration, cause: .webSocket(error))
      error.header = configuration.headers.nameOfRefusedField
      throw error
    }
  }

  private var configuration: WebSocketConfiguration { shared.value }

  /// The completion is never called before this returns.
  func start() {
    var clock = StageClock(loop) { [weak self] in self?.expire($0) }
    clock.limitAll(configuration.timeLimits.total)
    self.clock = clock
    startRoute()
  }

  /// How far it has come.
  var report: ConnectionReport { attempt.report ?? attempt.route.report }

  /// Gives up without calling the completion. Idempotent.
  func cancel() {
    completion = nil
    clock?.stop()
    attempt.route.cancel()
    attempt.stream?.close()
    attempt.stream = nil
  }

  // MARK: Held and taken

  /// Whether the server has ended a connection that waits to be taken, as far as this machine knows by now.
  var hasEnded: Bool { attempt.stream?.connection.arrivals == .end }

  /// Sends other header fields than those it was made with, as long as the request has not been sent.
  func replaceHeaders(_ headers: HTTPHeaders) throws(WebSocketTransportError) {
    var changed = configuration
    changed.headers = headers
    let handshake = try ClientOpening.makeHandshake(endpoint, changed, on: loop)
    if !attempt.isRequestSent { attempt.handshake = handshake }
    shared = SharedConfiguration(changed)
  }

  /// Goes on from where it was held, on behalf of somebody else. The completion is never called before this returns.
  func proceed(_ completion: @escaping Completion) {
    hold = nil
    self.completion = completion
    mayStartOver = true
    attempt.report?.stageStart = loop.now
    clock?.limitAll(configuration.timeLimits.total)
    loop.enqueueLocally { self.goOn() }
  }

  /// First whatever has arrived is read: the server's end of the connection may be part of it.
  private func goOn() {
    guard completion != nil, let stream = attempt.stream else { return }
    switch stream.connection.arrivals {
    case .end:
      transportEnded()
    case .bytes where !stream.connection.isPaused:
      loop.enqueueLocally { self.goOn() }
    case .bytes, .nothing:
      sendRequest(on: stream)
    }
  }

  private func startOver() {
    mayStartOver = false
    let lost = attempt.stream
    input.consume(input.readableByteCount)
    do throws(WebSocketTransportError) {
      attempt = try ClientOpening.makeAttempt(to: endpoint, shared, on: loop)
      startRoute()
    } catch {
      attempt.stream = nil
      loop.enqueueLocally { self.finish(.failure(error)) }
    }
    lost?.close()
  }

  // MARK: TCP, TLS

  private func startRoute() {
    let route = attempt.route
    LoopShared.of(loop).handshakes.perform(.start) { [weak self] in
      guard let self, completion != nil else { return }
      route.start { [weak self] in self?.didConnect($0) }
    }
  }

  private func didConnect(_ result: Result<ProxyTunnel.Opened, WebSocketTransportError>) {
    attempt.report = attempt.route.report
    switch result {
    case .failure(let error):
      attempt.route.discardAddresses()
      finish(.failure(error))
    case .success(let opened):
      attempt.stage = .tls
      guard endpoint.isSecure else { return startStream(over: opened) }
      opened.connection.startHandshake { [weak self] in self?.startStream(over: opened) ?? $0.close() }
    }
  }

  private func startStream(over opened: ProxyTunnel.Opened) {
    guard completion != nil else { return opened.connection.close() }
    clock?.begin(configuration.timeLimits.tls)
    do throws(TLSError) {
      let stream = try makeStream(over: opened)
      attempt.stream = stream
      stream.handOver(to: self)
      if stream.isOpen { streamDidOpen(stream) } else { stream.start() }
    } catch {
      opened.connection.close()
      fail(.tls(error))
    }
  }

  private func makeStream(over opened: ProxyTunnel.Opened) throws(TLSError) -> ByteStream {
    let shared = LoopShared.of(loop)
    guard let tlsSource else {
      return opened.stream ?? ByteStream(connection: opened.connection, tls: nil, shared: shared)
    }
    let carrier = opened.stream.map { StreamCarrier($0, pool: loop.blockPool) }
    let engine = try TLSEngine(
      client: tlsSource.current(now: loop.now), serverName: endpoint.host, at: attempt.route.place,
      outbox: carrier?.outbox ?? opened.connection.outbox,
      sessions: configuration.tls.resumesSessions ? shared.tlsSessions : nil)
    if let carrier { return ByteStream(inside: carrier, tls: engine, shared: shared) }
    return ByteStream(connection: opened.connection, tls: engine, shared: shared)
  }

  // MARK: ByteStreamOwner

  func streamDidOpen(_ stream: ByteStream) {
    if endpoint.isSecure, let tls = stream.tls {
      attempt.report?.tls = tls.info
      attempt.report?.endStage(\.securing, now: loop.now)
    }
    attempt.stage = .upgrade
    guard let hold else { return sendRequest(on: stream) }
    clock?.stop()
    hold()
  }

  private func sendRequest(on stream: ByteStream) {
    clock?.begin(configuration.timeLimits.upgrade)
    attempt.isRequestSent = true
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    attempt.handshake.writeRequest(into: buffer)
    stream.write(buffer)
  }

  func receivingBuffer(for stream: ByteStream) -> ByteBuffer { input }

  func streamDidReceive(_ stream: ByteStream) {
    guard stream === attempt.stream else { return input.consume(input.readableByteCount) }
    attempt.isAnswered = attempt.isRequestSent
    conclude(attempt.handshake.receive(input))
  }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    guard stream === attempt.stream else { return }
    if attempt.stage == .tls, let truncation { return fail(.tls(truncation)) }
    transportEnded()
  }

  func streamDidFlush(_ stream: ByteStream) {}

  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: StreamFailure?) {
    guard stream === attempt.stream else { return }
    switch error {
    case .some(let error): lose(error.cause)
    case nil: transportEnded()
    }
  }

  // MARK: Ending

  private func conclude(_ outcome: ClientHandshake.Outcome) {
    switch outcome {
    case .needMoreBytes:
      return
    case .accepted(let response):
      accept(response)
    case .refused(let refusal):
      lose(refused(refusal))
    case .failed(let error):
      lose(.webSocket(error))
    }
  }

  private func accept(_ response: HandshakeResponse) {
    guard let stream = attempt.stream, stream.isOpen else { return }
    attempt.report?.endStage(\.upgrading, now: loop.now)
    finish(
      .success(
        OpenedConnection(
          stream: stream, input: input, subprotocol: response.subprotocol, headers: response.headers,
          deflate: response.deflate, report: report)))
  }

  private func transportEnded() { conclude(attempt.handshake.transportEnded()) }

  private func expire(_ limit: StageClock.Expired) {
    if case .stage = limit, attempt.stream?.isAwaitingTurn == true {
      clock?.putOffStage()
      return
    }
    // A refusal whose body never ends is a refusal all the same.
    if case .refused(let refusal) = attempt.handshake.transportEnded() { return fail(refused(refusal)) }
    fail(limit.cause)
  }

  private func refused(_ refusal: Refusal) -> WebSocketTransportError.Cause {
    .refused(refusal.received(at: WallClock.seconds, hiding: configuration.secrets(of: endpoint)))
  }

  /// What is lost before an answer has come was lost before it was asked: another connection may do.
  private func lose(_ cause: WebSocketTransportError.Cause) {
    if mayStartOver, !attempt.isAnswered { startOver() } else { fail(cause) }
  }

  private func fail(_ cause: WebSocketTransportError.Cause) {
    if case .refused = cause {} else { attempt.route.discardAddresses() }
    let stage = attempt.stage ?? attempt.route.stage
    finish(.failure(WebSocketTransportError(stage: stage, cause: cause)))
  }

  private func finish(_ result: Result<OpenedConnection, WebSocketTransportError>) {
    guard let completion else { return }
    if case .success = result { attempt.stream = nil }
    cancel()
    completion(result)
  }
}
