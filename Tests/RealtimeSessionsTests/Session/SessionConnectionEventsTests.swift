import RealtimeLocalServer
import RealtimeSessions
import Testing

/// What a session tells of its connections, and of nothing else: each is asked for, and each ends once.
@Suite struct SessionConnectionEventsTests {
  /// What was told of each connection, in order.
  private static func told(
    _ rig: SessionRig, _ act: (RealtimeSession) -> Void
  ) throws -> [Int: [String]] {
    let session = try rig.session()
    var told: [Int: [String]] = [:]
    session.onConnection { event in told[event.number, default: []].append(name(event.kind)) }
    act(session)
    rig.run(session)
    return told
  }

  private static func name(_ kind: RealtimeSession.ConnectionEvent.Kind) -> String {
    switch kind {
    case .requested: "requested"
    case .dialled: "dialled"
    case .opened: "opened"
    case .greeted(let id): id.hasPrefix("sess_") ? "greeted" : "greeted by \(id)"
    case .live: "live"
    case .ended(nil): "given up"
    case .ended(let report?):
      report.refusal.map { "refused \($0.status)" } ?? (report.error == nil ? "closed" : "cut")
    }
  }

  private static let whole = ["requested", "dialled", "opened", "greeted", "live"]

  @Test func `a connection is told of from the request to its end, which comes after that of the session`() throws {
    let told = try Self.told(SessionRig()) { session in session.onState { if $0 == .live { session.close() } } }
    #expect(told == [1: Self.whole + ["closed"]])
  }

  @Test func `a connection that is refused, and one that is lost, end with what the service said`() throws {
    let rig = try SessionRig([
      .refuse(.init(status: 500)), .serve(SessionScript().at(.onReceiving("response.create"), .reset)),
    ])
    let told = try Self.told(rig) { session in
      session.respond()
      session.onRestored { _ in session.close() }
    }
    #expect(told[1] == ["requested", "dialled", "refused 500"])
    #expect(told[2] == Self.whole + ["cut"])
    #expect(told[3] == Self.whole + ["closed"])
  }

  @Test func `one that is given up before there is a socket ends without a report`() throws {
    let rig = try SessionRig()
    var limits = DialLimits()
    limits.burst = 1
    limits.handshakesPerSecond = 0.01
    rig.plan.governors = DialGovernors(limits)
    let first = try rig.session()
    let told = try Self.told(rig) { session in
      first.onState { if $0 == .live { session.close() } }
      session.onClose { _ in first.close() }
    }
    #expect(told == [1: ["requested", "given up"]])
  }

  @Test func `what connections carry is told while they live`() throws {
    let rig = try SessionRig()
    let session = try rig.session()
    var figures: [RealtimeSession.ConnectionFigures] = []
    session.forEachConnection { figures.append($0) }
    #expect(figures == [])
    session.onState { state in
      guard state == .live else { return }
      session.forEachConnection { figures.append($0) }
      session.close()
    }
    rig.run(session)
    #expect(figures.map(\.number) == [1])
    #expect(figures.allSatisfy { $0.bytesReceived > 1_000 && $0.bytesSent > 300 })
  }
}
