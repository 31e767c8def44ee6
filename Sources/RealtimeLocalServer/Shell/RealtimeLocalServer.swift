internal import RealtimeBuffers
internal import Glibc
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
/// Loop-bound: every call is on the loop's thread. Hold the server: it listens until ``close()``, or until nobody holds
/// it; sessions that are open then go on to their end. ``RealtimeLocalServerGroup`` serves on several loops.
public final class RealtimeLocalServer {
  /// The loop that the server and its sessions live on.
  public let loop: EventLoop
  public let configuration: Configuration
  /// The root certificate that clients must trust, PEM text; nil for a plain `ws` server. It signs this server's
  /// certificate and nothing else; its key is gone once the server has started.
  public let certificateAuthorityPEM: [UInt8]?
  /// The latest upgrade requests, accepted and refused, oldest first.
  public private(set) var requests: [Request] = []
  /// Sessions opened on this loop since the start.
  public private(set) var openedSessionCount = 0
  /// Called on the loop for each event that passes, when set.
  public var onEvent: ((PassedEvent) -> Void)?

  /// Where it listens.
  public internal(set) var address: SocketAddress

  /// Nil for a member of a group, which listens for all of its loops.
  private var server: WebSocketServer?
  private let tally: SessionTally
  private var connections: [Int: LocalConnection] = [:]
  private let sockets: ServerConnections
  private let identifiers = IdentifierSource.random()

  /// Makes a certificate and starts listening.
  ///
  /// - Parameter respond: answers each request that asks for no WebSocket, such as a health check; see `WebSocketServer`.
  /// - Throws: `RealtimeLocalServerError` when the certificate or the address cannot be had.
  public convenience init(
    configuration: Configuration = Configuration(), on loop: EventLoop,
    respond: ((PlainRequest) -> PlainResponse?)? = nil
  ) throws(RealtimeLocalServerError) {
    loop.preconditionOnLoop()
    let credentials = try LocalCredentials(configuration)
    self.init(configuration, certificateAuthorityPEM: credentials.root, tally: SessionTally(), on: loop)
    do throws(WebSocketTransportError) {
      let server = try WebSocketServer(
        configuration: configuration.sockets(identity: credentials.identity),
        on: loop,
        respond: respond,
        decide: { [weak self] in self?.decide($0) ?? .refuse(status: 503) },
        accept: { [weak self] socket, request in self?.accept(socket, request) }
      )
      address = server.localAddress
      self.server = server
    } catch {
      throw .listening(error)
    }
  }

  /// One that does not listen itself.
  init(
    _ configuration: Configuration, certificateAuthorityPEM: [UInt8]?, tally: SessionTally, on loop: EventLoop
  ) {
    self.loop = loop
    self.configuration = configuration
    self.certificateAuthorityPEM = certificateAuthorityPEM
    self.tally = tally
    sockets = ServerConnections(loop)
    address = configuration.address
  }

  // MARK: Facts

  public var port: UInt16 { address.port }

  /// What a client takes as its base URL: `https://127.0.0.1:PORT/v1`; `https://localhost/v1` at a Unix socket, which the
  /// client's `connectOverride` has to name.
  public var baseURL: String { configuration.baseURL(at: address) }

  /// What a WebSocket connects to: `wss://127.0.0.1:PORT/v1/realtime?model=gpt-realtime`.
  public var webSocketURL: String { configuration.webSocketURL(at: address) }

  /// Sessions that are open on this loop now.
  public var sessionCount: Int { connections.count }

  // MARK: Sessions

  /// Calls `body` with each session that is open on this loop, in no order: its number, which `onEvent` names too, and its
  /// socket.
  public func forEachSession(_ body: (_ number: Int, _ socket: WebSocket) -> Void) {
    loop.preconditionOnLoop()
    for (number, connection) in connections where connection.socket.readyState != .closed {
      body(number, connection.socket)
    }
  }

  /// Begins the closing handshake on every session that is open on this loop. The server goes on listening.
  ///
  /// - Parameters: as `WebSocket.close` has them.
  /// - Throws: `WebSocketError` for a code or reason that cannot be sent; nothing has been closed then.
  public func closeSessions(_ code: CloseCode = .goingAway, reason: String = "") throws(WebSocketError) {
    loop.preconditionOnLoop()
    try sockets.close(code, reason: reason)
  }

  // MARK: Ending

  /// Stops listening and closes every session with code 1001. Idempotent.
  ///
  /// - Parameter completion: called on the loop once the last session is gone.
  public func close(completion: @escaping () -> Void = {}) {
    drain(deadline: .zero, completion: completion)
  }

  /// Stops listening and lets the open sessions go on to their end; after `deadline` it closes the rest.
  public func drain(deadline: Duration, completion: @escaping () -> Void = {}) {
    drain(deadline: deadline) { (_: Int) in completion() }
  }

  /// - Parameter didEnd: told how many sessions had to be closed.
  func drain(deadline: Duration, didEnd: @escaping (Int) -> Void) {
    loop.preconditionOnLoop()
    server?.close()
    sockets.drain(deadline: deadline) { [loop] closedCount in loop.enqueueLocally { didEnd(closedCount) } }
  }

  // MARK: Requests

  func decide(_ request: UpgradeRequest) -> UpgradeDecision {
    do throws(LocalRoute.Refusal) {
      let route = try route(of: request)
      record(request, status: 101)
      let headers = HTTPHeaders([("x-request-id", identifiers.next(.request))])
      return .accept(subprotocol: route.subprotocol, headers: headers)
    } catch {
      record(request, status: error.status)
      return error.decision
    }
  }

  private func route(of request: UpgradeRequest) throws(LocalRoute.Refusal) -> LocalRoute {
    let route = try LocalRoute(
      path: request.path, query: request.query, headers: request.headers, subprotocols: request.subprotocols)
    if let key = configuration.requiredAPIKey {
      let isAccepted = APIKeyCheck.accepts(request.headers, subprotocols: request.subprotocols, key: key)
      guard isAccepted else { throw .wrongKey }
    }
    guard tally.openCount < configuration.maximumSessionCount else { throw .tooManySessions }
    return route
  }

  private func record(_ request: UpgradeRequest, status: Int) {
    guard configuration.maximumRecordedRequestCount > 0 else { return }
    if requests.count >= configuration.maximumRecordedRequestCount { requests.removeFirst() }
    requests.append(Request(request, status: status))
  }

  func accept(_ socket: WebSocket, _ request: UpgradeRequest) {
    // Decided a moment ago, with the same answer unless another loop took the last place.
    guard let route = try? route(of: request),
      let number = tally.open(limit: configuration.maximumSessionCount)
    else { return socket.terminate() }
    openedSessionCount += 1
    sockets.add(socket)
    connections[number] = LocalConnection(
      number: number,
      socket: socket,
      session: makeSession(for: route),
      watch: { [weak self] in self?.onEvent?($0) },
      didClose: { [weak self] in self?.closed(number) }
    )
    sockets.watch(socket)
  }

  private func closed(_ number: Int) {
    connections[number] = nil
    tally.close()
  }

  private func makeSession(for route: LocalRoute) -> any SessionCore {
    var session = LocalSession.Configuration()
    session.generation = route.generation
    session.isTranscription = route.kind == .transcription
    session.model = route.model
    session.script = configuration.script
    session.pace = configuration.pace
    session.limits = configuration.sessionLimits
    let unixTime = Int(time(nil))
    switch route.kind {
    case .realtime, .transcription:
      return LocalSession(configuration: session, identifiers: identifiers, now: loop.now, unixTime: unixTime)
    case .translation:
      return LocalTranslation(
        configuration: session, identifiers: identifiers, now: loop.now, unixTime: unixTime)
    }
  }
}

extension LocalRoute.Refusal {
  /// The refusal as the service's HTTP answer.
  fileprivate var decision: UpgradeDecision {
    let body =
      #"{"error":{"message":"\#(message)","type":"invalid_request_error","param":null,"code":"\#(code)"}}"#
    var headers = HTTPHeaders([("Content-Type", "application/json")])
    if status == 429 { headers.append("Retry-After", "1") }
    return .refuse(status: status, headers: headers, body: Array(body.utf8))
  }
}

@available(*, unavailable, message: "a server belongs to its event loop: call loop.execute { … } to reach it")
extension RealtimeLocalServer: Sendable {}
