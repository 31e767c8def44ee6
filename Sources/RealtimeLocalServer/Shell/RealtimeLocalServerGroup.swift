public import WebSocketTransport

/// A local Realtime server on several loops, all at one address: the kernel spreads the sessions among them.
///
/// ```swift
/// let servers = try RealtimeLocalServerGroup(loops: 4)
/// // Trust servers.certificateAuthorityPEM, connect to servers.baseURL with any key.
/// try servers.drain(deadline: .seconds(10))
/// ```
///
/// Each loop has a ``RealtimeLocalServer`` of its own; the key, the limit of sessions and their numbers are those of
/// all together. A Unix socket cannot be shared: with one, a group of more than one loop is refused.
///
/// Any thread may use it, except that what waits for loops (making one, `drain`, `onEachServer`) blocks its caller and
/// is refused on a loop of the group. It serves until it is drained or closed, whether or not anyone holds it.
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
  private let tally: SessionTally
  private let members: LoopMembers<RealtimeLocalServer>

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
    let members = LoopMembers<RealtimeLocalServer>(of: group)
    do throws(ReactorError) {
      _ = try group.onEachLoop { loop in
        let member = RealtimeLocalServer(
          configuration, certificateAuthorityPEM: root, tally: tally, rest: rest, on: loop)
        members.add(member, on: loop)
      }
    } catch {
      throw .loops(error)
    }
    do throws(WebSocketTransportError) {
      listeners = try WebSocketServerGroup(
        configuration: configuration.sockets(identity: credentials.identity, tally: tally),
        on: group,
        respond: { rest.response(to: $0) ?? respond?($0) },
        decide: { EventLoop.current.flatMap(members.member)?.decide($0) ?? .refuse(status: 503) },
        accept: { socket, request in
          guard let member = members.member(on: socket.loop) else { return socket.terminate() }
          member.accept(socket, request)
        }
      )
    } catch {
      _ = try? group.onEachLoop { members.remove(from: $0) }
      throw .listening(error)
    }
    self.configuration = configuration
    self.tally = tally
    self.members = members
    self.ownsLoops = ownsLoops
    loops = group
    certificateAuthorityPEM = root
    let address = listeners.localAddress
    self.address = address
    // It cannot fail where it has just succeeded.
    _ = try? group.onEachLoop { members.member(on: $0)?.address = address }
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
  /// What has come to all loops since the start.
  public var counts: RealtimeLocalServer.Counts { tally.counts }

  /// Runs `work` on each loop with the loop's own server, one after the other: to watch events, or to read requests.
  ///
  /// - Returns: what `work` returned, in the order of the loops; nothing for a server that has ended.
  /// - Throws: `ReactorError` when called on a loop of the group, or when the group has ended.
  public func onEachServer<Value: Sendable>(
    _ work: @escaping @Sendable (RealtimeLocalServer) -> Value
  ) throws(ReactorError) -> [Value] {
    try loops.onEachLoop { [members] in members.member(on: $0).map(work) }.compactMap(\.self)
  }

  /// Has an open session of any loop do something, before what it has to say itself. Returns at once; a session that is
  /// no longer open does nothing.
  public func perform(_ actions: SessionAction..., session number: Int) {
    members.onEachLoop { $0?.perform(actions, session: number) }
  }

  // MARK: Ending

  /// Stops listening and closes every session with code 1001. Returns at once. Idempotent.
  public func close() {
    listeners.close()
    members.drain(deadline: .zero)
  }

  /// Stops listening, lets the open sessions go on to their end, and after `deadline` closes the rest with code 1001.
  ///
  /// Returns when all sessions are gone, and the loops with them where they are the server's own.
  ///
  /// - Returns: how many sessions had to be closed.
  /// - Throws: `ReactorError` when called on a loop of the group, which would wait for itself.
  @discardableResult
  public func drain(deadline: Duration) throws(ReactorError) -> Int {
    try loops.checkMayWait("drain a local server")
    listeners.close()
    let closedCount = try members.drain(deadline: deadline, "drain a local server")
    if ownsLoops { try loops.stop() }
    return closedCount
  }

  /// The same without blocking a thread, also on a loop of the group. Cancelling the task closes the rest at once.
  @discardableResult
  public func drain(deadline: Duration) async -> Int {
    listeners.close()
    let closedCount = await members.drain(deadline: deadline)
    if ownsLoops { await loops.stopElsewhere() }
    return closedCount
  }
}

extension RealtimeLocalServer: LoopMember {}
