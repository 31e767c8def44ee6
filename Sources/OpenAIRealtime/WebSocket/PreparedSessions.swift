internal import RealtimeBuffers
public import WebSocketTransport

/// Connections to one target that are made before they are needed, so that a call that is answered speaks
/// sooner. Got from `OpenAIRealtimeWS.prepare`. Loop-bound.
///
/// ```swift
/// let sessions = try OpenAIRealtimeWS.prepare(client, .model("gpt-realtime-2.1"), on: loop)
/// // A call is answered:
/// let rt = try sessions.connect()
/// rt.on(.sessionCreated) { event in … }
/// ```
///
/// It keeps `PreparedConnections.Settings.count` connections ready, replaces those that are taken, lost or
/// too old, and keeps its loop running until `close()`. What a session gets is the oldest ready connection,
/// or a new one where none is ready: a session behaves the same either way.
public final class PreparedSessions {
  /// The loop that the connections live on.
  public let loop: EventLoop
  /// The URL that all of them connect to.
  public var url: RealtimeURL { destination.url }

  private let draft: ConnectionDraft
  private let destination: RealtimeDestination
  private let connections: PreparedConnections

  init(_ draft: ConnectionDraft, settings: PreparedConnections.Settings, on loop: EventLoop) throws {
    loop.preconditionOnLoop("OpenAIRealtimeWS.prepare")
    self.loop = loop
    self.draft = draft
    destination = try draft.destination()
    // Without a key the connections stop before their request, which is given one when a session takes them.
    // One that is known by now is checked now.
    var configuration = draft.options.socketConfiguration(for: destination.url)
    if case .fixed = draft.key.source {
      configuration = draft.configuration(presenting: try draft.key.fixedSecret(), to: destination.url)
    }
    connections = try PreparedConnections(
      to: WebSocketEndpoint(destination.url), configuration: configuration, settings: settings, on: loop)
  }

  /// Connections that the next session can have.
  public var readyCount: Int { connections.readyCount }

  /// Told of each attempt that came to nothing. Attempts go on.
  public var onError: ((WebSocketTransportError) -> Void)? {
    get { connections.onError }
    set { connections.onError = newValue }
  }

  /// A session over a ready connection. Its events follow as if it had just been made, never before this returns.
  ///
  /// - Throws: `RealtimeConfigurationError` of kind `.apiKeyNeedsCreate` when a function gives the key;
  ///   `WebSocketTransportError` for a socket option that cannot be used.
  public func connect() throws -> OpenAIRealtimeWS {
    loop.preconditionOnLoop()
    return try open(with: draft.key.fixedSecret())
  }

  /// Asks for the key, then gives a session over a ready connection. The caller runs on the loop, as that of
  /// `OpenAIRealtimeWS.create` does.
  ///
  /// - Throws: As `OpenAIRealtimeWS.create`.
  nonisolated(nonsending) public func create() async throws -> OpenAIRealtimeWS {
    guard loop.isOnLoop else { throw RealtimeConfigurationError.notOnEventLoop }
    return try open(with: try await draft.secret(on: loop))
  }

  /// The same for callers without `await`: calls `completion` once, on the loop, and not before this returns.
  ///
  /// - Returns: a handle to give up with, as that of `OpenAIRealtimeWS.create`.
  @discardableResult
  public func create(_ completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void) -> ConnectionCancellation {
    loop.preconditionOnLoop()
    return ConnectionCancellation(begin(followsConnection: true, completion), on: loop)
  }

  /// As `create`, for whoever gives up a connection by itself once it is there.
  package func begin(
    followsConnection: Bool = false, _ completion: @escaping (Result<OpenAIRealtimeWS, any Error>) -> Void
  ) -> PendingCreation {
    let creation = PendingCreation(on: loop, followsConnection: followsConnection, completion)
    creation.start(draft) { try self.open(with: $0) }
    return creation
  }

  /// Closes what nobody took, and makes no more. Sessions go on. Idempotent.
  public func close() { connections.close() }

  private func open(with secret: Secret) throws -> OpenAIRealtimeWS {
    try OpenAIRealtimeWS(destination, on: loop, options: draft.options) {
      try connections.connect(headers: draft.configuration(presenting: secret, to: destination.url).headers)
    }
  }
}

@available(
  *, unavailable,
  message: """
    prepared sessions stay on their loop; there make `let bound = LoopBound(sessions, on: sessions.loop)`, \
    and any thread may call `bound.execute { sessions in sessions.close() }`
    """
)
extension PreparedSessions: Sendable {}

extension OpenAIRealtimeWS {
  /// Begins to hold connections to a target ready, for `PreparedSessions.connect()`.
  ///
  /// The service has seen neither a request nor a key of them, and one round trip is left.
  ///
  /// - Parameters:
  ///   - client: Whose base URL and key are used; the key is asked for when a session is taken.
  ///   - target: What the sessions will be opened to.
  ///   - loop: The loop that they live on.
  ///   - options: As for a connection that is not prepared.
  ///   - settings: How many are kept ready, and how old they get.
  /// - Throws: `RealtimeConfigurationError`, or `WebSocketTransportError` for a socket option that cannot be used.
  public static func prepare(
    _ client: OpenAI, _ target: RealtimeTarget, on loop: EventLoop, options: RealtimeOptions = .init(),
    settings: PreparedConnections.Settings = .init()
  ) throws -> PreparedSessions {
    try PreparedSessions(ConnectionDraft(client, target, options), settings: settings, on: loop)
  }

  /// The same for Azure.
  public static func prepare(
    azure client: AzureOpenAI, _ target: AzureRealtimeTarget = .clientDeployment, on loop: EventLoop,
    options: RealtimeOptions = .init(), settings: PreparedConnections.Settings = .init()
  ) throws -> PreparedSessions {
    try PreparedSessions(ConnectionDraft(client, target, options), settings: settings, on: loop)
  }
}
