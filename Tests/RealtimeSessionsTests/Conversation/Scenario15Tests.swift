import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// Scenario 15: the service begins a response between this side's decision and its `response.create`.
@Suite struct Scenario15Tests {
  /// So many requests are refused, because the service has just begun a response itself.
  private static func script(refusals: Int, echoesEventID: Bool) -> SessionScript {
    let refusal = ServiceFailure(
      code: "conversation_already_has_active_response", message: "Conversation already has an active response.",
      echoesEventID: echoesEventID)
    return (1...refusals).reduce(SessionScript()) { script, number in
      script.at(.onReceiving("response.create", number), .respond, .drop, .sendError(refusal))
    }
  }

  @Test(arguments: [(1, true), (1, false), (3, true), (3, false)])
  func `15 a request that the service was faster than is sent again`(refusals: Int, echoes: Bool) async throws {
    try await onThread {
      let spoken = try SpokenRig(
        [.speech(milliseconds: 200)], Self.script(refusals: refusals, echoesEventID: echoes))
      spoken.respond { _ in spoken.session.close() }
      spoken.run()
      #expect(spoken.outcomes == ["completed"])
      #expect(spoken.rig.json("response.create", 1).count == refusals + 1)
      #expect(spoken.rig.sent("response.created").count == refusals + 1)
      #expect(spoken.heardErrors.isEmpty, "nothing has failed")
    }
  }

  @Test(arguments: [true, false])
  func `15 after three repetitions the refusal is the outcome`(echoes: Bool) async throws {
    try await onThread {
      let spoken = try SpokenRig([.speech(milliseconds: 200)], Self.script(refusals: 9, echoesEventID: echoes))
      spoken.respond { _ in spoken.session.close() }
      spoken.run()
      #expect(spoken.outcomes == ["refused conversation_already_has_active_response"])
      #expect(spoken.rig.json("response.create", 1).count == 4)
    }
  }
}
