internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// The way of an accepted connection to an open WebSocket: TLS, request, decision, response. Or to the response of a
/// request that asks for none.
///
/// Every stage has its limit and all of them one together, so that a peer that says nothing, or one byte a second,
/// does not stay.
final class ServerOpening: ByteStreamOwner {
  private let loop: EventLoop
  private let configuration: WebSocketConfiguration
  private let input: ByteBuffer
  private var handshake: ServerHandshake
  /// Decides about requests and gets the connection. Outlives the opening or cancels it.
  private weak var server: WebSocketServer?
  private var stream: ByteStream?
  private var clock: StageClock?
  private var report: ConnectionReport
  private var stage = WebSocketTransportError.Stage.tls
  private var isAnswered = false
  private var hasFailed = false

  init(configuration: WebSocketConfiguration, on loop: EventLoop, server: WebSocketServer) {
    self.loop = loop
    self.configuration = configuration
    self.server = server
    input = ByteBuffer(pool: loop.blockPool)
    handshake = ServerHandshake(limits: configuration.limits, takesPlainRequests: server.respond != nil)
    report = ConnectionReport(now: loop.now)
  }

  /// Takes over a connection that was just accepted.
  func start(on connection: TCPConnection, context: TLSContext?) {
    var clock = StageClock(loop) { [weak self] in self?.expire($0) }
    clock.limitAll(configuration.timeLimits.total)
    clock.begin(configuration.timeLimits.tls)
    self.clock = clock
    do throws(TLSError) {
      let engine = try context.map { context throws(TLSError) in
        try TLSEngine(server: context, outbox: connection.outbox)
      }
      let stream = ByteStream(connection: connection, tls: engine, shared: LoopShared.of(loop))
      self.stream = stream
      stream.handOver(to: self, landing: input)
      stream.start()
    } catch {
      connection.close()
      end(WebSocketTransportError(stage: .tls, cause: .tls(error)))
    }
  }

  /// How far it has come, for who has to decide which of many is to go.
  var progress: OpeningAdmission<ObjectIdentifier>.Progress {
    guard let stream else { return .silent }
    if stream.isAwaitingTurn { return .waitsForUs }
    let received = stream.connection.bytesReceived
    guard received > 0 else { return .silent }
    let steps = (stage == .upgrade ? 1 : 0) + (isAnswered ? 1 : 0)
    // Twice as many bytes each time: a peer that sends one a second moves less and less.
    return .moved(steps << 8 + UInt64.bitWidth - received.leadingZeroBitCount)
  }

  /// Ends the connection without an answer, because others wait for its place.
  func giveWay(limit: Int) { end(WebSocketTransportError(stage: stage, cause: .crowdedOut(limit: limit))) }

  /// Ends the connection without an answer.
  func cancel() { end(WebSocketTransportError(stage: stage, cause: .closedBeforeOpen)) }

  // MARK: ByteStreamOwner

  func streamDidOpen(_ stream: ByteStream) {
    stage = .upgrade
    clock?.begin(configuration.timeLimits.upgrade)
    guard let tls = stream.tls else { return }
    report.tls = tls.info
    report.endStage(\.securing, now: loop.now)
  }

  func streamDidReceive(_ stream: ByteStream) {
    guard !isAnswered else { return input.consume(input.readableByteCount) }
    switch handshake.receive(input) {
    case .needMoreBytes: return
    case .continueExpected: write { buffer in HTTPResponseWriter.writeContinue(into: buffer) }
    case .upgrade(let request): answer(UpgradeRequest(handshake: request, remoteAddress: stream.remoteAddress))
    case .plain(let head, let body): answer(PlainRequest(head: head, body: body, remoteAddress: stream.remoteAddress))
    case .failed(let error): refuse(error)
    }
  }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    // An answer on its way is sent to its end: the connection closes when both halves have ended.
    if !isAnswered { stream.close() }
  }

  func streamDidFlush(_ stream: ByteStream) {}
  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: WebSocketTransportError.Cause?) {
    let unexplained = WebSocketTransportError.Cause.webSocket(WebSocketError(.transportEndedInHandshake))
    end(WebSocketTransportError(stage: stage, cause: error ?? unexplained))
  }

  // MARK: Answering

  private func answer(_ request: UpgradeRequest) {
    guard let server else { return cancel() }
    switch server.decide(request).answer {
    case .refuse(let status, let headers, let body):
      answer { buffer throws(WebSocketError) in
        try ServerHandshake.refuse(status: status, headers: headers, body: body, into: buffer)
      }
    case .accept(let subprotocol, let headers): accept(request, subprotocol, headers)
    case .withhold(.silence): break
    case .withhold(.endStream): answer { _ in }
    case .withhold(.reset): stream?.connection.reset()
    }
  }

  private func answer(_ request: PlainRequest) {
    guard let server else { return cancel() }
    guard let response = server.respond?(request) else { return refuse(request.head.refusal) }
    answer { buffer throws(WebSocketError) in
      try handshake.respond(status: response.status, headers: response.headers, body: response.body, into: buffer)
      let limit = configuration.limits.responseByteCount
      if buffer.readableByteCount > limit { throw WebSocketError(.responseTooLarge, limit: limit) }
    }
  }

  private func refuse(_ error: WebSocketError) {
    answer { buffer in handshake.refuse(error, into: buffer) }
    report(error)
  }

  /// Sends the last response and ends our half. The peer's FIN, or the time limit, ends the rest.
  private func answer(_ compose: (ByteBuffer) throws(WebSocketError) -> Void) {
    guard let stream else { return }
    isAnswered = true
    var failure: WebSocketError?
    write { buffer in
      do throws(WebSocketError) {
        try compose(buffer)
      } catch {
        failure = error
        buffer.reset(headroom: 0)
        HTTPResponseWriter.refuseAsInternalError(into: buffer)
      }
    }
    stream.shutDown()
    // The server may end everything when it hears of it.
    if let failure { report(failure) }
  }

  private func write(_ compose: (ByteBuffer) -> Void) {
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    compose(buffer)
    stream?.write(buffer)
  }

  private func accept(_ request: UpgradeRequest, _ subprotocol: String?, _ headers: HTTPHeaders) {
    guard let stream else { return }
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    do throws(WebSocketError) {
      let deflate = try ServerHandshake.accept(
        request.handshake, subprotocol: subprotocol, headers: headers, deflate: configuration.compression,
        into: buffer)
      isAnswered = true
      stream.write(buffer)
      report.endStage(\.upgrading, now: loop.now)
      open(request, subprotocol, deflate, stream)
    } catch {
      answer { buffer in HTTPResponseWriter.refuseAsInternalError(into: buffer) }
      report(error)
    }
  }

  private func open(
    _ request: UpgradeRequest, _ subprotocol: String?, _ deflate: DeflateParameters?, _ stream: ByteStream
  ) {
    let opened = OpenedConnection(
      stream: stream, input: input, subprotocol: subprotocol, headers: request.headers, deflate: deflate,
      report: report)
    self.stream = nil
    let server = server
    self.server = nil
    clock?.stop()
    server?.didEnd(self)
    server?.didOpen(opened, request: request)
  }

  // MARK: Ending

  /// An error of the decision, or of the request, that the server should know of although an answer is on its way.
  private func report(_ error: WebSocketError) {
    report(WebSocketTransportError(stage: .upgrade, cause: .webSocket(error)))
  }

  /// What becomes of a connection whose opening has failed already is nobody's concern.
  private func report(_ error: WebSocketTransportError) {
    guard !hasFailed else { return }
    hasFailed = true
    server?.didFail(error)
  }

  private func expire(_ limit: StageClock.Expired) {
    if case .stage = limit, stream?.isAwaitingTurn == true {
      clock?.putOffStage()
    } else {
      end(WebSocketTransportError(stage: stage, cause: limit.cause))
    }
  }

  private func end(_ error: WebSocketTransportError) {
    clock?.stop()
    stream?.close()
    stream = nil
    // Who was answered has got all there was to get.
    if !isAnswered { report(error) }
    let server = server
    self.server = nil
    server?.didEnd(self)
  }
}
