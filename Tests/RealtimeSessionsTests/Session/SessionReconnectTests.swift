import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

@Suite struct SessionReconnectTests {
  @Test func `a session gives its settings, speaks, and closes as asked`() async throws {
    try await onThread {
      let rig = try SessionRig()
      let session = try rig.session()
      var outcome: ResponseOutcome?
      session.send(.conversationItemCreate(.user("Hello")))
      session.respond {
        outcome = $0
        session.close()
      }
      rig.run(session)
      guard case .completed? = outcome else {
        Issue.record("\(String(describing: outcome))")
        return
      }
      #expect(rig.cause == .requested)
      #expect(rig.received(1) == ["session.update", "conversation.item.create", "response.create"])
      #expect(rig.json("session.update", 1).first?["session"]?["instructions"] == "Be brief.")
      #expect(rig.states == [.live, .closed(.requested)])
      #expect(rig.restored.isEmpty)
    }
  }

  @Test(arguments: [
    SessionAction.reset, .endStream, .close(.goingAway), .close(.internalError), .close(.serviceRestart),
    .close(.tryAgainLater), .close(.init(rawValue: 1005)), .close(.init(rawValue: 1015)),
  ])
  func `a conversation is in the next session after every drop`(action: SessionAction) async throws {
    try await onThread {
      let script = SessionScript().at(.endOfTurn(), action)
      let rig = try SessionRig([.serve(script)])
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Hello")))
      session.respond { _ in }
      session.onRestored { _ in
        session.respond { outcome in
          #expect(outcome.response?.status == .completed)
          session.close()
        }
      }
      rig.run(session)
      #expect(rig.cause == .requested)
      let created = rig.createdItems(2)
      #expect(created.first == "user: Hello")
      #expect(rig.received(2).first == "session.update")
      #expect(rig.restored.first?.reason == .reconnected)
      // A RST takes with it what had arrived and was not read.
      if action == .reset { return }
      #expect(created.count == 2 && created.last?.hasPrefix("assistant: ") == true)
      #expect(rig.restored.first?.isStateRestored == true)
      #expect(rig.restored.first?.items.total.kept == 2)
    }
  }

  @Test(arguments: [1000, 1002, 1008, 4000] as [UInt16])
  func `after a close that is final nobody dials again`(code: UInt16) async throws {
    try await onThread {
      let script = SessionScript().at(.endOfTurn(), .close(.init(rawValue: code), reason: "r"))
      let rig = try SessionRig([.serve(script)])
      let session = try rig.session()
      session.on(.error) { _ in }
      session.respond { _ in }
      rig.run(session)
      #expect(rig.cause == .closedByService(code: code, reason: "r"))
      #expect(rig.server.requests.count == 1)
    }
  }

  @Test func `a response in progress is cut, one that was not answered is asked for again`() async throws {
    try await onThread {
      let cut = SessionScript().at(.afterSending("response.created"), .endStream)
      let unanswered = SessionScript().at(.onReceiving("response.create"), .drop, .reset)
      let rig = try SessionRig([.serve(cut), .serve(unanswered)])
      let session = try rig.session()
      var outcomes: [ResponseOutcome] = []
      session.send(.conversationItemCreate(.user("Hello")))
      session.respond { outcome in
        outcomes.append(outcome)
        session.respond {
          outcomes.append($0)
          session.close()
        }
      }
      rig.run(session)
      guard case .interrupted? = outcomes.first, case .completed? = outcomes.last else {
        Issue.record("\(outcomes)")
        return
      }
      #expect(rig.received(2).contains("response.create") && rig.received(3).contains("response.create"))
      #expect(rig.restored.map(\.isStateRestored) == [false, true])
    }
  }
}
