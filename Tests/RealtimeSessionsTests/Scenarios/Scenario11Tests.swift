import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// What may meet a change of sessions. That of an idle session, of one whose user speaks, the forced one and a standby
/// that dies are `SessionRollOverTests`; a tool that moves over is `ToolsAcrossConnectionsTests`.
@Suite struct Scenario11Tests {
  @Test func `11: the user interrupts speech of the session before`() async throws {
    try await onThread {
      let rig = try SessionRig.rollingOver { configuration in
        configuration.script = ReplyScript { _ in
          .speech([UInt8](repeating: 1, count: 96_000), transcript: "one two three four")
        }
      }
      rig.plan.parameters = .realtime(RealtimeSessionParameters(instructions: "Be brief."))
      rig.plan.playback = .device
      let session = try rig.session()
      session.respond()
      session.once(.responseDone) { _ in
        session.playback.handOver(96_000)
        session.playback.played(24_000)
      }
      session.onRestored { report in
        #expect(report.reason == .rolledOver && session.playback.isUnplayed)
        session.playback.played(24_000)
        session.interrupt()
        session.on(.conversationItemDone) { _ in session.close() }
      }
      rig.run(session)
      #expect(rig.createdItems(2) == ["assistant: one two three four", "assistant: one two [interrupted]"])
      #expect(rig.json("conversation.item.delete", 2).count == 1)
      #expect(!rig.received(2).contains("conversation.item.truncate"))
    }
  }

  @Test func `11: settings and items that come while a standby is there are there after the change`() async throws {
    try await onThread {
      let rig = try SessionRig.rollingOver()
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Before.")))
      session.onState { state in
        guard state == .rollingOver else { return }
        session.loop.schedule(after: .milliseconds(200)) {
          session.update(RealtimeSessionParameters(instructions: "Be long."))
          session.send(.conversationItemCreate(.user("Meanwhile.")))
        }
      }
      session.onRestored { _ in session.respond { _ in session.close() } }
      rig.run(session)
      #expect(rig.cause == .requested && rig.restored.first?.reason == .rolledOver)
      let settings = rig.json("session.update", 2).compactMap { $0["session"] }
      #expect(settings.compactMap { $0["instructions"]?.string } == ["Be brief.", "Be long."])
      #expect(settings.last?["audio"]?["input"]?["turn_detection"]?["create_response"] == .bool(true))
      #expect(rig.createdItems(2) == ["user: Before.", "user: Meanwhile."])
    }
  }

  @Test func `11: of what the old connection still says the limits of the account are heard, and nothing else`()
    async throws
  {
    try await onThread {
      let rig = try SessionRig.rollingOver()
      let session = try rig.session()
      var heard: [String] = []
      session.on(.event) { event in heard.append(event.type) }
      session.onRestored { report in
        #expect(report.reason == .rolledOver)
        heard = []
        rig.server.perform(.send(#"{"type":"conversation.item.deleted","item_id":"i"}"#), session: 1)
        rig.server.perform(.send(#"{"type":"rate_limits.updated","rate_limits":[]}"#), session: 1)
        session.on(.rateLimitsUpdated) { _ in session.close() }
      }
      rig.run(session)
      #expect(rig.cause == .requested && heard.filter { $0 != "session.updated" } == ["rate_limits.updated"])
    }
  }

  @Test func `11: the standby takes over when the live connection is lost`() async throws {
    try await onThread {
      let rig = try SessionRig.rollingOver()
      // Never at a boundary of its own accord.
      rig.plan.rollOver.overlap = .seconds(60)
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Hello")))
      session.onState { state in
        guard state == .rollingOver else { return }
        session.loop.schedule(after: .milliseconds(400)) { rig.server.perform(.reset, session: 1) }
      }
      session.onRestored { report in
        #expect(report.reason == .reconnected)
        session.respond { _ in session.close() }
      }
      rig.run(session)
      #expect(rig.server.requests.count == 2 && rig.createdItems(2) == ["user: Hello"])
      #expect(rig.states == [.live, .rollingOver, .live, .closed(.requested)])
    }
  }

  @Test func `11: a standby whose settings are refused leaves the live session its time, and a renewal tells`()
    async throws
  {
    try await onThread {
      let failure = ServiceFailure(code: "invalid_value", message: "Not that.")
      let refusing = SessionScript().at(.onReceiving("session.update", nil), .drop, .sendError(failure))
      let rig = try SessionRig.rollingOver([.serve(), .serve(refusing), .serve(refusing)])
      let session = try rig.session()
      session.on(.error) { _ in }
      rig.run(session)
      guard case .settingsRefused? = rig.cause else {
        Issue.record("\(String(describing: rig.cause))")
        return
      }
      #expect(rig.server.requests.count == 3)
      #expect(rig.states.prefix(4) == [.live, .rollingOver, .live, .connecting(attempt: 0)])
    }
  }

  @Test func `11: a thousand sessions with one deadline do not dial in the same second`() {
    var random = SeededGenerator(seed: 11)
    var perSecond: [Int64: Int] = [:]
    for _ in 0..<1_000 {
      var driver = MachineDriver()
      driver.draw = Double.random(in: 0...1, using: &random)
      driver.handle(.open)
      _ = driver.bringUp(1, left: .seconds(3_600))
      // What is due before is that the session counts as stable.
      while let deadline = driver.machine.nextDeadline, driver.advance(to: deadline).isEmpty {}
      #expect(driver.machine.state == .rollingOver && (3_240...3_360).contains(driver.now.components.seconds))
      perSecond[driver.now.components.seconds, default: 0] += 1
    }
    // 8.3 a second on average; far fewer than a host's limit.
    #expect(perSecond.count > 110 && (perSecond.values.max() ?? 1_000) < 25)
  }
}
