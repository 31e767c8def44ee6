import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// Functions and requests of a session whose connection is lost or replaced, over wss.
@Suite struct ToolsAcrossConnectionsTests {
  /// A session with one function, which the first connection calls.
  private final class Caller {
    let rig: SessionRig
    let session: RealtimeSession
    private(set) var finish: ((Result<String, any Error>) -> Void)?

    init(_ rig: SessionRig) throws {
      self.rig = rig
      session = try rig.session()
      session.tools.register(FunctionTool(name: "f")) { [unowned self] _, finish in self.finish = finish }
      session.respond()
    }

    /// Runs until the second connection has had a response.
    func run() {
      session.on(.responseDone) { [unowned self] _ in
        if rig.server.counts.openedSessions == 2 && finish != nil { session.close() }
      }
      rig.run(session, in: .ofTheSystem)
    }

    /// How often this was sent over each of the two connections.
    func counts(_ type: String, item: String? = nil) -> [Int] {
      [1, 2].map { connection in
        rig.json(type, connection).count { item == nil || $0["item"]?["type"]?.string == item }
      }
    }

    func expectOneOutput(_ output: String) {
      #expect(counts("conversation.item.create", item: "function_call") == [0, 1])
      #expect(counts("conversation.item.create", item: "function_call_output") == [0, 1])
      #expect(rig.json("conversation.item.create", 2).last?["item"]?["output"]?.string == output)
      #expect(counts("response.create") == [1, 1])
      #expect(session.tools.openCount == 0 && session.tools.droppedOutputCount == 0)
    }
  }

  private static func rig(
    endsAt moment: SessionMoment?, _ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }
  ) throws -> SessionRig {
    // With a FIN, so that what was sent before arrives.
    try SessionRig(moment.map { [.serve(SessionScript().at($0, .endStream))] } ?? []) { configuration in
      configuration.script = ReplyScript { request in
        request.session == 1 ? Reply(items: [.functionCall(name: "f", arguments: "{}")]) : .text("Well.")
      }
      change(&configuration)
    }
  }

  @Test(arguments: ["response.done", "conversation.item.done"])
  func `a function that runs while the connection is lost is answered on the next one`(lostAfter: String) throws {
    // Also where the response that called it was cut off: the call itself was complete.
    let caller = try Caller(Self.rig(endsAt: .afterSending(lostAfter)))
    caller.session.onRestored { _ in caller.finish?(.success("later")) }
    caller.run()
    caller.expectOneOutput("later")
  }

  @Test func `a function that ends during the outage is answered after the replay`() throws {
    let caller = try Caller(Self.rig(endsAt: .afterSending("response.done")))
    caller.session.onState { state in
      if case .backoff = state { caller.finish?(.success("meanwhile")) }
    }
    caller.run()
    caller.expectOneOutput("meanwhile")
  }

  @Test func `a function that runs moves to the session that takes over`() throws {
    let rig = try Self.rig(endsAt: nil) { $0.sessionLimits.maximumSessionDuration = .seconds(4) }
    rig.plan.rollOver.preparation = .milliseconds(2_500)
    rig.plan.rollOver.spread = .zero
    rig.plan.rollOver.anyBoundary = .milliseconds(1_500)
    rig.plan.rollOver.force = .milliseconds(800)
    let caller = try Caller(rig)
    caller.session.onRestored { report in
      #expect(report.reason == .rolledOver)
      caller.finish?(.success("moved"))
    }
    caller.run()
    caller.expectOneOutput("moved")
  }

  @Test func `an output that comes while the user speaks begins no response of its own`() throws {
    let rig = try SessionRig { configuration in
      configuration.script = ReplyScript { request in
        request.turn == 0 ? Reply(items: [.functionCall(name: "f", arguments: "{}")]) : .text("Well.")
      }
    }
    let caller = try Caller(rig)
    let session = caller.session
    // 24 kHz PCM16: a square wave, then silence.
    let tone: [UInt8] = (0..<9_600).flatMap { $0 / 24 % 2 == 0 ? [0, 0x40] : [0, 0xC0] }
    let silence = [UInt8](repeating: 0, count: 57_600)
    var created: [String] = []
    session.on(.responseCreated) { created.append($0.response.id) }
    session.once(.responseDone) { _ in session.appendAudio(tone) }
    session.on(.inputAudioBufferSpeechStarted) { _ in caller.finish?(.success("meanwhile")) }
    session.on(.conversationItemDone) { event in
      guard case .functionCallOutput = event.item else { return }
      session.appendAudio(silence)
    }
    var countWhenUserStopped = 0
    session.on(.inputAudioBufferSpeechStopped) { _ in countWhenUserStopped = created.count }
    session.on(.responseDone) { _ in if created.count == 2 { session.close() } }
    rig.run(session, in: .ofTheSystem)
    #expect(countWhenUserStopped == 1, "nobody was talked over")
    #expect(created.count == 2)
    #expect(session.tools.openCount == 0)
  }

  @Test func `a request that was not answered is asked once more`() throws {
    let rig = try SessionRig([.serve(SessionScript().at(.onReceiving("response.create"), .drop, .reset))])
    let session = try rig.session()
    var outcomes: [String] = []
    session.respond { outcome in
      outcomes.append(outcome.text)
      session.close()
    }
    rig.run(session, in: .ofTheSystem)
    #expect(outcomes == ["completed"])
    #expect([1, 2].map { rig.json("response.create", $0).count } == [1, 1])
  }

  @Test func `a response in progress is interrupted`() throws {
    let script = SessionScript().at(.afterSending("response.output_item.added"), .endStream)
    let rig = try SessionRig([.serve(script)])
    let session = try rig.session()
    var outcomes: [String] = []
    session.respond { outcomes.append($0.text) }
    session.onRestored { _ in session.close() }
    rig.run(session, in: .ofTheSystem)
    #expect(outcomes == ["interrupted"])
    #expect([1, 2].map { rig.json("response.create", $0).count } == [1, 0])
  }
}
