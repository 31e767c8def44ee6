import Foundation
import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// Handshakes that fail, services that greet and drop for ever, and settings that are refused.
@Suite(.serialized) struct Scenario05To07Tests {
  // MARK: 5

  @Test(arguments: [400, 401, 403, 404])
  func `5: a refusal that would come again is final`(status: Int) async throws {
    try await onThread {
      let rig = try SessionRig([.refuse(.init(status: status))])
      let session = try rig.session()
      session.on(.error) { _ in }
      rig.run(session)
      #expect(rig.cause == .refused(status: status, nil) && rig.server.requests.count == 1)
    }
  }

  @Test func `5: a call that is not there has ended`() async throws {
    try await onThread {
      let rig = try SessionRig([.refuse(.init(status: 404))])
      rig.plan.target = .call("rtc_1")
      let session = try rig.session()
      session.on(.error) { _ in }
      rig.run(session)
      #expect(rig.cause == .callEnded)
    }
  }

  @Test(arguments: [408, 409, 429, 500, 502, 503, 504, 599])
  func `5: a refusal that may pass is tried again`(status: Int) async throws {
    try await onThread {
      let rig = try SessionRig([.refuse(.init(status: status)), .endStream, .reset])
      let session = try rig.session()
      session.onState { if $0 == .live { session.close() } }
      rig.run(session)
      #expect(rig.cause == .requested && rig.server.requests.count == 4)
    }
  }

  /// What the service asks for, and how long that is at least and at most. Made when it is asked for: a date does not
  /// wait for the tests before it.
  private static var waits: [(UpgradeRefusal, ClosedRange<Double>)] {
    [
      (.tooManyRequests(retryAfter: "3"), 0.5...3.1),
      (.tooManyRequests(retryAfter: nil, milliseconds: 2_500), 0.5...2.6),
      (.tooManyRequests(retryAfter: "30", milliseconds: 2_500), 0.5...2.6),
      (.init(status: 503, .serverError, retryAfter: date(in: 110)), 40...111),
      (.init(status: 503, .serverError, retryAfter: "Sun, 06 Nov 1994 08:49:37 GMT"), 0...0.1),
      (.init(status: 429, .serverError, retryAfter: "soon"), 0...0.1),
    ]
  }

  private static func date(in seconds: Double) -> String {
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(identifier: "GMT")
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
    return formatter.string(from: Date(timeIntervalSinceNow: seconds))
  }

  @Test(arguments: waits.indices)
  func `5: a session waits for as long as the service asks`(index: Int) async throws {
    try await onThread {
      let (refusal, range) = Self.waits[index]
      let rig = try SessionRig([.refuse(refusal)])
      let session = try rig.session()
      var wait: Double?
      session.onState { state in
        guard case .backoff(let until) = state else { return }
        // From the moment of the refusal, which the server saw earlier by what the way takes.
        wait = (until - session.loop.now) / .seconds(1)
        session.close()
      }
      rig.run(session)
      #expect(range.contains(wait ?? -1), "\(String(describing: wait))")
    }
  }

  @Test func `5: nobody waits for eight minutes`() async throws {
    try await onThread {
      let rig = try SessionRig([.refuse(.init(status: 503, .serverError, retryAfter: "500"))])
      let session = try rig.session()
      session.on(.error) { _ in }
      rig.run(session)
      guard case .refused(status: 503, _)? = rig.cause else {
        Issue.record("\(String(describing: rig.cause))")
        return
      }
    }
  }

  @Test func `5: a handshake that hangs is given up, and tried again`() async throws {
    try await onThread {
      let rig = try SessionRig([.ignore, .ignore])
      rig.plan.options.webSocket.timeLimits.upgrade = .milliseconds(300)
      let session = try rig.session()
      session.onState { if $0 == .live { session.close() } }
      rig.run(session)
      #expect(rig.cause == .requested && rig.server.requests.count == 3)
    }
  }

  @Test(arguments: ["session.created", "session.updated"])
  func `5: a session that does not get on with being set up is given up, and tried again`(missing: String) async throws
  {
    try await onThread {
      let rig = try SessionRig([.serve(SessionScript().at(.beforeSending(missing), .pause(.seconds(60))))])
      rig.plan.reconnect.setUpTimeLimit = .milliseconds(400)
      let session = try rig.session()
      session.onState { if $0 == .live { session.close() } }
      rig.run(session)
      #expect(rig.cause == .requested && rig.server.requests.count == 2)
    }
  }

  // MARK: 6

  @Test(arguments: ["session.created", "session.updated"])
  func `6: a service that greets and closes for ever is given up, by attempts or by the connections of a life`(
    greeting: String
  ) async throws {
    for (attempts, life, dials) in [(5, 50, 6), (1_000, 7, 8)] {
      try await onThread {
        let script = SessionScript().at(.afterSending(greeting), .close(.internalError))
        let rig = try SessionRig { $0.plan = { _ in .serve(script) } }
        rig.plan.reconnect.maximumAttemptCount = attempts
        rig.plan.reconnect.maximumLifetimeCount = life
        let session = try rig.session()
        var outcomes: [String] = []
        session.on(.error) { _ in }
        session.respond { outcomes.append($0.text) }
        rig.run(session)
        guard case .gaveUp? = rig.cause else {
          Issue.record("\(String(describing: rig.cause))")
          return
        }
        #expect(rig.server.requests.count == dials && outcomes.count == 1)
      }
    }
  }

  // MARK: 7

  private static let refusal = ServiceFailure(code: "model_not_found", message: "There is no such model.")

  @Test func `7: settings that a new connection refuses are final`() async throws {
    try await onThread {
      let refusing = SessionScript().at(.onReceiving("session.update", nil), .drop, .sendError(Self.refusal))
      let rig = try SessionRig([.serve(SessionScript().at(.endOfTurn(), .endStream)), .serve(refusing)])
      let session = try rig.session()
      session.on(.error) { _ in }
      session.respond()
      rig.run(session)
      guard case .settingsRefused(let error)? = rig.cause else {
        Issue.record("\(String(describing: rig.cause))")
        return
      }
      #expect(error.code == "model_not_found" && rig.server.requests.count == 2)
    }
  }

  @Test func `7: an update that was refused is not among the next connection's settings, and ends nothing`()
    async throws
  {
    try await onThread {
      let script = SessionScript().at(.onReceiving("session.update", 2), .drop, .sendError(Self.refusal), .endStream)
      let rig = try SessionRig([.serve(script)])
      let session = try rig.session()
      var codes: [String?] = []
      session.on(.error) { codes.append($0.error?.code) }
      session.onState { if $0 == .live { session.update(RealtimeSessionParameters(instructions: "bad")) } }
      session.onRestored { _ in session.close() }
      rig.run(session)
      #expect(rig.cause == .requested && codes == ["model_not_found"])
      #expect(rig.json("session.update", 2).first?["session"]?["instructions"] == "Be brief.")
    }
  }

  @Test func `7: an update whose refusal was lost is given up when the next connection refuses it`() async throws {
    try await onThread {
      let losing = SessionScript().at(.onReceiving("session.update", 2), .drop, .endStream)
      let refusing = SessionScript().at(.onReceiving("session.update", 1), .drop, .sendError(Self.refusal))
      let rig = try SessionRig([.serve(losing), .serve(refusing)])
      let session = try rig.session()
      var isUpdated = false
      session.on(.error) { _ in }
      session.onState { state in
        guard state == .live, !isUpdated else { return }
        isUpdated = true
        session.update(RealtimeSessionParameters(instructions: "bad"))
      }
      session.onRestored { _ in session.close() }
      rig.run(session)
      #expect(rig.cause == .requested && rig.server.requests.count == 2)
      #expect(rig.json("session.update", 2).map { $0["session"]?["instructions"] } == ["bad", "Be brief."])
    }
  }

  @Test func `an update that is made while a connection is set up is in force on it`() async throws {
    try await onThread {
      let rig = try SessionRig()
      let session = try rig.session()
      session.once(.sessionCreated) { _ in session.update(RealtimeSessionParameters(instructions: "Be long.")) }
      session.onState { state in
        if state == .live { session.respond { _ in session.close() } }
      }
      rig.run(session)
      #expect(rig.json("session.update", 1).map { $0["session"]?["instructions"] } == ["Be brief.", "Be long."])
    }
  }
}
