public import RealtimeReactor
public import RealtimeWebSocketProtocol

/// Connections to one server that are made before they are needed, so that a call that is answered speaks sooner.
/// Loop-bound.
///
/// TCP, the proxy and TLS are done in advance. The server has seen no request and no credentials; one round trip is
/// left. Keeps `Settings.count` connections ready, replaces those that are taken, lost or too old, and hands the oldest
/// ready one to the next `connect()`. It keeps its loop running until `close()`.
public final class PreparedConnections {
  /// How many are kept ready, and for how long.
  public struct Settings: Sendable {
    /// Connections to keep ready, at most 1024. Default 1.
    public var count = 1
    /// A ready connection that nobody took is closed and replaced after this time: servers and middleboxes
    /// drop idle ones without a word. At least 10 ms. Default 20 s.
    public var maximumAge: Duration = .seconds(20)
    /// After a failed attempt the next one waits so long, twice as long after each further failure, up to
    /// `maximumRetryDelay`. At least 10 ms. Default 500 ms.
    public var retryDelay: Duration = .milliseconds(500)
    /// Default 30 s.
    public var maximumRetryDelay: Duration = .seconds(30)

    /// Everything as by default.
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
  private var entries: [Entry] = []
  private var lastID = 0
  private var ageTimer: LoopTimer?
  private var retryTimer: LoopTimer?
  private var failureCount = 0
  private var isClosed = false

  private struct Entry {
    let id: Int
    let opening: ClientOpening
    /// When it is too old; `nil` before it is ready.
    var expiry: Duration?
  }

  /// Starts connecting.
  ///
  /// - Throws: `WebSocketTransportError` of stage `.configuration` for a setting that cannot be used.
  public init(
    to endpoint: WebSocketEndpoint, configuration: WebSocketConfiguration = .init(),
    settings: Settings = .init(), on loop: EventLoop
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
    ageTimer?.cancel()
    for entry in entries { entry.opening.cancel() }
  }

  /// Connections that the next `connect()` can have.
  public var readyCount: Int { entries.count { $0.opening.isHeld } }

  /// A WebSocket over a ready connection, or a new one where none is ready. It is `.connecting`, and its events follow
  /// as if it had just been made: `.open`, then its messages, never before this returns.
  ///
  /// A server may end a ready connection at the moment when it is taken. That costs the caller nothing but time: one
  /// that has ended is passed over, and one that is lost before the first byte of the server's answer is replaced by a
  /// new connection, once and within the same ``WebSocketConfiguration/TimeLimits/total``.
  ///
  /// - Parameter headers: header fields of this one's request, in place of those of the configuration: a key that was
  ///   only just made.
  /// - Throws: `WebSocketTransportError` of stage `.configuration` for a setting that cannot be used.
  public func connect(headers: HTTPHeaders? = nil) throws(WebSocketTransportError) -> WebSocket {
    loop.preconditionOnLoop()
    var configuration = configuration
    if let headers { configuration.headers = headers }
    dropEnded()
    guard let index = entries.firstIndex(where: { $0.opening.isHeld }) else {
      return try WebSocket(to: endpoint, configuration: configuration, on: loop)
    }
    if let headers { try entries[index].opening.replaceHeaders(headers) }
    let opening = entries.remove(at: index).opening
    refill()
    return WebSocket(continuing: opening, configuration: configuration, on: loop)
  }

  /// Closes what nobody took, and makes no more. Idempotent.
  public func close() {
    loop.preconditionOnLoop()
    isClosed = true
    retryTimer?.cancel()
    retryTimer = nil
    ageTimer?.cancel()
    ageTimer = nil
    let all = entries
    entries = []
    for entry in all { entry.opening.cancel() }
  }

  // MARK: Keeping the number

  private func prepareOne() throws(WebSocketTransportError) {
    lastID += 1
    let id = lastID
    let opening = try ClientOpening(
      to: endpoint, configuration: configuration, on: loop, hold: { [weak self] in self?.becomeReady(id) }
    ) { [weak self] result in
      if case .failure(let error) = result { self?.lose(id, error) }
    }
    entries.append(Entry(id: id, opening: opening))
    opening.start()
  }

  private func becomeReady(_ id: Int) {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
    failureCount = 0
    entries[index].expiry = loop.now + max(settings.maximumAge.addable, Self.shortestWait)
    watchAge()
  }

  /// An error of a connection that was ready is nobody's: servers end those that say nothing.
  private func lose(_ id: Int, _ error: WebSocketTransportError) {
    guard let index = entries.firstIndex(where: { $0.id == id }) else { return }
    if entries.remove(at: index).expiry == nil { onError?(error) }
    retryLater()
  }

  /// What has ended since the loop last polled is no longer ready.
  private func dropEnded() {
    for entry in entries where entry.opening.isHeld && entry.opening.hasEnded {
      entries.removeAll { $0.id == entry.id }
      entry.opening.cancel()
      retryLater()
    }
  }

  private func watchAge() {
    ageTimer?.cancel()
    ageTimer = entries.compactMap(\.expiry).min().map { first in
      loop.scheduleDeadline(at: first, grace: .zero) { [weak self] in self?.dropOld() }
    }
  }

  private func dropOld() {
    let now = loop.now
    let old = entries.filter { entry in entry.expiry.map { $0 <= now } ?? false }
    entries.removeAll { entry in old.contains { $0.id == entry.id } }
    for entry in old { entry.opening.cancel() }
    refill()
    watchAge()
  }

  private static let maximumCount = 1_024
  /// Without a pause a mistaken setting would have the loop do nothing but connect.
  private static let shortestWait = Duration.milliseconds(10)

  private func refill() {
    while !isClosed, retryTimer == nil, entries.count < min(settings.count, Self.maximumCount) {
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
    retryTimer = loop.schedule(after: max(delay, Self.shortestWait)) { [weak self] in
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
