import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct ClosingHandshakeTests {
  @Test(arguments: [
    1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
  ])
  func `each allowed code is echoed and reported`(code: UInt16) throws {
    for role in [WebSocketMachine.Role.client, .server] {
      let driver = MachineDriver(role)
      let peer = MachineDriver(role == .client ? .server : .client)
      try peer.machine.close(CloseCode(rawValue: code), reason: "bye ✓")
      driver.receive(peer.takeOutput(), pieceByteCount: 1)
      #expect(driver.takeSeenEvents() == [.close(CloseCode(rawValue: code), "bye ✓")])
      peer.receive(driver.takeOutput())
      #expect(peer.takeSeenEvents() == [.close(CloseCode(rawValue: code), "")])
      let report = driver.machine.closeReport
      #expect(report.initiator == .peer && report.wasClean && report.error == nil)
      #expect(report.receivedCode?.rawValue == code && report.sentCode?.rawValue == code)
      #expect(report.receivedReason == "bye ✓")
    }
  }

  @Test func `a close frame without a code is answered without one and reported as 1005`() throws {
    let server = MachineDriver(.server)
    server.receive(TestFrame.bytes(0x8, [], mask: TestFrame.clientMask))
    #expect(server.takeSeenEvents() == [.close(.noStatusReceived, "")])
    #expect(server.takeOutput() == [0x88, 0x00])
    #expect(server.machine.closeReport.code == .noStatusReceived)
    let client = MachineDriver(.client)
    try client.machine.close(nil)
    #expect(client.takeOutput().count == 6)
  }

  @Test func `data after the peer's close frame is discarded`() {
    let client = MachineDriver(.client)
    client.receive(
      TestFrame.bytes(0x8, [0x03, 0xE8]) + TestFrame.bytes(0x1, Array("late".utf8)) + [0xFF, 0xFF, 0xFF])
    client.receive(TestFrame.bytes(0x9, [1]))
    #expect(client.takeSeenEvents() == [.close(.normalClosure, "")])
    #expect(client.hasEnded)
    #expect(client.machine.receivingBuffer().capacity == 0)
  }

  @Test func `data before the peer's close frame is still delivered after our own`() throws {
    let client = MachineDriver(.client)
    try client.machine.close()
    _ = client.takeOutput()
    client.receive(TestFrame.bytes(0x1, Array("on its way".utf8)) + TestFrame.bytes(0x9, []))
    #expect(client.takeSeenEvents() == [.text("on its way"), .ping([])])
    // After our Close frame not even a Pong goes out.
    #expect(client.takeOutput() == [])
    client.receive(TestFrame.bytes(0x8, [0x03, 0xE8]))
    #expect(client.machine.closeReport.initiator == .local)
    #expect(throws: WebSocketError(.connectionClosing)) { try client.send(.text, []) }
  }

  @Test func `codes and reasons that cannot be sent are refused`() {
    let client = MachineDriver(.client)
    for code in [0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000] as [UInt16] {
      #expect(throws: WebSocketError(.closeCodeNotSendable)) {
        try client.machine.close(CloseCode(rawValue: code))
      }
    }
    #expect(throws: WebSocketError(.closeReasonTooLong, limit: 123)) {
      try client.machine.close(.normalClosure, reason: String(repeating: "é", count: 62))
    }
    #expect(throws: WebSocketError(.closeCodeNotSendable)) { try client.machine.close(nil, reason: "x") }
    #expect(client.machine.isOpenForSending)
    #expect(throws: Never.self) {
      try client.machine.close(.normalClosure, reason: String(repeating: "a", count: 123))
    }
  }

  @Test func `only the first close counts`() throws {
    let client = MachineDriver(.client)
    try client.machine.close(.goingAway)
    try client.machine.close(.internalError)
    #expect(closeCodeSent(by: client) == .goingAway)
    #expect(client.takeOutput() == [])
  }

  @Test func `a peer that never answers costs the close time-out and is named in the report`() throws {
    let client = MachineDriver(.client)
    #expect(client.machine.closingStep(now: .seconds(100)) == .none)
    try client.machine.close()
    _ = client.takeOutput()
    #expect(client.machine.closingStep(now: .seconds(100)) == .waitForPeer(until: .seconds(105)))
    #expect(client.machine.closingStep(now: .seconds(104)) == .waitForPeer(until: .seconds(105)))
    #expect(client.machine.closingStep(now: .seconds(105)) == .closeTransport)
    #expect(client.machine.closeReport.error?.kind == .closingHandshakeTimedOut)
    #expect(client.machine.closeReport.code == .abnormalClosure)
  }

  @Test func `the server closes the transport first, once its close frame has left`() {
    let server = MachineDriver(.server)
    server.flushesOutput = false
    server.receive(TestFrame.bytes(0x8, [0x03, 0xE8], mask: TestFrame.clientMask))
    _ = server.takeOutput()
    #expect(server.machine.closingStep(now: .zero) == .waitForPeer(until: .seconds(5)))
    server.machine.outputFlushed()
    #expect(server.machine.closingStep(now: .seconds(1)) == .closeTransport)
  }

  @Test
  func
    `a failed machine ends its own direction once its close frame has left, and then waits no longer than the time-out`()
  {
    let server = MachineDriver(.server)
    server.receive(TestFrame.bytes(0x3, [], mask: TestFrame.clientMask))
    _ = server.takeOutput()
    #expect(server.machine.closingStep(now: .zero) == .shutDown(until: .seconds(5)))
    #expect(server.machine.closingStep(now: .seconds(5)) == .closeTransport)
    #expect(server.machine.closeReport.error?.kind == .unknownOpcode)
  }

  @Test func `a transport that ends without a close frame is 1006 and an error`() {
    let client = MachineDriver(.client)
    client.receive([0x81, 0x05, 0x41])
    client.machine.transportEnded()
    let report = client.machine.closeReport
    #expect(report.error?.kind == .transportEndedEarly)
    #expect(report.code == .abnormalClosure && report.initiator == .nobody && !report.wasClean)
    #expect(!client.machine.isOpenForSending)
    #expect(client.machine.closingStep(now: .zero) == .closeTransport)
  }

  @Test
  func `the end of the transport at every byte of a stream is an error unless both close frames passed`() {
    let stream =
      TestFrame.bytes(0x1, Array("hello".utf8)) + TestFrame.bytes(0x2, [1], isFinal: false)
      + TestFrame.bytes(0x0, [2]) + TestFrame.bytes(0x8, [0x03, 0xE8])
    for end in 0...stream.count {
      let client = MachineDriver(.client)
      client.receive(Array(stream[..<end]))
      _ = client.takeOutput()
      client.machine.transportEnded()
      #expect((client.machine.closeReport.error == nil) == (end == stream.count))
    }
  }
}
