internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeWebSocketProtocol

/// The way of a client's connection from a name to an open WebSocket, by a proxy or not: what comes next. Sans-I/O.
///
/// # Driver contract
///
/// Say what happened by one of the inputs. After each of them perform what `next(now:)` returns until that is `.wait`.
/// What `.write` sends is what the input appended to its `output`. An input that comes too late, or a second time,
/// changes nothing. The last action is `.finish` or `.startOver`; after `cancel()` there is none.
struct OpeningMachine {
  typealias Stage = WebSocketTransportError.Stage

  /// Whom a stream is for. What is between this end and the server may be a proxy.
  enum Peer: Equatable {
    case proxy
    case server
  }

  enum Action {
    /// The stage before is done, and the time limit of this one holds.
    case begin(Stage)
    case resolve(OpeningRoute.Target)
    /// Start to connect; `attempt` counts from 0.
    case dial(attempt: Int, SocketAddress)
    /// Go on with this attempt and give the others up.
    case keep(attempt: Int)
    /// Make the connection, or the tunnel that it has become, a stream to `Peer`: with TLS where that wants it.
    case open(Peer)
    case write
    /// Say `settled` once everything that has been received with this read is known.
    case settle
    /// Wait until somebody takes the connection.
    case hold
    /// Begin anew, with another machine.
    case startOver
    case finish(Result<HandshakeResponse, WebSocketTransportError>)
    /// Nothing to do before this time, or before the next input where it is `nil`.
    case wait(until: Duration?)
  }

  private enum State {
    case resolving
    case connecting(AddressRace, lastError: ReactorError?)
    /// The stream to the proxy opens.
    case reachingProxy(ProxyHandshake)
    case askingProxy(ProxyHandshake)
    /// The proxy has let us through, and nothing more may come before this side has spoken to the server.
    case leavingProxy
    /// The stream to the server opens.
    case securing
    /// Nobody has asked for the rest.
    case held
    case upgrading
    case done(Stage)
  }

  private let route: OpeningRoute
  private let holdsBeforeRequest: Bool
  private var handshake: ClientHandshake
  private var state = State.resolving
  private var actions: [Action] = []
  /// A connection that was made in advance may be gone before anybody can notice, which is no reason to fail: it is
  /// made once more then.
  private var mayStartOver = false

  init(_ route: OpeningRoute, _ handshake: ClientHandshake, holdsBeforeRequest: Bool) {
    self.route = route
    self.handshake = handshake
    self.holdsBeforeRequest = holdsBeforeRequest
  }

  // MARK: Facts

  /// Where it is, or where it ended.
  var stage: Stage {
    switch state {
    case .resolving: .resolve
    case .connecting: .connect
    case .reachingProxy, .askingProxy, .leavingProxy: .proxy
    case .securing: .tls
    case .held, .upgrading: .upgrade
    case .done(let stage): stage
    }
  }

  /// Whether it waits for somebody to take it.
  var isHeld: Bool { if case .held = state { true } else { false } }

  // MARK: Actions

  mutating func next(now: Duration) -> Action {
    if !actions.isEmpty { return actions.removeFirst() }
    guard case .connecting(var race, let lastError) = state else { return .wait(until: nil) }
    let step = race.next(now: now)
    state = .connecting(race, lastError: lastError)
    switch step {
    case .attempt(let index): return .dial(attempt: index, race.addresses[index])
    case .wait(let until): return .wait(until: until)
    case .waitForPending: return .wait(until: nil)
    case .exhausted:
      fail(.network(lastError ?? .noAddress))
      return actions.removeFirst()
    }
  }

  // MARK: Inputs

  mutating func start() { actions += [.begin(.resolve), .resolve(route.target)] }

  mutating func resolved(_ result: Result<[SocketAddress], ReactorError>) {
    guard case .resolving = state else { return }
    switch result {
    case .failure(let error): fail(.network(error))
    case .success(let found):
      let addresses = route.staysOnThisMachine ? found.filter { $0.path != nil || $0.isLoopback } : found
      guard !addresses.isEmpty || found.isEmpty else { return fail(.network(.leavesThisMachine)) }
      state = .connecting(AddressRace(addresses: addresses, attemptDelay: route.attemptDelay), lastError: nil)
      actions.append(.begin(.connect))
    }
  }

  mutating func attemptFailed(_ error: ReactorError) {
    guard case .connecting(var race, let lastError) = state else { return }
    race.attemptFailed()
    // That a family of addresses leads nowhere from here says less than what the others met.
    state = .connecting(race, lastError: error.isUnreachable ? lastError ?? error : error)
  }

  mutating func connected(attempt: Int) {
    guard case .connecting = state else { return }
    actions.append(.keep(attempt: attempt))
    guard let handshake = route.handshake else { return reachServer() }
    state = .reachingProxy(handshake)
    actions += [.begin(.proxy), .open(.proxy)]
  }

  /// The stream takes plaintext.
  mutating func opened(output: ByteBuffer) {
    switch state {
    case .reachingProxy(let handshake):
      state = .askingProxy(handshake)
      handshake.start(into: output)
      actions.append(.write)
    case .securing:
      state = .held
      if holdsBeforeRequest { actions.append(.hold) } else { proceed(output: output) }
    case .resolving, .connecting, .askingProxy, .leavingProxy, .held, .upgrading, .done: break
    }
  }

  /// Takes from `input` what is meant for the opening.
  mutating func received(_ input: ByteBuffer, output: ByteBuffer) {
    switch state {
    case .askingProxy(let handshake): askProxy(handshake, input, output)
    // Before it was asked a server has only one thing to say: that it ends the connection.
    case .held: lose(.webSocket(WebSocketError(.transportEndedInHandshake)))
    case .upgrading:
      mayStartOver = false
      conclude(handshake.receive(input))
    case .resolving, .connecting, .reachingProxy, .leavingProxy, .securing, .done: break
    }
  }

  /// Server and client of what follows a proxy both let the client speak first, so nothing may have come by now.
  mutating func settled(_ input: ByteBuffer) {
    guard case .leavingProxy = state else { return }
    if input.isEmpty { reachServer() } else { fail(.proxy(ProxyError(.unexpectedBytes))) }
  }

  /// Somebody has taken the connection, and waits for it from now on; `proceed` follows.
  mutating func take() { if isHeld { mayStartOver = true } }

  mutating func proceed(output: ByteBuffer) {
    guard isHeld else { return }
    state = .upgrading
    handshake.writeRequest(into: output)
    actions += [.begin(.upgrade), .write]
  }

  /// Another request than the one that it was made with, as long as none was sent.
  mutating func replace(_ handshake: ClientHandshake) { if isHeld { self.handshake = handshake } }

  /// The stream has ended, and no more can be received: for a reason, or in order.
  mutating func ended(_ cause: WebSocketTransportError.Cause?) {
    switch state {
    case .reachingProxy(let handshake), .askingProxy(let handshake): fail(cause ?? .proxy(handshake.endedEarly))
    case .leavingProxy: fail(cause ?? .proxy(ProxyError(.closed)))
    case .securing, .held, .upgrading:
      if let cause { lose(cause) } else { conclude(handshake.transportEnded()) }
    case .resolving, .connecting, .done: break
    }
  }

  mutating func expired(_ limit: StageClock.Expired) {
    if case .done = state { return }
    // A refusal whose body never ends is a refusal all the same.
    if case .refused(let refusal) = handshake.transportEnded() { return fail(.refused(refusal)) }
    fail(limit.cause)
  }

  mutating func cancel() {
    state = .done(stage)
    actions = []
  }

  // MARK: Private helpers

  private mutating func reachServer() {
    state = .securing
    actions += route.isSecure ? [.begin(.tls), .open(.server)] : [.open(.server)]
  }

  private mutating func askProxy(_ handshake: ProxyHandshake, _ input: ByteBuffer, _ output: ByteBuffer) {
    var handshake = handshake
    switch handshake.receive(input, output: output) {
    case .needMoreBytes:
      state = .askingProxy(handshake)
      if !output.isEmpty { actions.append(.write) }
    case .failed(let error): fail(.proxy(error))
    case .connected:
      state = .leavingProxy
      actions.append(.settle)
    }
  }

  private mutating func conclude(_ outcome: ClientHandshake.Outcome) {
    switch outcome {
    case .needMoreBytes: break
    case .accepted(let response): end(.success(response))
    case .refused(let refusal): lose(.refused(refusal))
    case .failed(let error): lose(.webSocket(error))
    }
  }

  /// What is lost before an answer has come was lost before it was asked: another connection may do.
  private mutating func lose(_ cause: WebSocketTransportError.Cause) {
    guard mayStartOver else { return fail(cause) }
    cancel()
    actions = [.startOver]
  }

  private mutating func fail(_ cause: WebSocketTransportError.Cause) {
    var error = WebSocketTransportError(stage: stage, cause: cause)
    switch stage {
    case .resolve, .connect, .proxy: error.proxy = route.proxy
    case .configuration, .tls, .upgrade, .open: break
    }
    end(.failure(error))
  }

  private mutating func end(_ result: Result<HandshakeResponse, WebSocketTransportError>) {
    cancel()
    actions = [.finish(result)]
  }
}

extension ReactorError {
  static let noAddress = ReactorError(
    code: .unknownName, operation: "connect",
    message: "the name has no address to connect to; check its spelling")

  fileprivate static let leavesThisMachine = ReactorError(
    code: .invalidArgument, operation: "resolve",
    message:
      "the name of this machine leads to another one, where the key would travel unencrypted; use https")

  /// This machine has no way to the address.
  fileprivate var isUnreachable: Bool {
    ["ENETUNREACH", "EHOSTUNREACH", "EADDRNOTAVAIL", "EAFNOSUPPORT"].contains(code.rawValue)
  }
}
