public import RealtimeReactor
public import RealtimeWebSocketProtocol

/// A WebSocket server on every loop of a group, all at one address: the kernel spreads the connections among them.
///
/// ```swift
/// let servers = try WebSocketServerGroup(configuration: .init(identity: identity), on: group) { socket, request in
///   // On the loop that the connection lives on.
/// }
/// ```
///
/// Any thread may use it, except that making one blocks the caller and is refused on a loop of the group. It listens
/// until it is closed, or the group is drained or stopped, whether or not anyone holds it. Each loop has ticket keys of
/// its own: a client that comes back to another one makes a full TLS handshake.
public final class WebSocketServerGroup: Sendable {
  /// Where it listens.
  public let localAddress: SocketAddress
  private let tally: ConnectionTally
  private let members: LoopMembers<WebSocketServer>

  /// Starts listening on every loop.
  ///
  /// - Parameters:
  ///   - configuration: `reusePort` is on here.
  ///   - group: whose loops serve.
  ///   - respond: answers each request that asks for no WebSocket, on the loop of its connection; see
  ///     ``WebSocketServer``.
  ///   - decide: answers each valid upgrade request, on the loop of its connection. Defaults to accepting all.
  ///   - accept: gets each open connection, on its loop, before any of its messages: add listeners here.
  /// - Throws: `WebSocketTransportError` of stage `.configuration` when the certificate or the address cannot be used,
  ///   or when it is called on a loop of the group. None of the loops listens then.
  public init(
    configuration: WebSocketServer.Configuration,
    on group: EventLoopGroup,
    respond: (@Sendable (PlainRequest) -> PlainResponse?)? = nil,
    decide: @escaping @Sendable (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping @Sendable (WebSocket, UpgradeRequest) -> Void
  ) throws(WebSocketTransportError) {
    let tally = ConnectionTally()
    self.tally = tally
    let members = LoopMembers<WebSocketServer>(of: group)
    self.members = members
    // The first server's address is the others', and one that fails ends it for all.
    let start = PosixMutex(Result<SocketAddress, WebSocketTransportError>.success(configuration.address))
    do throws(ReactorError) {
      _ = try group.onEachLoop { loop in
        start.withLock { result in
          guard case .success(let address) = result else { return }
          result = Result { () throws(WebSocketTransportError) in
            var settings = configuration
            settings.address = address
            settings.reusePort = true
            let server = try WebSocketServer(
              configuration: settings, on: loop, respond: respond, decide: decide, accept: accept)
            server.connections.tally = tally
            members.add(server, on: loop)
            return server.localAddress
          }
        }
      }
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .network(error))
    }
    let started = start.withLock { $0 }
    localAddress = (try? started.get()) ?? configuration.address
    guard case .failure(let error) = started else { return }
    close()
    throw error
  }

  // MARK: Open connections

  /// Connections that are open on all loops now. A moment's figure.
  public var connectionCount: Int { tally.count }

  /// Calls `body` with each open connection, on its loop. Returns at once.
  public func forEachConnection(_ body: @escaping @Sendable (WebSocket) -> Void) {
    members.onEachLoop { $0?.forEachConnection(body) }
  }

  /// Calls `body` with each open connection, on its loop. Returns when all loops are through.
  public func forEachConnection(_ body: @escaping @Sendable (WebSocket) -> Void) async {
    await members.onEachLoop { $0?.forEachConnection(body) }
  }

  /// Begins the closing handshake on every open connection. Returns at once; the servers go on listening.
  ///
  /// - Parameters: as `WebSocket.close` has them.
  /// - Throws: `WebSocketError` for a code or reason that cannot be sent; nothing is closed then.
  public func closeConnections(_ code: CloseCode = .goingAway, reason: String = "") throws(WebSocketError) {
    try WebSocketMachine.checkClose(code, reason: reason)
    members.onEachLoop { try? $0?.closeConnections(code, reason: reason) }
  }

  // MARK: Ending

  /// Stops listening on all loops and ends the openings under way. Open connections live on. Idempotent.
  public func close() { members.drain(deadline: nil) }

  /// Stops listening, lets the open connections go on to their end, and after `deadline` closes the rest with code
  /// 1001.
  ///
  /// Returns when all connections are gone, at the latest the time limit of closing after the deadline. The loops go
  /// on.
  ///
  /// - Returns: how many connections had to be closed.
  /// - Throws: `ReactorError` when called on a loop of the group, which would wait for itself.
  @discardableResult
  public func drain(deadline: Duration) throws(ReactorError) -> Int {
    try members.drain(deadline: deadline, "drain the servers of a group")
  }

  /// The same without blocking a thread, also on a loop of the group. Cancelling the task closes the rest at once.
  @discardableResult
  public func drain(deadline: Duration) async -> Int { await members.drain(deadline: deadline) }
}

extension WebSocketServer: LoopMember {
  package func drain(deadline: Duration?, didEnd: @escaping (Int) -> Void) {
    close()
    connections.drain(deadline: deadline, completion: didEnd)
  }
}
