import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// Scenario 14: cancellations that cross what the service says.
@Suite struct Scenario14Tests {
  @Test
  func `14 silence is not asked for where there is nothing to cancel, and an application's own cancel is answered`()
    async throws
  {
    try await onThread {
      let spoken = try SpokenRig([.text("")])
      let session = spoken.session
      session.onState { state in
        guard state == .live else { return }
        session.interrupt()
        session.send(.responseCancel())
        session.send(.responseCancel(responseID: "resp_of_nobody", eventID: "mine"))
      }
      session.on(.error) { _ in session.close() }
      spoken.run()
      #expect(spoken.rig.json("response.cancel", 1).count == 2 && spoken.clearCount == 0)
      // The first says how things stand; the second is of an event that the application named.
      #expect(spoken.rig.sent("error").count == 2)
      #expect(spoken.heardErrors.map(\.error?.eventID) == ["mine"])
    }
  }

  @Test func `14 a cancel that crosses the end changes nothing, and is nobody's error`() async throws {
    try await onThread {
      let script = SessionScript()
        .at(.beforeSending("response.done"), .holdBack(until: .onReceiving("response.cancel")))
      let spoken = try SpokenRig([.speech(milliseconds: 200)], script)
      spoken.respond { _ in spoken.respond { _ in spoken.session.close() } }
      spoken.session.once(.responseOutputItemDone) { _ in spoken.session.send(.responseCancel()) }
      spoken.run()
      #expect(spoken.outcomes == ["completed", "completed"])
      #expect(spoken.rig.sent("error").count == 1 && spoken.heardErrors.isEmpty)
    }
  }

  enum Way: CaseIterable { case interrupt, cancel, cancelByID, cancelRequest }

  @Test(arguments: Way.allCases)
  func `14 what still comes of a cancelled response reaches nobody`(way: Way) async throws {
    try await onThread {
      var script = SessionScript()
      script.latency = EventLatency(delay: .milliseconds(250))
      let spoken = try SpokenRig([.speech(milliseconds: 20_000)], script, pace: .realTime)
      let session = spoken.session
      var request: ResponseQueue.RequestID?
      request = session.respond { outcome in
        #expect(outcome.text == "cancelled client_cancelled")
        session.close()
      }
      session.once(.responseOutputAudioDelta) { event in
        switch way {
        case .interrupt: session.interrupt()
        case .cancel: session.send(.responseCancel())
        case .cancelByID: session.send(.responseCancel(responseID: event.responseID))
        case .cancelRequest: if let request { session.cancelResponse(request) }
        }
      }
      spoken.run()
      #expect(spoken.deltaCount == 1)
      #expect(spoken.rig.sent("response.output_audio.delta").count > 1)
      #expect(spoken.heardErrors.isEmpty)
    }
  }

  @Test func `14 a response that ends without having begun is still the one that was asked for`() async throws {
    try await onThread {
      let spoken = try SpokenRig(
        [.speech(milliseconds: 200)], SessionScript().at(.beforeSending("response.created"), .drop))
      spoken.respond { _ in spoken.session.close() }
      spoken.run()
      #expect(spoken.outcomes == ["completed"])
    }
  }

  @Test func `14 a response that was asked for and has not begun is not heard after silence was asked for`()
    async throws
  {
    try await onThread {
      let spoken = try SpokenRig([.speech(milliseconds: 20_000)], pace: .realTime)
      spoken.session.onState { state in
        guard state == .live else { return }
        spoken.respond { _ in spoken.session.close() }
        spoken.session.interrupt()
      }
      spoken.run()
      #expect(spoken.outcomes == ["cancelled client_cancelled"] && spoken.deltaCount == 0)
    }
  }
}
