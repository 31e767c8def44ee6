import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// Ends after which nobody dials again, ends for age, and the beta API.
@Suite(.serialized) struct Scenario02To04Tests {
  // MARK: 2

  @Test(arguments: [1000, 1002, 1003, 1007, 1008, 1009, 1010, 3000, 4000, 4999] as [UInt16])
  func `2: a code that is final ends the session, whatever it was doing`(code: UInt16) async throws {
    try await onThread {
      let script = SessionScript().at(.afterSending("response.created"), .close(.init(rawValue: code), reason: "why"))
      let rig = try SessionRig([.serve(script)])
      let session = try rig.session()
      var outcomes: [String] = []
      session.on(.error) { _ in }
      session.respond { outcomes.append($0.text) }
      rig.run(session)
      #expect(rig.cause == .closedByService(code: code, reason: "why"))
      #expect(rig.server.requests.count == 1 && outcomes == ["interrupted"])
    }
  }

  @Test(
    arguments: [
      "account_deactivated", "beta_api_shape_disabled", "billing_hard_limit_reached", "credit_balance_exhausted",
      "insufficient_quota", "invalid_api_key", "model_not_found",
    ], [true, false])
  func `2: an error that no new connection cures is final, be its name the code or the type`(
    name: String, isCode: Bool
  ) async throws {
    try await onThread {
      let failure = ServiceFailure(
        type: isCode ? "invalid_request_error" : name, code: isCode ? name : nil, message: "No.", echoesEventID: false)
      let script = SessionScript().at(
        .onReceiving("response.create"), .drop, .sendError(failure), .close(.internalError))
      let rig = try SessionRig([.serve(script)])
      let session = try rig.session()
      session.on(.error) { _ in }
      session.respond()
      rig.run(session)
      guard case .serviceError(let error)? = rig.cause else {
        Issue.record("\(String(describing: rig.cause))")
        return
      }
      #expect(error.says(name) && rig.server.requests.count == 1)
    }
  }

  // MARK: 3

  @Test func `3: a session that has grown too old is renewed at once, and counts as no failure`() async throws {
    let reason = "Your session hit the maximum duration of 60 minutes."
    let ends: [[SessionAction]] = [
      [.expire], [.close(.goingAway, reason: reason)], [.close(.goingAway, reason: "session_expired")],
    ]
    for end in ends {
      try await onThread {
        let rig = try SessionRig([.serve(SessionScript().at(.endOfTurn(), end))])
        let session = try rig.session()
        session.send(.conversationItemCreate(.user("Hello")))
        session.respond()
        session.onRestored { _ in session.close() }
        var errorCount = 0
        session.on(.error) { _ in errorCount += 1 }
        rig.run(session)
        #expect(rig.states == [.live, .connecting(attempt: 0), .live, .closed(.requested)])
        #expect(rig.createdItems(2).count == 2 && errorCount == 0)
      }
    }
  }

  @Test func `3: where a fault of the service is all that is said, the session tries again`() async throws {
    try await onThread {
      let script = SessionScript().at(.endOfTurn(), .sendError(.serverError), .close(.internalError))
      let rig = try SessionRig([.serve(script)])
      let session = try rig.session()
      session.on(.error) { _ in }
      session.respond()
      session.onRestored { _ in session.close() }
      rig.run(session)
      #expect(rig.cause == .requested && rig.server.requests.count == 2)
    }
  }

  @Test func `a session whose every response fails by the service's fault is replaced`() async throws {
    try await onThread {
      let script = SessionScript().at(.onReceiving("response.create", nil), .drop, .sendError(.serverError))
      let rig = try SessionRig([.serve(script)])
      let session = try rig.session()
      var outcomes: [String] = []
      session.on(.error) { _ in }
      func ask() {
        session.respond { outcome in
          outcomes.append(outcome.text)
          if case .completed = outcome { session.close() } else { ask() }
        }
      }
      ask()
      rig.run(session)
      #expect(rig.cause == .requested && rig.server.requests.count == 2)
      #expect(outcomes.last == "completed" && outcomes.count == 3)
    }
  }

  // MARK: 4

  @Test func `4: the end of the beta API is final and says what to do`() async throws {
    let plans: [ConnectionPlan] = [
      .serve(.refused(.betaDisabled)), .refuse(.init(status: 500, .betaDisabled)),
    ]
    for plan in plans {
      try await onThread {
        let rig = try SessionRig([plan])
        let session = try rig.session()
        session.on(.error) { _ in }
        rig.run(session)
        #expect(rig.cause?.description.contains("the beta API has ended; use") == true)
        #expect(rig.server.requests.count == 1)
      }
    }
  }
}
