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
/// Any thread may use it, except that making one blocks the caller and is refused on a loop of the group. It listens until
/// it is closed, or the group is drained or stopped, whether or not anyone holds it. Each loop has ticket keys of its own:
/// a client that comes back to another one makes a full TLS handshake.
public final class WebSocketServerGroup: Sendable {
  /// Where it listens.
  public let localAddress: SocketAddress
  private let group: EventLoopGroup
  private let tally: ConnectionTally
  /// Kept because it is what the loops know this object by.
  private let start: SharedStart

  /// Starts listening on every loop.
  ///
  /// - Parameters:
  ///   - configuration: `reusePort` is on here.
  ///   - group: whose loops serve.
  ///   - respond: answers each request that asks for no WebSocket, on the loop of its connection; see ``WebSocketServer``.
  ///   - decide: answers each valid upgrade request, on the loop of its connection. Defaults to accepting all.
  ///   - accept: gets each open connection, on its loop, before any of its messages: add listeners here.
  /// - Throws: `WebSocketTransportError` of stage `.configuration` when the certificate or the address cannot be used, or
  ///   when it is called on a loop of the group. None of the loops listens then.
  public init(
    configuration: WebSocketServer.Configuration,
    on group: EventLoopGroup,
    respond: (@Sendable (PlainRequest) -> PlainResponse?)? = nil,
    decide: @escaping @Sendable (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping @Sendable (WebSocket, UpgradeRequest) -> Void
  ) throws(WebSocketTransportError) {
    self.group = group
    let tally = ConnectionTally()
    self.tally = tally
    let start = SharedStart(configuration.address)
    let identifier = ObjectIdentifier(start)
    do throws(ReactorError) {
      _ = try group.onEachLoop { loop in
        start.next { address throws(WebSocketTransportError) in
          var settings = configuration
          settings.address = address
          settings.reusePort = true
          let server = try WebSocketServer(
            configuration: settings, on: loop, respond: respond, decide: decide, accept: accept)
          server.connections.tally = tally
          LoopServers.of(loop).add(server, identifier, on: loop)
          return server.localAddress
        }
      }
    } catch {
      throw WebSocketTransportError(stage: .configuration, cause: .network(error))
    }
    localAddress = start.address
    self.start = start
    guard let error = start.error else { return }
    close()
    throw error
  }

  // MARK: Open connections

  /// Connections that are open on all loops now. A moment's figure.
  public var connectionCount: Int { tally.count }

  /// Calls `body` with each open connection, on its loop. Returns at once.
  public func forEachConnection(_ body: @escaping @Sendable (WebSocket) -> Void) {
    onEachLoop { $0?.forEachConnection(body) }
  }

  /// Calls `body` with each open connection, on its loop. Returns when all loops are through.
  public func forEachConnection(_ body: @escaping @Sendable (WebSocket) -> Void) async {
    await withCheckedContinuation { continuation in
      let last = LoopSum { _ in continuation.resume() }
      onEachLoop { server in
        server?.forEachConnection(body)
        last.add(0)
      }
    }
  }

  /// Begins the closing handshake on every open connection. Returns at once; the servers go on listening.
  ///
  /// - Parameters: as `WebSocket.close` has them.
  /// - Throws: `WebSocketError` for a code or reason that cannot be sent; nothing is closed then.
  public func closeConnections(_ code: CloseCode = .goingAway, reason: String = "") throws(WebSocketError) {
    try WebSocketMachine.checkClose(code, reason: reason)
    onEachLoop { try? $0?.closeConnections(code, reason: reason) }
  }

  // MARK: Ending

  /// Stops listening on all loops and ends the openings under way. Open connections live on. Idempotent.
  public func close() { beginDraining(deadline: nil) { _ in } }

  /// Stops listening, lets the open connections go on to their end, and after `deadline` closes the rest with code 1001.
  ///
  /// Returns when all connections are gone, at the latest the time limit of closing after the deadline. The loops go on.
  ///
  /// - Returns: how many connections had to be closed.
  /// - Throws: `ReactorError` when called on a loop of the group, which would wait for itself.
  @discardableResult
  public func drain(deadline: Duration) throws(ReactorError) -> Int {
    try group.checkMayWait("drain the servers of a group")
    let answer = Rendezvous<Int>()
    beginDraining(deadline: deadline) { answer.settle($0) }
    return answer.wait()
  }

  /// The same without blocking a thread, also on a loop of the group. When the task is cancelled, the rest is closed at once.
  @discardableResult
  public func drain(deadline: Duration) async -> Int {
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        beginDraining(deadline: deadline) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      beginDraining(deadline: .zero) { _ in }
    }
  }

  private func beginDraining(deadline: Duration?, completion: @escaping @Sendable (Int) -> Void) {
    let sum = LoopSum(completion)
    let identifier = ObjectIdentifier(start)
    for loop in group.loops {
      loop.execute { [start] in
        // The loop keeps `start`, so that its identifier is nobody else's until then.
        LoopServers.of(loop).drain(identifier, deadline: deadline) { count in
          withExtendedLifetime(start) { sum.add(count) }
        }
      }
    }
  }

  private func onEachLoop(_ work: @escaping @Sendable (WebSocketServer?) -> Void) {
    let identifier = ObjectIdentifier(start)
    for loop in group.loops {
      loop.execute { [start] in withExtendedLifetime(start) { work(LoopServers.of(loop).server(identifier)) } }
    }
  }
}

/// The first server's address is the others', and one that fails ends it for all.
// Sendable, because the loops touch it one after the other, each while the caller waits for its answer, and after that it
// is only read.
private final class SharedStart: @unchecked Sendable {
  private(set) var address: SocketAddress
  private(set) var error: WebSocketTransportError?

  init(_ address: SocketAddress) { self.address = address }

  func next(_ start: (SocketAddress) throws(WebSocketTransportError) -> SocketAddress) {
    guard error == nil else { return }
    do throws(WebSocketTransportError) { address = try start(address) } catch { self.error = error }
  }
}

/// The servers that groups have on one loop. Loop-bound.
private final class LoopServers {
  private var servers: [ObjectIdentifier: WebSocketServer] = [:]

  static func of(_ loop: EventLoop) -> LoopServers { loop.shared { LoopServers() } }

  func add(_ server: WebSocketServer, _ identifier: ObjectIdentifier, on loop: EventLoop) {
    servers[identifier] = server
    loop.whenDraining { [weak self] in self?.drain(identifier, deadline: nil) { _ in } }
  }

  func server(_ identifier: ObjectIdentifier) -> WebSocketServer? { servers[identifier] }

  /// A server is known until its last connection is gone.
  func drain(_ identifier: ObjectIdentifier, deadline: Duration?, completion: @escaping (Int) -> Void) {
    guard let server = servers[identifier] else { return completion(0) }
    server.close()
    server.connections.drain(deadline: deadline) { [self] closedCount in
      servers[identifier] = nil
      completion(closedCount)
    }
  }
}
