import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// What of the socket shows through the class, and what does not.
@Suite struct SocketRulesTests {
  private let log = Log<String>()

  @Test func `openai-node rule D8 - a ping is answered and no event`() throws {
    let rig = try RealtimeRig(accept: { [log] socket in
      socket.on(.pong) { [unowned socket] payload in
        log("pong of \(payload.byteCount)")
        #expect(throws: Never.self) { try socket.close() }
      }
      let payload: [UInt8] = [1, 2, 3]
      #expect(socket.ping(payload.span.bytes).isAccepted)
    })
    let rt = try rig.connect()
    rt.on(.event) { event in log("event \(event.type)") }
    rt.on(.error) { error in log("error \(error.message)") }
    rig.run(until: rt)
    #expect(log.entries == ["pong of 3"])
  }

  @Test func `openai-node rule H7 - the options reach the socket unchanged`() throws {
    let rig = try RealtimeRig(accept: { socket in
      socket.send(#"{"type":"response.done","padding":"\#(String(repeating: "x", count: 2_000))"}"#)
    })
    let rt = try rig.connect { $0.webSocket.limits.messageByteCount = 1_000 }
    var report: WebSocketCloseReport?
    rt.on(.event) { event in log("event \(event.type)") }
    rt.on(.error) { _ in log("error") }
    rt.socket.on(.close) { report = $0 }
    rig.run(until: rt)
    #expect(log.entries == ["error"])
    #expect(report?.handshake.sentCode == .messageTooBig)
  }

  @Test func `openai-node rule C7 - url and socket are there, and nothing reconnects`() throws {
    let rig = try RealtimeRig(accept: { socket in socket.terminate() })
    let rt = try rig.connect()
    rt.on("open") { _ in log("open") }
    rt.on("close") { _ in log("close") }
    rt.on(.error) { error in log("error \(error.message)") }
    rt.socket.on(.close) { [log] report in log("socket close \(report.code)") }
    rig.run(until: rt)
    #expect(log.entries == ["socket close 1006"])
    #expect(rt.url.host == "api.example")
    #expect(rt.socket.readyState == .closed)
    #expect(rig.requests.count == 1)
  }
}
