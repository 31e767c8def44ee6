import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// Scenario 17: what a conversation costs.
@Suite struct Scenario17Tests {
  @Test func `17 a response without usage counts, and what was cached is part of the input`() async throws {
    try await onThread {
      var silent = Reply.text("One.")
      silent.usage = .absent
      var cached = Reply.text("Two.")
      cached.usage = .cached(3)
      let spoken = try SpokenRig([silent, cached])
      spoken.session.send(.conversationItemCreate(.user("Count from one to three, if you please.")))
      spoken.respond { _ in spoken.respond { _ in spoken.session.close() } }
      spoken.run()
      let usage = spoken.rig.reports.first?.usage.total ?? ModelUsage()
      #expect(usage.responseCount == 2 && usage.unreportedCount == 1)
      #expect(usage.cachedInput.total == 3 && usage.input.total > 3)
      #expect(usage.uncachedInput.total == usage.input.total - 3)
      #expect(usage.responseTokenCount == usage.input.total + usage.output.total)
    }
  }

  @Test func `17 a cancelled response costs, and a transcription is counted apart`() async throws {
    try await onThread {
      let rig = try SessionRig { configuration in
        configuration.script = .turns([.speech(milliseconds: 5_000)])
        configuration.pace = .realTime
      }
      rig.plan.parameters = .realtime(
        RealtimeSessionParameters(
          audio: .init(input: .init(transcription: .value(.init(model: .whisper1)), turnDetection: .null))))
      let spoken = try SpokenRig(rig)
      let session = spoken.session
      session.appendAudio(UserAudio.speech)
      session.send(.inputAudioBufferCommit())
      session.on(.conversationItemInputAudioTranscriptionCompleted) { _ in
        spoken.respond { _ in session.close() }
      }
      session.once(.responseOutputAudioDelta) { _ in session.interrupt() }
      spoken.run()
      let usage = rig.reports.first?.usage.total ?? ModelUsage()
      #expect(usage.responseCount == 1 && usage.cancelledCount == 1 && usage.responseTokenCount > 0)
      #expect(usage.transcriptionCount == 1 && usage.transcriptionSeconds == 0.4)
      #expect(usage.transcriptionInput.total == 0)
    }
  }

  @Test func `17 the response that reaches the limit of tokens ends the session, and is answered`() async throws {
    try await onThread {
      let rig = try SessionRig { $0.script = .turns([.text("One."), .text("Two."), .text("Three.")]) }
      rig.plan.tokenLimit = 1
      let session = try rig.session()
      var heard: [String] = []
      session.onUsage { cost in if case .limitReached = cost { heard.append("limit") } }
      session.on(.responseDone) { _ in heard.append("done") }
      session.on(.error) { _ in heard.append("error") }
      session.respond { heard.append($0.text) }
      rig.run(session)
      let count = rig.reports.first?.usage.total.responseTokenCount ?? 0
      #expect(rig.cause == .tokenLimitReached(tokenCount: count) && count > 0)
      #expect(heard == ["done", "completed", "limit"] && rig.server.requests.count == 1)
      #expect(session.send(.responseCreate()) == .refused(.notOpen))
    }
  }

  @Test func `17 what the old connection's last response cost counts after the change`() async throws {
    try await onThread {
      let rig = try SessionRig { configuration in
        configuration.script = .turns([.speech(milliseconds: 20_000)])
        configuration.pace = .realTime
        configuration.sessionLimits.maximumSessionDuration = .seconds(4)
      }
      rig.speak()
      rig.plan.rollOver.preparation = .milliseconds(2_500)
      rig.plan.rollOver.spread = .zero
      rig.plan.rollOver.anyBoundary = .milliseconds(1_500)
      rig.plan.rollOver.force = .milliseconds(800)
      let spoken = try SpokenRig(rig)
      spoken.respond()
      var isOver = false
      spoken.session.onRestored { _ in isOver = true }
      spoken.session.onUsage { _ in if isOver { spoken.session.close() } }
      spoken.run()
      #expect(spoken.outcomes == ["interrupted"])
      let usage = rig.reports.first?.usage.total ?? ModelUsage()
      #expect(usage.responseCount == 1 && usage.cancelledCount == 1 && usage.output.total > 0)
    }
  }
}
