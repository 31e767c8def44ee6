public import WebSocketTransport

/// A local Realtime server on several loops, all at one address: the kernel spreads the sessions among them.
///
/// ```swift
/// let servers = try RealtimeLocalServerGroup(loops: 4)
/// // Trust servers.certificateAuthorityPEM, connect to servers.baseURL with any key.
/// try servers.drain(deadline: .seconds(10))
/// ```
///
/// Each loop has a ``RealtimeLocalServer`` of its own; the key, the limit of sessions and their numbers are those of all
/// together. A Unix socket cannot be shared: with one, a group of more than one loop is refused.
///
/// Any thread may use it, except that what waits for loops (making one, `drain`, `onEachServer`) blocks its caller and is
/// refused on a loop of the group. It serves until it is drained or closed, whether or not anyone holds it.
public final class RealtimeLocalServerGroup: Sendable {
  /// The settings that every server of the group has.
  public let configuration: RealtimeLocalServer.Configuration
  /// Where it listens.
  public let address: SocketAddress
  /// The root certificate that clients must trust, PEM text; `nil` for a plain `ws` server.
  public let certificateAuthorityPEM: [UInt8]?
  /// The loops that it serves on.
  public let loops: EventLoopGroup

  private let ownsLoops: Bool
  private let listeners: WebSocketServerGroup
  /// What the loops know this object by as well.
  private let tally: SessionTally

  /// Serves on so many loops of its own, which end with `drain`.
  ///
  /// - Parameters:
  ///   - configuration: what it serves, and where.
  ///   - count: how many loops.
  ///   - respond: answers each request that asks for no WebSocket, on the loop of its connection; see
  ///     `WebSocketServer`.
  /// - Throws: `RealtimeLocalServerError` when the loops, the certificate or the address cannot be had.
  public convenience init(
    configuration: RealtimeLocalServer.Configuration = .init(), loops count: Int,
    respond: (@Sendable (PlainRequest) -> PlainResponse?)? = nil
  ) throws(RealtimeLocalServerError) {
    var settings = EventLoopGroup.Configuration()
    settings.loopCount = count
    settings.name = "local-server"
    let loops: EventLoopGroup
    do throws(ReactorError) { loops = try EventLoopGroup(configuration: settings) } catch { throw .loops(error) }
    do throws(RealtimeLocalServerError) {
      try self.init(configuration, on: loops, ownsLoops: true, respond)
    } catch {
      _ = try? loops.stop()
      throw error
    }
  }

  /// Serves on the loops of `group`, which may do other things as well.
  public convenience init(
    configuration: RealtimeLocalServer.Configuration = .init(), on group: EventLoopGroup,
    respond: (@Sendable (PlainRequest) -> PlainResponse?)? = nil
  ) throws(RealtimeLocalServerError) { try self.init(configuration, on: group, ownsLoops: false, respond) }

  private init(
    _ configuration: RealtimeLocalServer.Configuration, on group: EventLoopGroup, ownsLoops: Bool,
    _ respond: (@Sendable (PlainRequest) -> PlainResponse?)?
  ) throws(RealtimeLocalServerError) {
    let credentials = try LocalCredentials(configuration)
    let root = credentials.root
    let tally = SessionTally()
    let rest = LocalREST(configuration)
    do throws(ReactorError) {
      _ = try group.onEachLoop { loop in
        let member = RealtimeLocalServer(
          configuration, certificateAuthorityPEM: root, tally: tally, rest: rest, on: loop)
        LocalServers.of(loop).add(member, tally)
      }
    } catch {
      throw .loops(error)
    }
    do throws(WebSocketTransportError) {
      listeners = try WebSocketServerGroup(
        configuration: configuration.sockets(identity: credentials.identity, tally: tally),
        on: group,
        respond: { rest.response(to: $0) ?? respond?($0) },
        decide: { LocalServers.current?.member(of: tally)?.decide($0) ?? .refuse(status: 503) },
        accept: { socket, request in
          guard let member = LocalServers.of(socket.loop).member(of: tally) else { return socket.terminate() }
          member.accept(socket, request)
        }
      )
    } catch {
      _ = try? group.onEachLoop { LocalServers.of($0).remove(tally) }
      throw .listening(error)
    }
    self.configuration = configuration
    self.tally = tally
    self.ownsLoops = ownsLoops
    loops = group
    certificateAuthorityPEM = root
    let address = listeners.localAddress
    self.address = address
    // It cannot fail where it has just succeeded.
    _ = try? group.onEachLoop { LocalServers.of($0).member(of: tally)?.address = address }
  }

  // MARK: Facts

  /// The port that the group listens on; 0 at a Unix socket.
  public var port: UInt16 { address.port }
  /// What a client takes as its base URL: `https://127.0.0.1:PORT/v1`.
  public var baseURL: String { configuration.baseURL(at: address) }
  /// What a WebSocket connects to: `wss://127.0.0.1:PORT/v1/realtime?model=gpt-realtime-2.1`.
  public var webSocketURL: String { configuration.webSocketURL(at: address) }
  /// Sessions that are open on all loops now.
  public var sessionCount: Int { tally.openCount }
  /// Sessions opened on all loops since the start.
  public var openedSessionCount: Int { tally.counts.openedSessions }
  /// What has come to all loops since the start.
  public var counts: RealtimeLocalServer.Counts { tally.counts }

  /// Runs `work` on each loop with the loop's own server, one after the other: to watch events, or to read requests.
  ///
  /// - Returns: what `work` returned, in the order of the loops; nothing for a server that has ended.
  /// - Throws: `ReactorError` when called on a loop of the group, or when the group has ended.
  public func onEachServer<Value: Sendable>(
    _ work: @escaping @Sendable (RealtimeLocalServer) -> Value
  ) throws(ReactorError) -> [Value] {
    let tally = tally
    return try loops.onEachLoop { LocalServers.of($0).member(of: tally).map(work) }.compactMap(\.self)
  }

  // MARK: Sessions

  /// Calls `body` with each open session, on its loop. Returns at once.
  ///
  /// - Parameter body: gets the session's number, which `onEvent` names too, and its socket.
  public func forEachSession(_ body: @escaping @Sendable (_ number: Int, _ socket: WebSocket) -> Void) {
    onEachMember { $0?.forEachSession(body) }
  }

  /// Calls `body` with each open session, on its loop. Returns when all loops are through.
  public func forEachSession(_ body: @escaping @Sendable (_ number: Int, _ socket: WebSocket) -> Void) async {
    await withCheckedContinuation { continuation in
      let last = LoopSum { _ in continuation.resume() }
      onEachMember { member in
        member?.forEachSession(body)
        last.add(0)
      }
    }
  }

  /// Begins the closing handshake on every open session. Returns at once; the server goes on listening.
  ///
  /// - Parameters: as `WebSocket.close` has them.
  /// - Throws: `WebSocketError` for a code or reason that cannot be sent; nothing is closed then.
  public func closeSessions(_ code: CloseCode = .goingAway, reason: String = "") throws(WebSocketError) {
    try WebSocketMachine.checkClose(code, reason: reason)
    onEachMember { try? $0?.closeSessions(code, reason: reason) }
  }

  private func onEachMember(_ work: @escaping @Sendable (RealtimeLocalServer?) -> Void) {
    for loop in loops.loops { loop.execute { [tally] in work(LocalServers.of(loop).member(of: tally)) } }
  }

  /// Has an open session of any loop do something, before what it has to say itself. Returns at once; a session that is no
  /// longer open does nothing.
  public func perform(_ actions: SessionAction..., session number: Int) {
    onEachMember { $0?.perform(actions, session: number) }
  }

  // MARK: Ending

  /// Stops listening and closes every session with code 1001. Returns at once. Idempotent.
  public func close() { beginDraining(deadline: .zero) { _ in } }

  /// Stops listening, lets the open sessions go on to their end, and after `deadline` closes the rest with code 1001.
  ///
  /// Returns when all sessions are gone, and the loops with them where they are the server's own.
  ///
  /// - Returns: how many sessions had to be closed.
  /// - Throws: `ReactorError` when called on a loop of the group, which would wait for itself.
  @discardableResult
  public func drain(deadline: Duration) throws(ReactorError) -> Int {
    try loops.checkMayWait("drain a local server")
    let answer = Rendezvous<Int>()
    beginDraining(deadline: deadline) { answer.settle($0) }
    let closedCount = answer.wait()
    if ownsLoops { try loops.stop() }
    return closedCount
  }

  /// The same without blocking a thread, also on a loop of the group. When the task is cancelled, the rest is closed at once.
  @discardableResult
  public func drain(deadline: Duration) async -> Int {
    let closedCount = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        beginDraining(deadline: deadline) { continuation.resume(returning: $0) }
      }
    } onCancel: {
      beginDraining(deadline: .zero) { _ in }
    }
    if ownsLoops { await loops.stopElsewhere() }
    return closedCount
  }

  private func beginDraining(deadline: Duration, completion: @escaping @Sendable (Int) -> Void) {
    listeners.close()
    let sum = LoopSum(completion)
    for loop in loops.loops {
      loop.execute { [tally] in LocalServers.of(loop).drain(tally, deadline: deadline) { sum.add($0) } }
    }
  }
}

/// The local servers that groups have on one loop. Loop-bound.
private final class LocalServers {
  private var members: [ObjectIdentifier: RealtimeLocalServer] = [:]

  static func of(_ loop: EventLoop) -> LocalServers { loop.shared { LocalServers() } }
  static var current: LocalServers? { EventLoop.current.map(of) }

  func add(_ member: RealtimeLocalServer, _ tally: SessionTally) { members[ObjectIdentifier(tally)] = member }
  func remove(_ tally: SessionTally) { members[ObjectIdentifier(tally)] = nil }
  func member(of tally: SessionTally) -> RealtimeLocalServer? { members[ObjectIdentifier(tally)] }

  /// - Parameter completion: told, once the last session is gone, how many had to be closed.
  func drain(_ tally: SessionTally, deadline: Duration, completion: @escaping (Int) -> Void) {
    guard let member = member(of: tally) else { return completion(0) }
    member.drain(deadline: deadline) { [self] closedCount in
      remove(tally)
      completion(closedCount)
    }
  }
}
