import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// What a session gives back at its end, what the hook before attempts may do, and a restart.
@Suite struct SessionEndTests {
  /// What a session can no longer say, whyever it ends.
  private static func say(to session: RealtimeSession) {
    session.send(.conversationItemCreate(.user("One")))
    session.send(.raw(["type": "conversation.item.retrieve", "item_id": "i"]))
    session.send(.conversationItemDelete("i"))
    session.appendAudio([UInt8](repeating: 1, count: 9_600))
    session.send(.responseCreate(eventID: "mine"))
  }

  private static let said = [
    "conversation.item.create", "conversation.item.retrieve", "conversation.item.delete",
    "input_audio_buffer.append", "input_audio_buffer.append", "response.create",
  ]

  private func unsent(_ rig: SessionRig) -> [String?] {
    rig.reports.first?.unsentEvents.map { $0.json["type"]?.string } ?? []
  }

  @Test(arguments: [true, false]) func `a session ends with its loop, with and without a connection`(
    isLive: Bool
  ) async throws {
    try await onThread {
      let rig = try SessionRig(isLive ? [] : [.reset])
      let session = try rig.session()
      session.onState { state in
        switch state {
        case .live: if isLive { rig.loop.close() }
        case .backoff: rig.loop.close()
        default: break
        }
      }
      rig.run(session)
      #expect(rig.cause == .loopClosed)
    }
  }

  @Test func `a certificate that is not trusted ends the session at once`() async throws {
    try await onThread {
      let rig = try SessionRig()
      rig.plan.options.tls = .init()
      let session = try rig.session()
      var errors: [OpenAIRealtimeError] = []
      session.on(.error) { errors.append($0) }
      rig.run(session)
      #expect(rig.cause == .untrusted && rig.states == [.closed(.untrusted)])
      #expect(errors.count == 1 && rig.server.requests.isEmpty)
    }
  }

  /// Ends of a session that has lost its connection, or never had one.
  private enum End: CaseIterable {
    case closed, aborted, gaveUp, refused, finalError
  }

  @Test(arguments: 0..<5)
  func `what was accepted and never sent is handed back in order, however the session ends`(index: Int) async throws {
    try await onThread { [self] in
      let end = End.allCases[index]
      let lost = ConnectionPlan.serve(
        SessionScript().at(.afterSending("session.updated"), .pause(.milliseconds(20)), .endStream))
      let next: ConnectionPlan =
        switch end {
        case .closed, .aborted: .serve()
        case .gaveUp: .reset
        case .refused: .refuse(.init(status: 401))
        case .finalError: .serve(.refused(.modelNotFound("m")))
        }
      let rig = try SessionRig([lost, next])
      if end == .gaveUp { rig.plan.reconnect.maximumAttemptCount = 1 }
      let isAborting = end == .aborted
      rig.plan.beforeAttempt = { attempt in attempt.isAborted = isAborting && attempt.number > 0 }
      let session = try rig.session()
      session.on(.error) { _ in }
      session.onState { state in
        guard case .backoff = state else { return }
        Self.say(to: session)
        if end == .closed { session.close() }
      }
      rig.run(session)
      #expect(unsent(rig) == Self.said)
      #expect(rig.reports.first?.unsentEvents.last?.eventID == "mine")
      #expect(rig.server.requests.count == (end == .closed || isAborting ? 1 : 2))
    }
  }

  @Test func `what waited for a connection and was sent is not handed back`() async throws {
    try await onThread { [self] in
      let rig = try SessionRig()
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("One")))
      session.appendAudio([UInt8](repeating: 1, count: 9_600))
      session.respond { _ in session.close() }
      rig.run(session)
      #expect(unsent(rig).isEmpty && rig.audio(1).count == 9_600)
    }
  }

  @Test func `headers and parameters that the hook sets are sent, and stay for later attempts`() async throws {
    try await onThread {
      let rig = try SessionRig([.serve(SessionScript().at(.afterSending("session.updated"), .endStream))])
      rig.plan.beforeAttempt = { attempt in
        guard attempt.number == 0 else { return }
        attempt.headers.append("X-Region", "eu")
        attempt.query["region"] = "eu"
      }
      let session = try rig.session()
      session.onRestored { _ in session.close() }
      rig.run(session)
      #expect(rig.server.requests.count == 2)
      for request in rig.server.requests {
        #expect(request.query?.contains("region=eu") == true)
        #expect(request.headers.fields.filter { $0.name.lowercased() == "x-region" }.map(\.value) == ["eu"])
      }
    }
  }

  @Test func `a restart gives up the connection and has the conversation on the next one`() async throws {
    try await onThread {
      let rig = try SessionRig()
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Hello")))
      var outcomes: [String] = []
      session.respond { outcome in
        outcomes.append(outcome.text)
        session.respond { outcomes.append($0.text) }
        session.restart()
      }
      session.on(.responseDone) { _ in
        if rig.server.counts.openedSessions == 2 { session.loop.enqueueLocally { session.close() } }
      }
      rig.run(session)
      #expect(outcomes == ["completed", "completed"] && rig.createdItems(2).first == "user: Hello")
      #expect(rig.states == [.live, .connecting(attempt: 0), .live, .closed(.requested)])
    }
  }
}
