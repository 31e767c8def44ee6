internal import RealtimeBuffers
public import WebSocketTransport

/// A server that speaks the OpenAI Realtime protocol over `wss` or `ws`, for tests, examples and work offline.
///
/// Every connection gets a real session, in the general API's names or, with `OpenAI-Beta: realtime=v1`, in the beta
/// one's. What the model says comes from a ``ReplyScript``; the default says back what it hears.
///
/// ```swift
/// let server = try RealtimeLocalServer(on: loop)
/// // Trust server.certificateAuthorityPEM, connect to server.baseURL with any key.
/// ```
///
/// A test says what goes wrong before the server starts, by ``Configuration/plan``, or while it runs, by
/// `perform(_:session:)`; it reads what came in ``requests``, ``counts`` and ``onEvent``:
///
/// ```swift
/// var received: [String] = []
/// var configuration = RealtimeLocalServer.Configuration()
/// configuration.plan = ConnectionPlan.inOrder([
///   .refuse(.tooManyRequests(milliseconds: 250)),
///   .serve(SessionScript().at(.onReceiving("response.create"), .drop, .expire)),
/// ])
/// let server = try RealtimeLocalServer(configuration: configuration, on: loop)
/// server.onEvent = { event in if event.direction == .received { received.append(event.json) } }
/// loop.run()
/// assert(server.counts.upgradeRequests == 3)
/// ```
///
/// Loop-bound: every call is on the loop's thread. It lives until ``close(completion:)`` or
/// ``drain(deadline:completion:)``, or until its loop is closed, whether or not anyone holds it.
/// ``RealtimeLocalServerGroup`` serves on several loops.
public final class RealtimeLocalServer {
  /// The loop that the server and its sessions live on.
  public let loop: EventLoop
  /// The settings that it was started with.
  public let configuration: Configuration
  /// The root certificate that clients must trust, PEM text; `nil` for a plain `ws` server. It signs this server's
  /// certificate and nothing else; its key is gone once the server has started.
  public let certificateAuthorityPEM: [UInt8]?
  /// The latest upgrade requests, accepted and refused, oldest first.
  public private(set) var requests: [Request] = []
  /// What has come since the start; for a member of a group, to the whole group.
  public var counts: Counts { tally.counts }
  /// The numbers of the sessions that are open on this loop, in the order in which they were opened.
  public var openSessions: [Int] { connections.keys.sorted() }
  /// Called on the loop for each event that passes, with all of it, when set.
  public var onEvent: ((PassedEvent) -> Void)?

  /// Where it listens.
  public internal(set) var address: SocketAddress

  /// `nil` for a member of a group, which listens for all of its loops. It keeps this server as long as it listens, not
  /// the other way round.
  private weak var server: WebSocketServer?
  private let tally: SessionTally
  let rest: LocalREST
  private var connections: [Int: LocalConnection] = [:]
  private let sockets: ServerConnections
  private let identifiers = IdentifierSource.random()
  /// What was decided for the request whose connection opens next: the two happen in one call.
  private var admitted: Admission.Session?

  /// Makes a certificate and starts listening.
  ///
  /// - Parameters:
  ///   - configuration: what it serves, and where.
  ///   - loop: the loop that it lives on.
  ///   - respond: answers each request that asks for no WebSocket and is no call of the REST API, such as a health
  ///     check; see `WebSocketServer`.
  /// - Throws: `RealtimeLocalServerError` when the certificate or the address cannot be had.
  public convenience init(
    configuration: Configuration = Configuration(), on loop: EventLoop,
    respond: ((PlainRequest) -> PlainResponse?)? = nil
  ) throws(RealtimeLocalServerError) {
    loop.preconditionOnLoop()
    let credentials = try LocalCredentials(configuration)
    let tally = SessionTally()
    let rest = LocalREST(configuration)
    self.init(configuration, certificateAuthorityPEM: credentials.root, tally: tally, rest: rest, on: loop)
    do throws(WebSocketTransportError) {
      let server = try WebSocketServer(
        configuration: configuration.sockets(identity: credentials.identity, tally: tally),
        on: loop,
        respond: { rest.response(to: $0) ?? respond?($0) },
        decide: { self.decide($0) },
        accept: { self.accept($0, $1) })
      address = server.localAddress
      self.server = server
    } catch {
      throw .listening(error)
    }
  }

  /// One that does not listen itself.
  init(
    _ configuration: Configuration, certificateAuthorityPEM: [UInt8]?, tally: SessionTally, rest: LocalREST,
    on loop: EventLoop
  ) {
    self.loop = loop
    self.configuration = configuration
    self.certificateAuthorityPEM = certificateAuthorityPEM
    self.tally = tally
    self.rest = rest
    sockets = ServerConnections(loop)
    address = configuration.address
  }

  // MARK: Facts

  /// The port that it listens on; 0 at a Unix socket.
  public var port: UInt16 { address.port }

  /// What a client takes as its base URL: `https://127.0.0.1:PORT/v1`; `https://localhost/v1` at a Unix socket, which
  /// the client's `connectOverride` has to name.
  public var baseURL: String { configuration.baseURL(at: address) }

  /// What a WebSocket connects to: `wss://127.0.0.1:PORT/v1/realtime?model=gpt-realtime-2.1`.
  public var webSocketURL: String { configuration.webSocketURL(at: address) }

  /// Sessions that are open on this loop now.
  public var sessionCount: Int { connections.count }

  // MARK: Sessions

  /// Calls `body` with each session open on this loop, in no order: its number, as `onEvent` has it, and its socket.
  public func forEachSession(_ body: (_ number: Int, _ socket: WebSocket) -> Void) {
    loop.preconditionOnLoop()
    for (number, connection) in connections where connection.socket.readyState != .closed {
      body(number, connection.socket)
    }
  }

  // MARK: Ending

  /// Stops listening and closes every session with code 1001. Idempotent.
  ///
  /// - Parameter completion: called on the loop once the last session is gone.
  public func close(completion: @escaping () -> Void = {}) { drain(deadline: .zero, completion: completion) }

  /// Stops listening and lets the open sessions go on to their end; after `deadline` it closes the rest.
  public func drain(deadline: Duration, completion: @escaping () -> Void = {}) {
    drain(deadline: deadline) { (_: Int) in completion() }
  }

  package func drain(deadline: Duration?, didEnd: @escaping (Int) -> Void) {
    loop.preconditionOnLoop()
    server?.close()
    if let deadline, deadline <= .zero { for connection in connections.values { connection.endSilence() } }
    sockets.drain(deadline: deadline) { [loop] closedCount in loop.enqueueLocally { didEnd(closedCount) } }
  }

  // MARK: Commands

  /// Has an open session do something now, before what it has to say itself.
  ///
  /// - Parameters:
  ///   - actions: what it does, in this order.
  ///   - number: the session's, as ``PassedEvent/session`` has it.
  /// - Returns: false when the session is not open on this loop.
  @discardableResult
  public func perform(_ actions: SessionAction..., session number: Int) -> Bool { perform(actions, session: number) }

  /// Has an open session do these things now, in this order.
  @discardableResult
  public func perform(_ actions: [SessionAction], session number: Int) -> Bool {
    loop.preconditionOnLoop()
    guard let connection = connections[number] else { return false }
    connection.perform(actions)
    return true
  }

  // MARK: Requests

  func decide(_ request: UpgradeRequest) -> UpgradeDecision {
    let number = tally.noteRequest()
    let admission = Admission(request, number: number, openCount: tally.openCount, now: loop.now, configuration, rest)
    record(admission.request)
    admitted = nil
    switch admission.verdict {
    case .serve(let session):
      admitted = session
      let headers = HTTPHeaders([
        ("Date", HTTPDate.text(Int64(configuration.unixTime))), ("x-request-id", identifiers.next(.request)),
      ])
      return .accept(subprotocol: session.route.subprotocol, headers: headers)
    case .refuse(let refusal): return refusal.decision
    case .withhold(let withholding): return .withhold(withholding)
    }
  }

  private func record(_ request: Request) {
    if request.status != 101 { tally.noteRefusal() }
    guard configuration.maximumRecordedRequestCount > 0 else { return }
    if requests.count >= configuration.maximumRecordedRequestCount { requests.removeFirst() }
    requests.append(request)
  }

  func accept(_ socket: WebSocket, _ request: UpgradeRequest) {
    // Decided a moment ago, with the same answer unless another loop took the last place.
    guard let admitted, let number = tally.open(limit: configuration.maximumSessionCount) else {
      return socket.terminate()
    }
    self.admitted = nil
    sockets.add(socket)
    let settings = configuration.session(number, admitted)
    let scripted = ScriptedSession(
      makeSession(for: admitted.route.kind, settings), script: admitted.script, number: number,
      identifiers: identifiers, now: loop.now)
    let callID = admitted.route.callID
    let connection = LocalConnection(
      number: number,
      socket: socket,
      session: scripted,
      limits: .init(
        close: configuration.timeLimits.close ?? .seconds(5),
        silence: settings.limits.bounded.maximumSessionDuration),
      watch: LocalWatch { self.onEvent },
      didClose: { self.closed(number, callID) })
    connections[number] = connection
    if let callID {
      let bound = LoopBound(connection, on: loop)
      rest.add(.init { actions in bound.execute { $0.perform(actions) } }, number, besides: callID)
    }
    sockets.watch(socket)
  }

  private func closed(_ number: Int, _ callID: String?) {
    connections[number] = nil
    if let callID { rest.remove(number, besides: callID) }
    tally.close()
  }

  private func makeSession(for kind: LocalRoute.Kind, _ settings: LocalSession.Configuration) -> any SessionCore {
    switch kind {
    case .realtime, .transcription:
      LocalSession(configuration: settings, identifiers: identifiers, now: loop.now, unixTime: configuration.unixTime)
    case .translation:
      LocalTranslation(
        configuration: settings, identifiers: identifiers, now: loop.now, unixTime: configuration.unixTime)
    }
  }
}

@available(
  *, unavailable,
  message: """
    a server stays on its loop; there make `let bound = LoopBound(server, on: server.loop)`, \
    and any thread may call `bound.execute { server in server.close() }`
    """
)
extension RealtimeLocalServer: Sendable {}
