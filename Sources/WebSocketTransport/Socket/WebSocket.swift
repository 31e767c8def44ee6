internal import RealtimeBuffers
public import RealtimeReactor
internal import RealtimeTLS
public import RealtimeWebSocketProtocol

/// A WebSocket connection (RFC 6455), client or server, on an event loop.
///
/// Loop-bound: every call and every listener is on the loop's thread; other threads reach it through a `LoopBound`. The
/// object lives as long as its connection, whether or not anyone else holds it, and lets its listeners go when that is
/// closed: a listener may capture it in any way, strongly, `weak` or `unowned`. Any call is allowed inside any listener.
public final class WebSocket {
  /// Where the connection is in its life, with the numbers of the W3C interface.
  public enum ReadyState: Int, Sendable {
    case connecting = 0
    case open = 1
    case closing = 2
    case closed = 3
  }

  /// What its listeners have been told of its life.
  enum Told {
    case nothing
    case opened
    // Apart, because a connection that lives has no use for the space.
    indirect case closed(WebSocketCloseReport)
  }

  /// The loop that the connection lives on.
  public let loop: EventLoop
  public var readyState: ReadyState { state }
  /// The subprotocol that both sides agreed on.
  public internal(set) var subprotocol: String?
  /// Header fields of the server's 101 response, on a client; of the request, on a server.
  public internal(set) var headers = HTTPHeaders()
  /// How the connection came about. Complete once it is open.
  public internal(set) var connectionReport: ConnectionReport

  /// Behind a getter, because every access to a stored property that another module can see is checked at run time.
  var state = ReadyState.connecting
  let maximumBufferedByteCount: Int
  var listeners = SocketListeners()
  var told = Told.nothing
  var opening: ClientOpening?
  var stream: ByteStream?
  var machine: WebSocketMachine?
  var keepAlive: KeepAlive
  /// When the latest bytes came, in the loop's milliseconds. The keep-alive is told when it is asked, not with every read.
  var lastReceivedAt: UInt64 = 0
  var sendWatch: SendWatch
  var watchTimer: LoopTimer?
  var closeTimer: LoopTimer?
  var error: WebSocketTransportError?
  var messagesReceived: UInt64 = 0
  var messagesSent: UInt64 = 0
  /// Set while received bytes are being worked off, so that a resume inside a listener does not start a
  /// second round.
  var isPumping = false
  var isReadingPaused = false
  var hasReceivedEnd = false
  /// Whether a Ping of the keep-alive waits to leave for the kernel.
  var hasQueuedPing = false

  // MARK: Making one

  /// Starts connecting to `endpoint`. Returns at once; `.open` or `.error` follows, never before this
  /// returns.
  ///
  /// - Throws: `WebSocketTransportError` of stage `.configuration` for a header, certificate or other setting
  ///   that
  ///   cannot be used. Nothing has been sent then.
  public init(
    to endpoint: WebSocketEndpoint,
    configuration: WebSocketConfiguration = .init(),
    on loop: EventLoop
  ) throws(WebSocketTransportError) {
    loop.preconditionOnLoop()
    self.loop = loop
    maximumBufferedByteCount = configuration.maximumBufferedByteCount
    connectionReport = ConnectionReport(now: loop.now)
    keepAlive = KeepAlive(configuration.keepAlive, now: loop.now)
    sendWatch = SendWatch(limit: configuration.timeLimits.sendStall)
    // The closure keeps the socket alive until the opening is done.
    let framing = WebSocketMachine.Configuration(configuration)
    let opening = try ClientOpening(to: endpoint, configuration: configuration, on: loop) { result in
      self.didFinishOpening(result, framing)
    }
    self.opening = opening
    opening.start()
  }

  /// A server's end of an accepted connection. `begin()` follows once its listeners are in place.
  init(accepted opened: OpenedConnection, configuration: WebSocketConfiguration, on loop: EventLoop) {
    self.loop = loop
    maximumBufferedByteCount = configuration.maximumBufferedByteCount
    connectionReport = opened.report
    keepAlive = KeepAlive(configuration.keepAlive, now: loop.now)
    sendWatch = SendWatch(limit: configuration.timeLimits.sendStall)
    adopt(opened, as: .server, WebSocketMachine.Configuration(configuration))
  }

  /// A client's end that was made in advance: what is left of its opening follows.
  init(continuing opening: ClientOpening, configuration: WebSocketConfiguration, on loop: EventLoop) {
    self.loop = loop
    maximumBufferedByteCount = configuration.maximumBufferedByteCount
    connectionReport = opening.report
    keepAlive = KeepAlive(configuration.keepAlive, now: loop.now)
    sendWatch = SendWatch(limit: configuration.timeLimits.sendStall)
    self.opening = opening
    let framing = WebSocketMachine.Configuration(configuration)
    opening.proceed { result in self.didFinishOpening(result, framing) }
  }

  // MARK: Listening

  /// Adds a listener for `.open` or `.drain`. One for `.open` that is added while the connection is open already is told
  /// later in the tick, unless the connection is not open any more then.
  @discardableResult
  public func on(_ event: SocketEvent<Void>, _ listener: @escaping () -> Void) -> Self {
    switch (event.slot, told) {
    case (.open, .nothing): changeListeners { $0.open += [listener] }
    case (.open, _): tellLater { if $0.state == .open { listener() } }
    default: changeListeners { $0.drain += [listener] }
    }
    return self
  }

  /// Adds a listener for the end of the connection. One that is added after the end is told later in the tick.
  @discardableResult
  public func on(
    _ event: SocketEvent<WebSocketCloseReport>, _ listener: @escaping (WebSocketCloseReport) -> Void
  ) -> Self {
    if case .closed(let report) = told {
      tellLater { _ in listener(report) }
    } else {
      changeListeners { $0.close += [listener] }
    }
    return self
  }

  private func tellLater(_ tell: @escaping (WebSocket) -> Void) {
    loop.enqueueLocally { tell(self) }
  }

  @discardableResult
  public func on(
    _ event: SocketEvent<WebSocketTransportError>, _ listener: @escaping (WebSocketTransportError) -> Void
  ) -> Self {
    changeListeners { $0.error += [listener] }
    return self
  }

  /// The message is borrowed: it cannot leave the listener, and costs no copy when it came in one frame.
  @discardableResult
  public func on(
    _ event: SocketEvent<WebSocketMessage>, _ listener: @escaping (borrowing WebSocketMessage) -> Void
  ) -> Self {
    let listener = MessageListener(call: listener)
    changeListeners {
      if event.slot == .message { $0.message += [listener] } else { $0.fragment += [listener] }
    }
    return self
  }

  @discardableResult
  public func on(_ event: SocketEvent<RawSpan>, _ listener: @escaping (RawSpan) -> Void) -> Self {
    changeListeners { if event.slot == .ping { $0.ping += [listener] } else { $0.pong += [listener] } }
    return self
  }

  /// Changes the listeners as a local, so that no message has its access to them checked at run time. After the end none
  /// is kept, because none would be let go.
  private func changeListeners(_ change: (inout SocketListeners) -> Void) {
    loop.preconditionOnLoop("WebSocket.on")
    if case .closed = told { return }
    var changed = SocketListeners()
    swap(&changed, &listeners)
    change(&changed)
    listeners = changed
  }

  // MARK: Facts

  /// Bytes accepted by `send` that the kernel has not taken, with their WebSocket and TLS framing.
  public var bufferedByteCount: Int { stream?.queuedByteCount ?? 0 }

  /// Where the other end is, as the kernel knew it when the connection was made: the client, the server, or the proxy
  /// that is in between. `nil` over a Unix socket and on a client that is not open yet. Stays after the close.
  public var remoteAddress: SocketAddress? { stream?.remoteAddress }

  /// From the latest keep-alive Ping to its Pong, `nil` before the first.
  public var roundTripTime: Duration? { keepAlive.roundTripTime }

  /// Bytes on the wire since the connection was made, TLS and handshakes included.
  public var bytesReceived: UInt64 { stream?.connection.bytesReceived ?? 0 }
  public var bytesSent: UInt64 { stream?.connection.bytesSent ?? 0 }

  // MARK: Reading

  /// Stops reading from the socket: no listener for messages runs until `resumeReading()`. What the peer
  /// sends stays in the kernel and slows it down.
  public func pauseReading() {
    loop.preconditionOnLoop()
    isReadingPaused = true
    stream?.pauseReading()
  }

  /// Reads again, starting with what had been received already.
  public func resumeReading() {
    loop.preconditionOnLoop()
    guard isReadingPaused else { return }
    isReadingPaused = false
    guard let stream else { return }
    changeKeepAlive { $0.readingResumed(at: loop.now) }
    stream.resumeReading()
    loop.enqueueLocally { [self] in pump() }
  }
}

@available(
  *, unavailable,
  message: """
    a WebSocket stays on its loop; there make `let bound = LoopBound(socket, on: socket.loop)`, \
    and any thread may call `bound.execute { socket in socket.terminate() }`
    """
)
extension WebSocket: Sendable {}
