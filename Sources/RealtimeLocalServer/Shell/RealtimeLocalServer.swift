internal import ByteBuffers
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
/// it; sessions that are open then go on to their end.
public final class RealtimeLocalServer {
  /// The loop that the server and its sessions live on.
  public let loop: EventLoop
  public let configuration: Configuration
  /// The root certificate that clients must trust, PEM text; nil for a plain `ws` server. It signs this server's
  /// certificate and nothing else; its key is gone once the server has started.
  public let certificateAuthorityPEM: [UInt8]?
  /// The latest upgrade requests, accepted and refused, oldest first.
  public private(set) var requests: [Request] = []
  /// Sessions opened since the start.
  public private(set) var openedSessionCount = 0
  /// Called on the loop for each event that passes, when set.
  public var onEvent: ((PassedEvent) -> Void)?

  private var server: WebSocketServer?
  private var connections: [Int: LocalConnection] = [:]
  private let identifiers = IdentifierSource.random()
  private var closeCompletion: (() -> Void)?

  /// Makes a certificate and starts listening.
  ///
  /// - Throws: `RealtimeLocalServerError` when the certificate or the address cannot be had.
  public init(
    configuration: Configuration = Configuration(), on loop: EventLoop
  ) throws(RealtimeLocalServerError) {
    loop.preconditionOnLoop()
    self.loop = loop
    self.configuration = configuration
    let (identity, root) = try Self.makeIdentity(configuration)
    certificateAuthorityPEM = root
    do throws(WebSocketTransportError) {
      server = try WebSocketServer(
        configuration: Self.socketConfiguration(configuration, identity: identity),
        on: loop,
        decide: { [weak self] in self?.decide($0) ?? .refuse(status: 503) },
        accept: { [weak self] socket, request in self?.accept(socket, request) }
      )
    } catch {
      throw .listening(error)
    }
  }

  // MARK: Facts

  /// Where it listens.
  public var address: SocketAddress { server?.localAddress ?? configuration.address }
  public var port: UInt16 { address.port }

  /// What a client takes as its base URL: `https://127.0.0.1:PORT/v1`; `https://localhost/v1` at a Unix socket, which the
  /// client's `connectOverride` has to name.
  public var baseURL: String { "\(configuration.isSecure ? "https" : "http")://\(authority)/v1" }

  /// What a WebSocket connects to: `wss://127.0.0.1:PORT/v1/realtime?model=gpt-realtime`.
  public var webSocketURL: String {
    "\(configuration.isSecure ? "wss" : "ws")://\(authority)/v1/realtime?model=\(LocalRoute.defaultModel)"
  }

  /// Sessions that are open now.
  public var sessionCount: Int { connections.count }

  // MARK: Ending

  /// Stops listening and closes every session with code 1001. Idempotent.
  ///
  /// - Parameter completion: called on the loop once the last session is gone.
  public func close(completion: @escaping () -> Void = {}) {
    loop.preconditionOnLoop()
    server?.close()
    let earlier = closeCompletion
    closeCompletion = {
      earlier?()
      completion()
    }
    for connection in connections.values { connection.close(.goingAway, reason: "the server is closing") }
    finishClosingIfIdle()
  }

  /// Stops listening and lets the open sessions go on to their end; after `deadline` it closes the rest.
  public func drain(deadline: Duration, completion: @escaping () -> Void = {}) {
    loop.preconditionOnLoop()
    server?.close()
    closeCompletion = completion
    finishClosingIfIdle()
    guard !connections.isEmpty else { return }
    drainTimer = loop.schedule(after: deadline) { [weak self] in self?.close() }
  }

  private var drainTimer: LoopTimer?

  private func finishClosingIfIdle() {
    guard connections.isEmpty, let completion = closeCompletion else { return }
    closeCompletion = nil
    drainTimer?.cancel()
    loop.enqueueLocally(completion)
  }

  // MARK: Requests

  private func decide(_ request: UpgradeRequest) -> UpgradeDecision {
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
    guard connections.count < configuration.maximumSessionCount else { throw .tooManySessions }
    return route
  }

  private func record(_ request: UpgradeRequest, status: Int) {
    guard configuration.maximumRecordedRequestCount > 0 else { return }
    if requests.count >= configuration.maximumRecordedRequestCount { requests.removeFirst() }
    requests.append(
      Request(path: request.path, query: request.query, headers: request.headers, status: status))
  }

  private func accept(_ socket: WebSocket, _ request: UpgradeRequest) {
    // Decided a moment ago, with the same answer.
    guard let route = try? route(of: request) else { return socket.terminate() }
    openedSessionCount += 1
    let number = openedSessionCount
    connections[number] = LocalConnection(
      number: number,
      socket: socket,
      session: makeSession(for: route),
      watch: { [weak self] in self?.onEvent?($0) },
      didClose: { [weak self] in self?.closed(number) }
    )
  }

  private func closed(_ number: Int) {
    connections[number] = nil
    finishClosingIfIdle()
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

  // MARK: Starting

  /// A Unix socket has no place in a URL.
  private var authority: String { address.family == .unix ? "localhost" : address.description }

  private static func makeIdentity(
    _ configuration: Configuration
  ) throws(RealtimeLocalServerError) -> (TLSIdentity?, [UInt8]?) {
    guard configuration.isSecure else { return (nil, nil) }
    do throws(TLSError) {
      let authority = try ThrowawayCertificateAuthority(commonName: "Realtime local server")
      let request = ThrowawayCertificateAuthority.Request(
        dnsNames: ["localhost"] + configuration.hostNames,
        addresses: ["127.0.0.1", "::1"],
        commonName: "localhost"
      )
      return (try authority.issue(request).identity, authority.certificate)
    } catch {
      throw .certificate(error)
    }
  }

  private static func socketConfiguration(
    _ configuration: Configuration, identity: TLSIdentity?
  ) -> WebSocketServer.Configuration {
    var server = WebSocketServer.Configuration(identity: identity)
    server.address = configuration.address
    let limits = configuration.sessionLimits
    // Base64 takes four bytes for three; the rest is the event around the audio.
    server.connection.limits.messageByteCount = limits.maximumAppendByteCount / 3 * 4 + eventOverheadByteCount
    server.connection.maximumBufferedByteCount =
      configuration.highWatermarkByteCount + limits.maximumInputAudioByteCount / 3 * 4
      + eventOverheadByteCount
    server.connection.highWatermarkByteCount = configuration.highWatermarkByteCount
    server.connection.lowWatermarkByteCount = configuration.highWatermarkByteCount / 4
    server.connection.compression = configuration.compression
    server.connection.keepAlive = configuration.keepAlive
    server.connection.timeLimits = configuration.timeLimits
    return server
  }

  private static let eventOverheadByteCount = 1 << 20
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
