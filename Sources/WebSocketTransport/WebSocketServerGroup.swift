public import RealtimeReactor
internal import RealtimeWebSocketProtocol

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
  private let loops: [EventLoop]

  /// Starts listening on every loop.
  ///
  /// - Parameters:
  ///   - configuration: `reusePort` is on here.
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
    loops = group.loops
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
          loop.shared { LoopServers() }.add(server, identifier, on: loop)
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

  /// Kept because it is what the loops know this object by.
  private let start: SharedStart

  /// Stops listening on all loops and ends the openings under way. Open connections live on. Idempotent.
  public func close() {
    let identifier = ObjectIdentifier(start)
    for loop in loops {
      // The loop keeps `start`, so that its identifier is nobody else's until then.
      loop.execute { [start] in
        loop.shared { LoopServers() }.close(identifier)
        withExtendedLifetime(start) {}
      }
    }
  }
}

/// The first server's address is the others', and one that fails ends it for all.
// Sendable, because the loops touch it one after the other, each while the caller waits for its answer, and after that it
// is only read.
private final class SharedStart: @unchecked Sendable {
  private(set) var address: SocketAddress
  private(set) var error: WebSocketTransportError?

  init(_ address: SocketAddress) {
    self.address = address
  }

  func next(_ start: (SocketAddress) throws(WebSocketTransportError) -> SocketAddress) {
    guard error == nil else { return }
    do throws(WebSocketTransportError) {
      address = try start(address)
    } catch {
      self.error = error
    }
  }
}

/// The servers that groups have on one loop. Loop-bound.
private final class LoopServers {
  private var servers: [ObjectIdentifier: WebSocketServer] = [:]

  func add(_ server: WebSocketServer, _ identifier: ObjectIdentifier, on loop: EventLoop) {
    servers[identifier] = server
    loop.whenDraining { [weak self] in self?.close(identifier) }
  }

  func close(_ identifier: ObjectIdentifier) {
    servers.removeValue(forKey: identifier)?.close()
  }
}
