internal import RealtimeBuffers
public import RealtimeReactor
internal import RealtimeTLS
public import RealtimeWebSocketProtocol

/// A WebSocket connection (RFC 6455), client or server, on an event loop.
///
/// Loop-bound: every call and every listener is on the loop's thread; other threads reach it through a `LoopBound`. The
/// object lives as long as its connection, whether or not anyone else holds it, and lets its listeners go when that is
/// closed: a listener may capture it in any way, strongly, `weak` or `unowned`. Any listener may make any call.
public final class WebSocket {
  /// Where the connection is in its life, with the numbers of the W3C interface.
  public enum ReadyState: Int, Sendable {
    /// The opening handshake is under way.
    case connecting = 0
    /// Messages may be sent.
    case open = 1
    /// The closing handshake is under way.
    case closing = 2
    /// The connection is gone, or could not be opened.
    case closed = 3
  }

  /// What the opening handshake came to.
  struct Beginning {
    var report: ConnectionReport
    var subprotocol: String?
    var headers = HTTPHeaders()
  }

  /// Whole messages, and those in fragments that have ended.
  struct MessageCounts {
    var received: UInt64 = 0
    var sent: UInt64 = 0
  }

  // First what each message touches: see `TCPConnection`.
  /// The loop that the connection lives on.
  public let loop: EventLoop
  // Without checks at run time: none of these calls anything of the socket's. By Benchmarks/Guard the checks cost 10
  // instructions for a short event, 95 for one of audio and 200 for a sent message.
  @exclusivity(unchecked) var life = SocketLife()
  var stream: ByteStream?
  var machine: WebSocketMachine?
  let maximumBufferedByteCount: Int
  @exclusivity(unchecked) var counts = MessageCounts()
  @exclusivity(unchecked) var reading = SocketReading()
  @exclusivity(unchecked) var watch: PeerWatch
  @exclusivity(unchecked) var listeners = SocketListeners()
  var beginning: Beginning
  var opening: ClientOpening?

  // MARK: Making one

  private init(_ configuration: WebSocketConfiguration, _ report: ConnectionReport, on loop: EventLoop) {
    self.loop = loop
    maximumBufferedByteCount = configuration.maximumBufferedByteCount
    unsafe watch = PeerWatch(configuration, now: loop.now)
    beginning = Beginning(report: report)
  }

  /// Starts connecting to `endpoint`. Returns at once; `.open` or `.error` follows, never before this returns.
  ///
  /// - Throws: `WebSocketTransportError` of stage `.configuration` for a header, certificate or other setting
  ///   that cannot be used, and on a loop that is closed. Nothing has been sent then.
  public convenience init(
    to endpoint: WebSocketEndpoint, configuration: WebSocketConfiguration = .init(), on loop: EventLoop
  ) throws(WebSocketTransportError) {
    loop.preconditionOnLoop()
    self.init(configuration, ConnectionReport(now: loop.now), on: loop)
    // The closure keeps the socket alive until the opening is done.
    let framing = WebSocketMachine.Configuration(configuration)
    let opening = try ClientOpening(to: endpoint, configuration: configuration, on: loop) { result in
      self.didFinishOpening(result, framing)
    }
    self.opening = opening
    opening.start()
  }

  /// A server's end of an accepted connection. `begin()` follows once its listeners are in place.
  convenience init(accepted opened: OpenedConnection, configuration: WebSocketConfiguration, on loop: EventLoop) {
    self.init(configuration, opened.report, on: loop)
    adopt(opened, as: .server, WebSocketMachine.Configuration(configuration))
  }

  /// A client's end that was made in advance: what is left of its opening follows.
  convenience init(continuing opening: ClientOpening, configuration: WebSocketConfiguration, on loop: EventLoop) {
    self.init(configuration, opening.report, on: loop)
    self.opening = opening
    let framing = WebSocketMachine.Configuration(configuration)
    opening.proceed { result in self.didFinishOpening(result, framing) }
  }

  // MARK: Listening

  /// Adds a listener for `.open` or `.drain`. One for `.open` that is added while the connection is open already is
  /// told later in the tick, unless the connection is not open any more then.
  @discardableResult
  public func on(_ event: SocketEvent<Void>, _ listener: @escaping () -> Void) -> Self {
    loop.preconditionOnLoop("WebSocket.on")
    switch unsafe (event.slot, listeners.told) {
    case (.open, .opened), (.open, .closed): tellLater { if $0.readyState == .open { listener() } }
    default: unsafe listeners.add(event.slot, listener)
    }
    return self
  }

  /// Adds a listener for the end of the connection. One that is added after the end is told later in the tick.
  @discardableResult
  public func on(
    _ event: SocketEvent<WebSocketCloseReport>, _ listener: @escaping (WebSocketCloseReport) -> Void
  ) -> Self {
    loop.preconditionOnLoop("WebSocket.on")
    if case .closed(let report) = unsafe listeners.told {
      tellLater { _ in listener(report) }
    } else {
      unsafe listeners.add(listener)
    }
    return self
  }

  private func tellLater(_ tell: @escaping (WebSocket) -> Void) { loop.enqueueLocally { tell(self) } }

  /// Adds a listener for errors; the connection's end is told apart from them.
  @discardableResult
  public func on(
    _ event: SocketEvent<WebSocketTransportError>, _ listener: @escaping (WebSocketTransportError) -> Void
  ) -> Self {
    loop.preconditionOnLoop("WebSocket.on")
    unsafe listeners.add(listener)
    return self
  }

  /// Adds a listener for messages. The message is borrowed: it cannot leave the listener, and costs no copy when it
  /// came in one frame.
  @discardableResult
  public func on(
    _ event: SocketEvent<WebSocketMessage>, _ listener: @escaping (borrowing WebSocketMessage) -> Void
  ) -> Self {
    loop.preconditionOnLoop("WebSocket.on")
    unsafe listeners.add(event.slot, MessageListener(call: listener))
    return self
  }

  /// Adds a listener for whole messages in front of those that are there.
  package func onFirst(_ listener: @escaping (borrowing WebSocketMessage) -> Void) {
    loop.preconditionOnLoop("WebSocket.onFirst")
    unsafe listeners.addFirst(MessageListener(call: listener))
  }

  /// Adds a listener for the payloads of Pings or Pongs, which are borrowed for the call.
  @discardableResult
  public func on(_ event: SocketEvent<RawSpan>, _ listener: @escaping (RawSpan) -> Void) -> Self {
    loop.preconditionOnLoop("WebSocket.on")
    unsafe listeners.add(event.slot, listener)
    return self
  }

  // MARK: Facts

  /// Where the connection is, as the `readyState` of the WebSocket API.
  public var readyState: ReadyState { unsafe life.state }

  /// The subprotocol that both sides agreed on.
  public var subprotocol: String? { beginning.subprotocol }

  /// Header fields of the server's 101 response, on a client; of the request, on a server.
  public var headers: HTTPHeaders { beginning.headers }

  /// How the connection came about. Complete once it is open.
  public var connectionReport: ConnectionReport { beginning.report }

  /// Bytes accepted by `send` that the kernel has not taken, with their WebSocket and TLS framing.
  public var bufferedByteCount: Int { stream?.queuedByteCount ?? 0 }

  /// Where the other end is, as the kernel knew it when the connection was made: the client, the server, or the proxy
  /// that is in between. `nil` over a Unix socket and on a client that is not open yet. Stays after the close.
  public var remoteAddress: SocketAddress? { stream?.remoteAddress }

  /// From the latest keep-alive Ping to its Pong, `nil` before the first.
  public var roundTripTime: Duration? { unsafe watch.roundTripTime }

  /// Bytes on the wire since the connection was made, TLS and handshakes included.
  public var bytesReceived: UInt64 { stream?.connection.bytesReceived ?? 0 }
  /// Bytes that the kernel has taken since TCP was connected, TLS included.
  public var bytesSent: UInt64 { stream?.connection.bytesSent ?? 0 }

  // MARK: Reading

  /// Stops reading from the socket: no listener for messages runs until `resumeReading()`. What the peer
  /// sends stays in the kernel and slows it down.
  public func pauseReading() {
    loop.preconditionOnLoop()
    unsafe reading.isPaused = true
    stream?.pauseReading()
  }

  /// Reads again, starting with what had been received already.
  public func resumeReading() {
    loop.preconditionOnLoop()
    guard unsafe reading.isPaused else { return }
    unsafe reading.isPaused = false
    guard let stream else { return }
    unsafe watch.readingResumed(at: loop.now)
    stream.resumeReading()
    loop.enqueueLocally { [self] in pump() }
  }

  /// Leaves the messages after the one that is being heard until the tasks that it woke have run: one that goes on
  /// because of it may ask for the next, which would be gone by then.
  package func yieldReading() {
    loop.preconditionOnLoop()
    guard unsafe !reading.isYielding else { return }
    unsafe reading.isYielding = true
    // Two rounds of the loop's waiting work: a task may take a second step to where it listens.
    loop.enqueueLocally { [self] in
      loop.enqueueLocally { [self] in
        unsafe reading.isYielding = false
        pump()
      }
    }
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
