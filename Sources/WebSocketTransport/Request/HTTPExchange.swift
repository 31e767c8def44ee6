internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// A request on its way: has a connection opened, sends what `RequestExchange` writes, and reads what comes back.
/// Loop-bound.
///
/// Ends in exactly one call of the completion, never before `start()` returns. Its connection keeps it until then, and
/// the loop running.
final class HTTPExchange: ConnectionCancellation.Target {
  typealias Completion = (Result<HTTPResponse, HTTPRequestError>) -> Void

  private enum Phase {
    case connecting
    /// Sent, or about to be.
    case awaitingResponse
    case receiving
  }

  private let loop: EventLoop
  private let request: HTTPRequest
  private let configuration: WebSocketConfiguration
  private let input: ByteBuffer
  private var machine: RequestExchange?
  private var phase = Phase.connecting
  private var clock: StageClock?
  private var opening: ClientOpening?
  private var stream: ByteStream?
  private var completion: Completion?

  init(
    _ request: HTTPRequest, _ configuration: WebSocketConfiguration, on loop: EventLoop,
    completion: @escaping Completion
  ) {
    self.request = request
    self.configuration = configuration
    self.loop = loop
    self.completion = completion
    input = ByteBuffer(pool: loop.blockPool)
  }

  func start() {
    do throws(WebSocketTransportError) {
      machine = try makeMachine()
      let opening = try makeOpening()
      self.opening = opening
      var clock = StageClock(loop) { [weak self] in self?.expire($0) }
      clock.limitAll(request.timeLimits.total)
      self.clock = clock
      opening.start()
    } catch {
      loop.enqueueLocally { self.fail(.connection(error)) }
    }
  }

  func cancelConnection() { fail(.cancelled) }

  // MARK: Connecting

  private func makeMachine() throws(WebSocketTransportError) -> RequestExchange {
    let endpoint = request.endpoint
    do throws(WebSocketError) {
      return try RequestExchange(
        .init(
          method: request.method, host: endpoint.hostHeader, path: endpoint.resource, headers: request.headers,
          body: request.body),
        limits: configuration.limits, bodyLimit: request.maximumResponseBodyByteCount)
    } catch {
      var failure = WebSocketTransportError(stage: .configuration, cause: .webSocket(error))
      failure.header = request.headers.nameOfRefusedField
      throw failure
    }
  }

  /// An opening that stops where a WebSocket would send its request. Of its limits only the one for all stages is on.
  private func makeOpening() throws(WebSocketTransportError) -> ClientOpening {
    var connecting = configuration
    connecting.headers = HTTPHeaders()
    connecting.subprotocols = []
    connecting.timeLimits = .none
    connecting.timeLimits.total = request.timeLimits.connect
    return try ClientOpening(
      to: request.endpoint, configuration: connecting, on: loop, hold: { self.connected() },
      completion: { self.didNotConnect($0) })
  }

  private func didNotConnect(_ result: Result<OpenedConnection, WebSocketTransportError>) {
    guard case .failure(let error) = result else { return }
    if case .totalTimedOut(let limit) = error.cause { return fail(.timedOut(.connect, after: limit)) }
    fail(.connection(error))
  }

  private func connected() {
    guard let stream = opening?.takeStream() else { return }
    opening = nil
    self.stream = stream
    stream.handOver(to: self, landing: input)
    phase = .awaitingResponse
    clock?.begin(request.timeLimits.firstByte)
    let buffer = loop.composeBuffer
    buffer.reset(headroom: 0)
    machine?.writeRequest(into: buffer)
    stream.write(buffer)
  }

  // MARK: Ending

  private func expire(_ limit: StageClock.Expired) {
    switch limit {
    case .stage(let duration): fail(.timedOut(.firstByte, after: duration))
    case .total(let duration): fail(.timedOut(.total, after: duration))
    }
  }

  private func conclude(_ outcome: RequestExchange.Outcome?) {
    switch outcome {
    case .needMoreBytes, nil: break
    case .complete(let response):
      finish(.success(HTTPResponse(status: response.status, headers: response.headers, body: response.body)))
    case .failed(let error): fail(.response(error))
    }
  }

  private func fail(_ cause: HTTPRequestError.Cause) {
    let mayHaveBeenSent =
      switch phase {
      case .connecting: false
      case .awaitingResponse, .receiving: true
      }
    finish(.failure(HTTPRequestError(cause, mayHaveBeenSent: mayHaveBeenSent)))
  }

  private func finish(_ result: Result<HTTPResponse, HTTPRequestError>) {
    guard let completion else { return }
    self.completion = nil
    clock?.stop()
    opening?.cancel()
    opening = nil
    stream?.close()
    stream = nil
    completion(result)
  }
}

extension HTTPExchange: ByteStreamOwner {
  func streamDidOpen(_ stream: ByteStream) {}

  func streamDidReceive(_ stream: ByteStream) {
    guard stream === self.stream else { return input.consume(input.readableByteCount) }
    if case .awaitingResponse = phase {
      phase = .receiving
      clock?.begin(nil)
    }
    conclude(machine?.receive(input))
  }

  /// A body that lasts to the end of the connection is whole only where the end is the server's word.
  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    guard stream === self.stream else { return }
    if let truncation { return lose(.tls(truncation)) }
    conclude(machine?.transportEnded())
  }

  func streamDidFlush(_ stream: ByteStream) {}
  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: WebSocketTransportError.Cause?) {
    guard stream === self.stream else { return }
    if let error { lose(error) } else { conclude(machine?.transportEnded()) }
  }

  private func lose(_ cause: WebSocketTransportError.Cause) {
    fail(.connection(WebSocketTransportError(stage: .open, cause: cause)))
  }
}
