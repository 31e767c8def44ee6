public import RealtimeReactor
public import RealtimeWebSocketProtocol

/// Connections to one server that are made before they are needed, so that a call that is answered speaks sooner.
/// Loop-bound.
///
/// TCP, the proxy and TLS are done in advance. The server has seen no request and no credentials; one round trip is left.
/// Keeps `Settings.count` connections ready, replaces those that are taken, lost or too old, and hands the
/// oldest ready one to the next `connect()`. It keeps its loop running until `close()`.
public final class PreparedConnections {
  public struct Settings: Sendable {
    /// Connections to keep ready, at most 1024. Default 1.
    public var count = 1
    /// A ready connection that nobody took is closed and replaced after this time: servers and middleboxes
    /// drop idle ones without a word. Default 20 s.
    public var maximumAge: Duration = .seconds(20)
    /// After a failed attempt the next one waits so long, twice as long after each further failure, up to
    /// `maximumRetryDelay`. Default 500 ms.
    public var retryDelay: Duration = .milliseconds(500)
    /// Default 30 s.
    public var maximumRetryDelay: Duration = .seconds(30)

    public init() {}
  }

  /// The loop that the connections live on.
  public let loop: EventLoop
  /// Told of each attempt that came to nothing. Attempts go on.
  public var onError: ((WebSocketTransportError) -> Void)?

  private let endpoint: WebSocketEndpoint
  private let configuration: WebSocketConfiguration
  private let settings: Settings
  /// The oldest first, those that are not ready among them.
  private var connections: [PreparedConnection] = []
  private var retryTimer: LoopTimer?
  private var failureCount = 0
  private var isClosed = false

  /// Starts connecting.
  ///
  /// - Throws: `WebSocketTransportError` of stage `.configuration` for a setting that cannot be used.
  public init(
    to endpoint: WebSocketEndpoint, configuration: WebSocketConfiguration = .init(),
    settings: Settings = .init(),
    on loop: EventLoop
  ) throws(WebSocketTransportError) {
    loop.preconditionOnLoop()
    self.endpoint = endpoint
    self.configuration = configuration
    self.settings = settings
    self.loop = loop
    for _ in 0..<min(max(0, settings.count), Self.maximumCount) { try prepareOne() }
  }

  deinit {
    retryTimer?.cancel()
    for connection in connections { connection.discard() }
  }

  /// Connections that the next `connect()` can have.
  public var readyCount: Int { connections.count { $0.isReady } }

  /// A WebSocket over a ready connection, or a new one where none is ready. It is `.connecting`, and its events follow
  /// as if it had just been made: `.open`, then its messages, never before this returns.
  ///
  /// A server may end a ready connection at the moment when it is taken. That costs the caller nothing but time: one
  /// that has ended is passed over, and one that is lost before the first byte of the server's answer is replaced by a new
  /// connection, once and within the same ``WebSocketConfiguration/TimeLimits/total``.
  ///
  /// - Parameter headers: header fields of this one's request, in place of those of the configuration: a key that was
  ///   only just made.
  /// - Throws: `WebSocketTransportError` of stage `.configuration` for a setting that cannot be used.
  public func connect(headers: HTTPHeaders? = nil) throws(WebSocketTransportError) -> WebSocket {
    loop.preconditionOnLoop()
    var configuration = configuration
    if let headers { configuration.headers = headers }
    dropEnded()
    guard let index = connections.firstIndex(where: { $0.isReady }) else {
      return try WebSocket(to: endpoint, configuration: configuration, on: loop)
    }
    if let headers { try connections[index].replaceHeaders(headers) }
    let connection = connections.remove(at: index)
    refill()
    return connection.take(configuration: configuration, on: loop)
  }

  /// Closes what nobody took, and makes no more. Idempotent.
  public func close() {
    loop.preconditionOnLoop()
    isClosed = true
    retryTimer?.cancel()
    retryTimer = nil
    let all = connections
    connections = []
    for connection in all { connection.discard() }
  }

  // MARK: Keeping the number

  private func prepareOne() throws(WebSocketTransportError) {
    let connection = PreparedConnection(settings, on: loop) { [weak self] connection, outcome in
      self?.update(connection, outcome)
    }
    try connection.start(to: endpoint, configuration: configuration)
    connections.append(connection)
  }

  private func update(_ connection: PreparedConnection, _ outcome: PreparedConnection.Outcome) {
    switch outcome {
    case .ready:
      failureCount = 0
    case .expired:
      remove(connection)
      refill()
    case .lost(let error):
      remove(connection)
      if let error { onError?(error) }
      retryLater()
    }
  }

  /// What has ended since the loop last polled is no longer ready.
  private func dropEnded() {
    for connection in connections where connection.hasEnded {
      connection.discard()
      update(connection, .lost(nil))
    }
  }

  private func remove(_ connection: PreparedConnection) {
    connections.removeAll { $0 === connection }
  }

  private static let maximumCount = 1_024

  private func refill() {
    while !isClosed, retryTimer == nil, connections.count < min(settings.count, Self.maximumCount) {
      do throws(WebSocketTransportError) {
        try prepareOne()
      } catch {
        onError?(error)
        retryLater()
      }
    }
  }

  private func retryLater() {
    guard !isClosed, retryTimer == nil else { return }
    let delay = min(settings.retryDelay.addable * (1 << min(failureCount, 16)), settings.maximumRetryDelay)
    failureCount += 1
    retryTimer = loop.schedule(after: delay) { [weak self] in
      self?.retryTimer = nil
      self?.refill()
    }
  }
}

@available(
  *, unavailable,
  message: """
    prepared connections stay on their loop; there make `let bound = LoopBound(connections, on: connections.loop)`, \
    and any thread may call `bound.execute { connections in connections.close() }`
    """
)
extension PreparedConnections: Sendable {}
