import OpenAIRealtime
import RealtimeTestRig
import Synchronization
import Testing
import WebSocketTransport

private final class AskedCount: Sendable {
  let count = Mutex(0)
}

@Suite struct PreparedSessionsTests {
  /// Takes a session when one is ready, lets it speak a turn, and ends.
  private func speak(_ sessions: PreparedSessions, on turn: LocalRig) throws -> RealtimeCloseReport {
    var report: RealtimeCloseReport?
    sessions.onError = { Issue.record($0) }
    func takeOne() {
      guard sessions.readyCount > 0 else {
        turn.loop.schedule(after: .milliseconds(1)) { takeOne() }
        return
      }
      sessions.create { result in
        guard let rt = try? result.get() else {
          Issue.record("no session")
          return turn.server.close()
        }
        sessions.close()
        rt.on(.error) { Issue.record($0) }
        rt.once(.sessionCreated) { _ in LocalRig.ask(rt) }
        rt.once(.responseDone) { _ in rt.close() }
        rt.onClose {
          report = $0
          turn.server.close()
        }
      }
    }
    takeOne()
    turn.loop.run()
    return try #require(report)
  }

  @Test func `a prepared session speaks a whole turn`() throws {
    let turn = try LocalRig { $0.requiredAPIKey = "test-key" }
    let sessions = try turn.prepare(.static("test-key"))
    let report = try speak(sessions, on: turn)
    #expect(report.code == .normalClosure && report.eventsReceived > 10)
    #expect(report.connection.sessionCreatedDuration != nil)
    #expect(turn.server.requests.allSatisfy { $0.status == 101 })
  }

  @Test func `a function is asked for the key when the call is answered, and not before`() throws {
    let turn = try LocalRig { $0.requiredAPIKey = "fresh-key" }
    let asked = AskedCount()
    let key = APIKey.callback { completion in
      asked.count.withLock { $0 += 1 }
      completion(.success("fresh-key"))
    }
    let sessions = try turn.prepare(key)
    #expect(throws: RealtimeConfigurationError.self) { try sessions.connect() }
    let report = try speak(sessions, on: turn)
    #expect(report.code == .normalClosure)
    #expect(asked.count.withLock { $0 } == 1)
    #expect(turn.server.requests.map { $0.headers.values(named: "Authorization") } == [["Bearer fresh-key"]])
    // TLS was ready before: what the report has is the connection that was prepared.
    #expect(report.connection.transport.tlsDuration != nil)
  }

  @Test func `without a ready connection a session connects as ever`() throws {
    let turn = try LocalRig()
    let sessions = try turn.prepare(.static("test-key"))
    #expect(sessions.readyCount == 0)
    let rt = try sessions.connect()
    sessions.close()
    rt.once(.sessionCreated) { _ in rt.close() }
    rt.onClose { _ in turn.server.close() }
    turn.loop.run()
    #expect(rt.closeReport?.code == .normalClosure)
  }

  @Test func `a key that cannot be sent is an error, and the ready connection stays`() throws {
    let turn = try LocalRig()
    let sessions = try turn.prepare(.callback { $0(.success("bad\r\nkey")) })
    var failure: (any Error)?
    func takeOne() {
      guard sessions.readyCount > 0 else {
        turn.loop.schedule(after: .milliseconds(1)) { takeOne() }
        return
      }
      sessions.create { result in
        if case .failure(let error) = result { failure = error }
        #expect(sessions.readyCount == 1)
        sessions.close()
        turn.server.close()
      }
    }
    takeOne()
    turn.loop.run()
    #expect((failure as? RealtimeConfigurationError)?.kind == .invalidAPIKey)
  }
}
