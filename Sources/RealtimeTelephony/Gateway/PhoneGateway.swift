/// Takes the phone calls of carriers on every loop of a group, as many as its limit allows.
///
/// ```swift
/// let configuration = PhoneGateway.Configuration(
///   identity: identity, service: .openAI(client), codec: { _ in TwilioCodec() },
///   plan: { _ in RealtimeSession.Plan(model: "gpt-realtime-2.1") })
/// let gateway = try PhoneGateway(configuration, on: group) { call in
///   call.onStart { session in session.respond() }
/// }
/// ```
///
/// Beside calls it answers `/health` and `/figures` over plain HTTP. It listens until it is drained or closed, whether
/// or not anyone holds it. Any thread may use it, except that making one blocks the caller and is refused on a loop of
/// the group.
public final class PhoneGateway: Sendable {
  private let servers: WebSocketServerGroup
  private let group: EventLoopGroup
  private let desk: CallDesk

  /// Starts to take calls.
  ///
  /// - Parameters:
  ///   - configuration: What it takes.
  ///   - group: Whose loops carry the calls.
  ///   - onCall: Gets each call on its loop, before its stream begins: add listeners here.
  /// - Throws: `WebSocketTransportError` when the certificate or the address cannot be used, or on a loop of the group.
  ///   None of the loops listens then.
  public init(
    _ configuration: Configuration, on group: EventLoopGroup, onCall: @escaping @Sendable (PhoneCall) -> Void
  ) throws(WebSocketTransportError) {
    let desk = CallDesk(configuration, onCall)
    self.desk = desk
    self.group = group
    servers = try WebSocketServerGroup(
      configuration: configuration.server, on: group, respond: { desk.respond(to: $0) },
      decide: { desk.decide(on: $0) }, accept: { desk.accept($0, $1) })
    for loop in group.loops { loop.execute { desk.prepare(on: loop) } }
  }

  /// Where carriers connect.
  public var localAddress: SocketAddress { servers.localAddress }

  /// What all calls came to so far.
  public var figures: GatewayFigures { desk.figures }

  /// Calls `body` with each open call, on its loop. Returns at once.
  public func forEachCall(_ body: @escaping @Sendable (PhoneCall) -> Void) {
    for loop in group.loops {
      loop.execute { [desk] in for call in LoopCalls.of(loop).calls(of: desk) { body(call) } }
    }
  }

  /// Takes no more calls and stops listening. Calls that are open go on. Idempotent.
  public func close() {
    desk.drain()
    servers.close()
    endPreparing()
  }

  /// Takes no more calls, lets the open ones go on to their end, and ends the rest after `deadline` with
  /// ``CallEnd/gatewayClosed``.
  ///
  /// While calls are open it goes on to listen: `/health` is answered with 503, so that a load balancer sends calls
  /// elsewhere, and an upgrade is refused with 503. Call `close()` before to have the port free at once. Returns when
  /// all sockets are gone, the model's too, and the end of each has been told; a socket that does not close is waited
  /// for for 10 s. When the task is cancelled, the rest is ended at once.
  ///
  /// - Parameter deadline: How long open calls may go on, up to a day.
  /// - Returns: how many calls had to be ended.
  @discardableResult
  public func drain(deadline: Duration) async -> Int {
    let deadline = min(max(deadline, .zero), Self.longestDeadline)
    let before = figures.closedCallCount
    endPreparing()
    endCalls(after: deadline)
    await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in desk.drain { continuation.resume() } }
      await servers.drain(deadline: Self.closingLimit)
    } onCancel: {
      endCalls(after: .zero)
    }
    return figures.closedCallCount - before
  }

  private static let longestDeadline = Duration.seconds(86_400)
  /// How long the sockets of calls that are over may take to close.
  private static let closingLimit = Duration.seconds(10)

  private func endCalls(after deadline: Duration) {
    for loop in group.loops {
      loop.execute { [desk] in
        loop.schedule(after: deadline) {
          for call in LoopCalls.of(loop).calls(of: desk) { call.leave(.gatewayClosed) }
          loop.schedule(after: Self.closingLimit) { desk.abandonConnections() }
        }
      }
    }
  }

  private func endPreparing() {
    for loop in group.loops { loop.execute { [desk] in LoopCalls.of(loop).endPreparing(for: desk) } }
  }
}

extension PhoneGateway: CustomReflectable {
  public var customMirror: Mirror {
    Mirror(self, children: ["localAddress": localAddress, "figures": figures], displayStyle: .class)
  }
}
