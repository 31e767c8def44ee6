internal import RealtimeBuffers
public import RealtimeReactor
public import RealtimeTLS
public import RealtimeWebSocketProtocol

/// Accepts WebSocket connections on an event loop. Loop-bound.
///
/// It lives until it is closed, or its loop is, whether or not anyone holds it. Several servers, one per loop, may
/// share a port with `Configuration.reusePort`: the kernel then spreads the connections among them.
public final class WebSocketServer {
  /// Where a server listens, and what it takes.
  public struct Configuration: Sendable {
    /// Where to listen; with port 0 the system chooses, and `localAddress` tells. A Unix socket serves a sidecar.
    public var address = SocketAddress.loopback(port: 0)
    /// `true` for `wss`, with `connection.tls.identity` as the certificate.
    public var isSecure: Bool
    /// Lets several servers share one port (SO_REUSEPORT).
    public var reusePort = false
    /// Connections that wait in the kernel. Default 1024.
    public var backlog = 1024
    /// Connections whose opening handshake is under way, or whose refusal the peer has not ended yet. At the limit the
    /// one that has stood still for the longest time is ended for the next: a peer that says nothing has 100 ms, one
    /// that stops on the way 1 s. While all move, or wait for this side, further ones wait in the kernel. At least 1.
    /// Default 4096.
    public var maximumOpeningCount = 4096
    /// As many from one IPv4 address or one /64 network of IPv6; Unix sockets have none. Beyond it the openings of that
    /// address that stand still are ended, in the same way. No opening that moves is ever refused for it, because a
    /// load balancer or a NAT brings many peers from one address. Default 256.
    public var maximumOpeningCountPerAddress = 256
    /// Descriptors that the process keeps for everything but accepted connections, see
    /// `TCPListener.Options.reservedDescriptorCount`. Default `nil`: an eighth of the limit, at most 128.
    public var reservedDescriptorCount: Int?
    /// Settings of the accepted connections.
    public var connection: WebSocketConfiguration
    /// Told of each TCP connection that is accepted, on its loop.
    package var didAcceptConnection: (@Sendable () -> Void)?

    /// - Parameter identity: the certificate chain and key for `wss`; `nil` for `ws`.
    public init(identity: TLSIdentity? = nil) {
      isSecure = identity != nil
      connection = WebSocketConfiguration(tls: identity.map { .server(identity: $0) } ?? .init())
    }
  }

  /// The loop that the server and its connections live on.
  public let loop: EventLoop
  /// Where it listens.
  public var localAddress: SocketAddress { listener?.localAddress ?? configuration.address }
  /// Open connections that this server accepted and that are not closed yet.
  public var connectionCount: Int { connections.count }
  /// Connections that are not open yet, and those that were refused and are not closed yet: what `maximumOpeningCount`
  /// bounds.
  public var openingCount: Int { openings.count }
  /// Why the certificate files as they are now are not in use; `nil` when they are. Until they can be used, connections
  /// are served with what the files had before.
  public var certificateReloadError: TLSError? { tls?.reloadFailure }
  /// Told of each opening handshake that came to nothing. Peers cause most of these: log them, do not stop.
  public var onOpeningError: ((WebSocketTransportError) -> Void)?

  private let configuration: Configuration
  private let tls: TLSContextSource?
  private var listener: TCPListener?
  let connections: ServerConnections
  private let openings: ServerOpenings
  let respond: ((PlainRequest) -> PlainResponse?)?
  let decide: (UpgradeRequest) -> UpgradeDecision
  private let accept: (WebSocket, UpgradeRequest) -> Void

  /// Starts listening.
  ///
  /// - Parameters:
  ///   - configuration: where it listens, and what it takes.
  ///   - loop: the loop that it and its connections live on.
  ///   - respond: answers each request that asks for no WebSocket, on the loop; the connection ends after the response.
  ///     With `nil`, and for a request that it returns `nil` for, GET and HEAD get 426 and other methods 405.
  ///   - decide: answers each valid upgrade request, on the loop. Defaults to accepting all.
  ///   - accept: gets each open connection, on the loop, before any of its messages: add listeners here.
  /// - Throws: `WebSocketTransportError` when the certificate or the address cannot be used.
  public init(
    configuration: Configuration,
    on loop: EventLoop,
    respond: ((PlainRequest) -> PlainResponse?)? = nil,
    decide: @escaping (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping (WebSocket, UpgradeRequest) -> Void
  ) throws(WebSocketTransportError) {
    loop.preconditionOnLoop()
    self.loop = loop
    self.configuration = configuration
    connections = ServerConnections(loop)
    self.respond = respond
    self.decide = decide
    self.accept = accept
    openings = ServerOpenings(
      on: loop, maximumCount: configuration.maximumOpeningCount,
      maximumCountPerAddress: configuration.maximumOpeningCountPerAddress)
    do throws(TLSError) {
      tls = configuration.isSecure ? try TLSContextSource(.server, configuration.connection.tls, now: loop.now) : nil
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .tls(error))
    }
    var options = TCPListener.Options()
    options.reusePort = configuration.reusePort
    options.backlog = configuration.backlog
    options.reservedDescriptorCount = configuration.reservedDescriptorCount
    options.connection = configuration.connection.connectionOptions
    do throws(ReactorError) {
      listener = try TCPListener.bind(to: configuration.address, on: loop, options: options) {
        // The listener lets go of this when it is closed.
        self.didAccept($0)
      }
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .network(error))
    }
    openings.setAccepting = { [weak listener] in
      if $0 { listener?.resumeAccepting() } else { listener?.pauseAccepting() }
    }
  }

  /// Stops listening, ends the openings under way and the connections that were refused; open ones live on. Idempotent.
  public func close() {
    loop.preconditionOnLoop()
    listener?.close()
    openings.close()
  }

  // MARK: Open connections

  /// Calls `body` with each open connection, in no order. It may do anything, also close connections.
  public func forEachConnection(_ body: (WebSocket) -> Void) {
    loop.preconditionOnLoop()
    connections.forEach(body)
  }

  /// Begins the closing handshake on every open connection. The server goes on listening.
  ///
  /// - Parameters: as `WebSocket.close` has them.
  /// - Throws: `WebSocketError` for a code or reason that cannot be sent; nothing has been closed then.
  public func closeConnections(_ code: CloseCode = .goingAway, reason: String = "") throws(WebSocketError) {
    loop.preconditionOnLoop()
    try connections.close(code, reason: reason)
  }

  /// Stops listening like `close()`, lets the open connections go on to their end, and after `deadline` closes the rest
  /// with code 1001. A further call may bring the deadline forward, not put it off.
  ///
  /// `completion` is called on the loop once the last connection is gone, at once if none is open, with how many had
  /// to be closed.
  public func drain(deadline: Duration, completion: @escaping (_ closedCount: Int) -> Void = { _ in }) {
    drain(deadline: deadline, didEnd: completion)
  }

  private func didAccept(_ connection: TCPConnection) {
    configuration.didAcceptConnection?()
    let opening = ServerOpening(configuration: configuration.connection, on: loop, server: self)
    openings.add(opening, from: connection.remoteAddress)
    openings.makeRoom()
    opening.start(on: connection, context: tls?.current(now: loop.now))
  }
}

// MARK: - What openings tell

extension WebSocketServer {
  func didOpen(_ opened: OpenedConnection, request: UpgradeRequest) {
    let socket = WebSocket(accepted: opened, configuration: configuration.connection, on: loop)
    connections.add(socket)
    accept(socket, request)
    connections.watch(socket)
    socket.begin()
  }

  /// The opening comes to nothing; at most once. A refusal may still be on its way.
  func didFail(_ error: WebSocketTransportError) { onOpeningError?(error) }

  /// The opening has let go of its connection, one way or the other; the last call but that of `didOpen`.
  func didEnd(_ opening: ServerOpening) { openings.remove(opening) }
}

@available(
  *, unavailable,
  message: """
    a server stays on its loop; there make `let bound = LoopBound(server, on: server.loop)`, \
    and any thread may call `bound.execute { server in server.close() }`
    """
)
extension WebSocketServer: Sendable {}
