import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// A session that lasts for seconds in place of an hour, and is rolled over in as many tenths.
@Suite struct SessionRollOverTests {
  private func rig(_ plans: [ConnectionPlan] = [], clockOffset: Duration = .zero) throws -> SessionRig {
    let rig = try SessionRig.rollingOver(plans) { $0.clockOffset = clockOffset }
    rig.plan.rollOver.preparation = .milliseconds(2_500)
    rig.plan.rollOver.farewell = .milliseconds(200)
    return rig
  }

  /// What the user said is all there, once, but for what is repeated at the seam.
  private func expectWhole(_ rig: SessionRig, _ speaker: QuietSpeaker, sessions: Int, padding: Int = 300 * 48) {
    var whole = rig.audio(1)
    for session in 2...sessions {
      let next = rig.audio(session)
      let repeated = min(padding, whole.count)
      #expect(next.count >= repeated && Array(next.prefix(repeated)) == Array(whole.suffix(repeated)))
      whole += next.dropFirst(repeated)
    }
    #expect(speaker.spoken.starts(with: whole))
    // What was appended at the very end may not have been read by the server.
    #expect(speaker.spoken.count - whole.count < 96_000)
  }

  @Test(arguments: [-600, 0, 600])
  func `a session changes over while nothing is under way, and loses nothing`(clockOffset: Int) async throws {
    try await onThread { [self] in
      let rig = try rig(clockOffset: .seconds(clockOffset))
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Hello")))
      session.respond()
      let speaker = QuietSpeaker(session)
      // Between two turns of the loop there is always a connection that takes the input.
      var turns = (all: 0, withoutConnection: 0)
      let watch = session.loop.schedule(every: .milliseconds(1)) { _ in
        if rig.states.isEmpty { return }
        turns.all += 1
        if session.state != .open { turns.withoutConnection += 1 }
      }
      session.onRestored { report in
        #expect(report.reason == .rolledOver && report.isStateRestored)
        #expect([report.oldSessionID, report.newSessionID] == [1, 2].map { rig.sessionID($0) })
        session.respond { outcome in
          #expect(outcome.response?.status == .completed)
          speaker.stop()
          watch.cancel()
          session.close()
        }
      }
      rig.run(session)
      #expect(rig.cause == .requested)
      #expect(rig.createdItems(2).first == "user: Hello" && rig.createdItems(2).count == 2)
      let settings = rig.json("session.update", 2).map { $0["session"]?["audio"]?["input"]?["turn_detection"] }
      #expect(settings.map { $0?["create_response"] } == [.bool(false), .bool(true)], "muted, then not")
      #expect(rig.states == [.live, .rollingOver, .live, .closed(.requested)])
      #expect(turns.all > 10 && turns.withoutConnection == 0)
      expectWhole(rig, speaker, sessions: 2)
    }
  }

  @Test func `a user who never stops speaking is changed over near the end`() async throws {
    try await onThread { [self] in
      let rig = try rig()
      let session = try rig.session()
      let speaker = QuietSpeaker(session, isLoud: true)
      var start: Duration?
      session.on(.inputAudioBufferSpeechStarted) { _ in start = start ?? session.loop.now }
      session.onRestored { report in
        #expect(report.reason == .rolledOver)
        // Until the new session hears speech too.
        session.once(.inputAudioBufferSpeechStarted) { _ in
          speaker.stop()
          session.close()
        }
      }
      rig.run(session)
      #expect(start != nil && rig.restored.count == 1)
      expectWhole(rig, speaker, sessions: 2)
    }
  }

  @Test func `a response that does not end is cut at the end`() async throws {
    try await onThread { [self] in
      let rig = try rig([.serve(SessionScript().at(.afterSending("response.created"), .pause(.seconds(20))))])
      let session = try rig.session()
      var outcome: ResponseOutcome?
      session.send(.conversationItemCreate(.user("Hello")))
      session.respond { outcome = $0 }
      session.onRestored { _ in session.close() }
      rig.run(session)
      guard case .interrupted? = outcome else {
        Issue.record("\(String(describing: outcome))")
        return
      }
      #expect(rig.restored.first?.reason == .rolledOver && rig.restored.first?.isStateRestored == false)
      #expect(rig.restored.first?.items[.userMessage].kept == 1)
      #expect(rig.createdItems(2) == ["user: Hello"])
    }
  }

  @Test func `a standby that dies is replaced`() async throws {
    try await onThread { [self] in
      let rig = try rig([.serve(), .refuse(.init(status: 503, .serverError)), .reset])
      let session = try rig.session()
      let speaker = QuietSpeaker(session)
      session.onRestored { _ in
        speaker.stop()
        session.close()
      }
      rig.run(session)
      #expect(rig.restored.first?.reason == .rolledOver)
      #expect(rig.server.requests.count == 4)
      #expect(rig.cause == .requested)
    }
  }

  @Test func `a session without a roll-over is renewed when the service ends it`() async throws {
    try await onThread { [self] in
      let rig = try rig()
      rig.plan.rollOver = .off
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Hello")))
      session.onRestored { report in
        #expect(report.reason == .reconnected)
        session.close()
      }
      rig.run(session)
      #expect(rig.createdItems(2) == ["user: Hello"])
      #expect(rig.states == [.live, .connecting(attempt: 0), .live, .closed(.requested)])
    }
  }
}
