import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// What is known of a session's beginning and end.
@Suite struct ReportTests {
  @Test func `the connection report has every stage up to session created, and the bytes until then`() throws {
    let turn = try LocalRig()
    let rt = try turn.connect()
    #expect(rt.connectionReport.sessionCreatedDuration == nil)
    #expect(rt.closeReport == nil)
    var atSession: RealtimeConnectionReport?
    rt.on(.sessionCreated) { _ in
      atSession = rt.connectionReport
      LocalRig.ask(rt)
    }
    rt.once(.responseDone) { _ in rt.close() }
    rt.onClose { _ in turn.server.close() }
    turn.loop.run()
    let report = try #require(atSession)
    #expect(report.sessionCreatedDuration != nil && report.transport.upgradeDuration != nil)
    #expect(report.transport.tls != nil && report.transport.attempts.count == 1)
    // A TLS 1.3 handshake with certificate, the 101, and the first event; our request and no audio.
    #expect(report.bytesReceived > 1_000 && report.bytesReceived < 10_000)
    #expect(report.bytesSent > 500 && report.bytesSent < 4_000)
    let end = try #require(rt.closeReport)
    #expect(end.connection.bytesReceived == report.bytesReceived, "later bytes do not belong to it")
    #expect(end.bytesReceived > report.bytesReceived && end.bytesSent > report.bytesSent)
  }

  @Test func `the close report says who, code, reason, the latest error, and counts events and bytes`() throws {
    let log = Log<String>()
    let rig = try RealtimeRig(accept: { socket in
      socket.send(#"{"type":"session.created","event_id":"e1"}"#)
      socket.send(#"{"type":"error","error":{"message":"first","type":"t"}}"#)
      socket.send(#"{"type":"error","error":{"message":"second","type":"t","code":"c","param":"p"}}"#)
      socket.on(.message) { [unowned socket] message in
        log(message.text)
        guard message.text == "two" else { return }
        #expect(throws: Never.self) { try socket.close(CloseCode(rawValue: 4_001), reason: "enough") }
      }
    })
    let rt = try rig.connect()
    rt.on(.error) { _ in }
    rt.sendRaw("one")
    rt.socket.on(.open) { rt.sendRaw("two") }
    var told = 0
    rt.onClose { _ in told += 1 }
    rig.run(until: rt)
    let report = try #require(rt.closeReport)
    #expect(told == 1 && log.entries == ["one", "two"])
    #expect(
      report.initiator == .peer && report.code == CloseCode(rawValue: 4_001) && report.reason == "enough")
    #expect(report.lastServerError?.error?.message == "second")
    #expect(report.lastServerError?.error?.param == "p")
    #expect(report.error == nil)
    #expect(report.eventsReceived == 3 && report.eventsSent == 2)
    #expect(report.bytesReceived > 0 && report.bytesSent > 0 && report.unsentByteCount == 0)
    #expect(report.unsentEvents.isEmpty)
  }

  @Test func `events that never left are handed back, in order`() throws {
    let rig = try RealtimeRig(decide: { _ in .refuse(status: 503) })
    let rt = try rig.connect()
    rt.on(.error) { _ in }
    rt.sendRaw("first")
    rt.send(.responseCancel())
    rig.run(until: rt)
    #expect(rt.closeReport?.unsentEvents == ["first", #"{"type":"response.cancel"}"#])
  }

  @Test func `reports travel to other threads`() throws {
    func isSendable<Value: Sendable>(_: Value.Type) -> Bool { true }
    #expect(isSendable(RealtimeConnectionReport.self) && isSendable(RealtimeCloseReport.self))
    #expect(isSendable(RealtimeRefusal.self) && isSendable(ConnectionCancellation.self))
  }
}
