internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// The way of a client's connection from a URL to an open WebSocket: does what `OpeningMachine` says, and tells it what
/// came of it. Loop-bound.
///
/// Ends in exactly one call of the completion, unless it was cancelled. Dropped once the connection is open, so
/// that nothing of it weighs on an open connection. One that is made in advance stops before its request, and goes on
/// when somebody takes it.
final class ClientOpening {
  typealias Completion = (Result<OpenedConnection, WebSocketTransportError>) -> Void

  private let loop: EventLoop
  private let input: ByteBuffer
  private var plan: OpeningPlan
  private var machine: OpeningMachine
  private var progress: OpeningProgress
  private var dialing = Dialing()
  private var stream: ByteStream?
  private var completion: Completion?
  /// Called once TLS is done, where the opening waits there for somebody to take it.
  private let hold: (() -> Void)?

  /// - Throws: `WebSocketTransportError` of stage `.configuration` for what could not be sent at all, and on a closed
  ///   loop.
  init(
    to endpoint: WebSocketEndpoint, configuration: WebSocketConfiguration, on loop: EventLoop,
    hold: (() -> Void)? = nil, completion: @escaping Completion
  ) throws(WebSocketTransportError) {
    // Told later it would be told at once, and whoever then connects again would do so without end.
    if loop.isClosing {
      let error = ReactorError.loopIsClosed("connect to \(endpoint)")
      throw WebSocketTransportError(stage: .configuration, cause: .network(error))
    }
    self.loop = loop
    self.hold = hold
    self.completion = completion
    input = ByteBuffer(pool: loop.blockPool)
    plan = try OpeningPlan(to: endpoint, configuration, now: loop.now)
    machine = OpeningMachine(plan.route, try plan.makeHandshake(on: loop), holdsBeforeRequest: hold != nil)
    progress = OpeningProgress(proxy: plan.route.proxy, now: loop.now)
  }

  /// The completion is never called before this returns.
  func start() {
    progress.start(StageClock(loop) { [weak self] in self?.expire($0) }, totalLimit: plan.totalLimit)
    startMachine()
  }

  private func startMachine() {
    LoopShared.of(loop).handshakes.perform(.start) { [weak self] in self?.tell { $0.start() } }
  }

  /// How far it has come.
  var report: ConnectionReport { progress.report }

  /// Gives up without calling the completion. Idempotent.
  func cancel() {
    completion = nil
    machine.cancel()
    progress.stop()
    abandonAttempts()
    dialing.stop()
    stream?.close()
    stream = nil
  }

  // MARK: Held and taken

  /// Gives the stream away that was opened and is held, and ends without a call of the completion.
  func takeStream() -> ByteStream? {
    guard isHeld, let stream else { return nil }
    self.stream = nil
    cancel()
    return stream
  }

  /// Whether it waits for somebody to take it.
  var isHeld: Bool { machine.isHeld && completion != nil }

  /// Whether the server has ended a connection that waits to be taken, as far as this machine knows by now.
  var hasEnded: Bool { stream?.connection.arrivals == .end }

  /// Sends other header fields than those it was made with.
  func replaceHeaders(_ headers: HTTPHeaders) throws(WebSocketTransportError) {
    let changed = plan.with(headers: headers)
    machine.replace(try changed.makeHandshake(on: loop))
    plan = changed
  }

  /// Goes on from where it was held, on behalf of somebody else. The completion is never called before this returns.
  func proceed(_ completion: @escaping Completion) {
    self.completion = completion
    machine.take()
    progress.resume(totalLimit: plan.totalLimit, now: loop.now)
    guard let stream else { return }
    loop.enqueueLocally { self.goOn(stream) }
  }

  /// First whatever has arrived is read: the server's end of the connection may be part of it.
  private func goOn(_ held: ByteStream) {
    guard held === stream else { return }
    switch held.connection.arrivals {
    case .end: tell { $0.ended(nil) }
    case .bytes where !held.connection.isPaused: loop.enqueueLocally { self.goOn(held) }
    case .bytes, .nothing: tell { $0.proceed(output: $1) }
    }
  }

  private func startOver() {
    let lost = stream
    stream = nil
    input.consume(input.readableByteCount)
    progress.startOver(now: loop.now)
    do throws(WebSocketTransportError) {
      machine = OpeningMachine(plan.route, try plan.makeHandshake(on: loop), holdsBeforeRequest: false)
      startMachine()
    } catch {
      loop.enqueueLocally { self.finish(.failure(error)) }
    }
    lost?.close()
  }

  // MARK: Inputs and actions

  private func tell(_ event: (inout OpeningMachine) -> Void) { tell { machine, _ in event(&machine) } }

  private func tell(_ event: (inout OpeningMachine, _ output: ByteBuffer) -> Void) {
    guard completion != nil else { return }
    let output = loop.composeBuffer
    output.reset(headroom: 0)
    event(&machine, output)
    while completion != nil {
      let action = machine.next(now: loop.now)
      if case .wait(let until) = action { return wakeUp(at: until) }
      perform(action)
    }
  }

  private func perform(_ action: OpeningMachine.Action) {
    switch action {
    case .begin(let stage): progress.begin(stage, limit: plan.limit(of: stage), now: loop.now)
    case .resolve(let target): resolve(target)
    case .dial(let attempt, let address): dial(address, attempt)
    case .keep(let attempt): keep(attempt)
    case .open(let peer): open(peer)
    case .write: stream?.write(loop.composeBuffer)
    case .settle: loop.enqueueLocally { self.tell { $0.settled(self.input) } }
    case .hold:
      progress.pause(now: loop.now)
      hold?()
    case .startOver: startOver()
    case .finish(let result): finish(result)
    case .wait: break
    }
  }

  private func wakeUp(at time: Duration?) { dialing.wake(at: time, on: loop) { [weak self] in self?.tell { _ in } } }

  private func expire(_ limit: StageClock.Expired) {
    // What the peer sent waits for this side.
    if case .stage = limit, stream?.isAwaitingTurn == true { return progress.putOffStage() }
    tell { $0.expired(limit) }
  }

  private func finish(_ result: Result<HandshakeResponse, WebSocketTransportError>) {
    guard let completion else { return }
    switch result {
    case .success(let response):
      guard let stream else { return }
      progress.pause(now: loop.now)
      self.stream = nil
      cancel()
      completion(.success(OpenedConnection(stream, input, response, report)))
    case .failure(let error):
      // The addresses led to no connection that can be used: the name may have others by now.
      if error.refusal == nil { dialing.resolution?.discardAnswer() }
      cancel()
      completion(.failure(plan.explained(error)))
    }
  }
}

// MARK: Connecting

/// The connections that an opening is trying to make.
private struct Dialing {
  var resolution: NameResolution?
  var pending: [(attempt: Int, connection: TCPConnection)] = []
  /// The one that was made, until a stream takes it over.
  var connection: TCPConnection?
  private var timer: LoopTimer?

  mutating func wake(at time: Duration?, on loop: EventLoop, _ body: @escaping () -> Void) {
    timer?.cancel()
    timer = time.map { loop.scheduleDeadline(at: $0, grace: .zero, body) }
  }

  /// The attempt that `connection` belongs to; it is not pending any more then.
  mutating func take(_ connection: TCPConnection) -> Int? {
    guard let index = pending.firstIndex(where: { $0.connection === connection }) else { return nil }
    return pending.remove(at: index).attempt
  }

  mutating func stop() {
    resolution?.cancel()
    timer?.cancel()
    timer = nil
    connection?.close()
    connection = nil
  }
}

extension ClientOpening: TCPConnectionOwner {
  private func resolve(_ target: OpeningRoute.Target) {
    switch target {
    case .name(let host, let port):
      dialing.resolution = loop.resolve(host: host, port: port, using: plan.resolver) { [weak self] result in
        self?.tell { $0.resolved(result) }
      }
    case .address(let address): loop.enqueueLocally { self.tell { $0.resolved(.success([address])) } }
    }
  }

  private func dial(_ address: SocketAddress, _ attempt: Int) {
    progress.begin(attemptTo: address)
    do throws(ReactorError) {
      let connection = try TCPConnection.connect(to: address, on: loop, options: plan.connectionOptions, owner: self)
      dialing.pending.append((attempt, connection))
    } catch {
      attemptFailed(attempt, error)
    }
  }

  private func attemptFailed(_ attempt: Int, _ error: ReactorError) {
    progress.end(attempt: attempt, .failed(error.code))
    tell { $0.attemptFailed(error) }
  }

  private func keep(_ attempt: Int) {
    guard let index = dialing.pending.firstIndex(where: { $0.attempt == attempt }) else { return }
    dialing.connection = dialing.pending.remove(at: index).connection
    progress.end(attempt: attempt, .connected)
    abandonAttempts()
  }

  private func abandonAttempts() {
    let abandoned = dialing.pending
    dialing.pending = []
    for (attempt, connection) in abandoned {
      progress.end(attempt: attempt, .abandoned)
      connection.close()
    }
  }

  func didConnect(_ connection: TCPConnection) {
    for (attempt, pending) in dialing.pending where pending === connection {
      return tell { $0.connected(attempt: attempt) }
    }
  }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {}
  func didReceiveEnd(_ connection: TCPConnection) {}

  func didClose(_ connection: TCPConnection, error: ReactorError?) {
    let error = error ?? .noAddress
    if let attempt = dialing.take(connection) {
      attemptFailed(attempt, error)
    } else if connection === dialing.connection {
      tell { $0.ended(.network(error)) }
    }
  }
}

// MARK: Streams

extension ClientOpening: ByteStreamOwner {
  private func open(_ peer: OpeningMachine.Peer) {
    guard let connection = dialing.connection ?? stream?.connection else { return }
    guard plan.usesTLS(to: peer) else { return startStream(to: peer, over: connection) }
    // The time of the stage counts from when its turn comes.
    progress.limitStage(nil)
    connection.startHandshake { [self] connection in
      guard completion != nil else { return }
      progress.limitStage(plan.limit(of: machine.stage))
      startStream(to: peer, over: connection)
    }
  }

  private func startStream(to peer: OpeningMachine.Peer, over connection: TCPConnection) {
    do throws(TLSError) {
      let next = try makeStream(to: peer, over: connection)
      dialing.connection = nil
      stream = next
      next.handOver(to: self, landing: input)
      if next.isOpen { streamDidOpen(next) } else { next.start() }
    } catch {
      tell { $0.ended(.tls(error)) }
    }
  }

  /// - Parameter connection: where `stream`, if there is one, is that to the proxy, which has let us through.
  private func makeStream(to peer: OpeningMachine.Peer, over connection: TCPConnection) throws(TLSError) -> ByteStream {
    let shared = LoopShared.of(loop)
    guard let outer = stream, outer.tls != nil else {
      _ = stream?.release()
      let engine = try plan.makeEngine(for: peer, outbox: connection.outbox, on: loop)
      return ByteStream(connection: connection, tls: engine, shared: shared)
    }
    let carrier = StreamCarrier(outer, pool: loop.blockPool)
    guard let engine = try plan.makeEngine(for: peer, outbox: carrier.outbox, on: loop) else { return outer }
    return ByteStream(inside: carrier, tls: engine, shared: shared)
  }

  func streamDidOpen(_ stream: ByteStream) {
    guard stream === self.stream else { return }
    if machine.stage == .tls, plan.usesTLS(to: .server) { progress.secured(stream.tls?.info) }
    tell { $0.opened(output: $1) }
  }

  func streamDidReceive(_ stream: ByteStream) {
    guard stream === self.stream else { return input.consume(input.readableByteCount) }
    tell { $0.received(input, output: $1) }
  }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    guard stream === self.stream else { return }
    tell { $0.ended(stream.isOpen ? nil : truncation.map { .tls($0) }) }
  }

  func streamDidFlush(_ stream: ByteStream) {}
  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: WebSocketTransportError.Cause?) {
    guard stream === self.stream else { return }
    tell { $0.ended(error) }
  }
}
