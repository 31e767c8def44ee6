import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct WebSocketMachineTests {
  @Test func `two machines exchange messages of every length class`() throws {
    let client = MachineDriver(.client)
    let server = MachineDriver(.server)
    for byteCount in [0, 1, 125, 126, 127, 65_535, 65_536, 200_000] {
      let payload = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try client.send(.binary, payload)
      server.receive(client.takeOutput())
      #expect(server.takeSeenEvents() == [.message(.binary, payload)])
      try server.send(.binary, payload)
      client.receive(server.takeOutput(), pieceByteCount: 1000)
      #expect(client.takeSeenEvents() == [.message(.binary, payload)])
    }
  }

  @Test func `a closing handshake is echoed and reported on both sides`() throws {
    let client = MachineDriver(.client)
    let server = MachineDriver(.server)
    try client.machine.close(.normalClosure, reason: "done")
    server.receive(client.takeOutput())
    #expect(server.takeSeenEvents() == [.close(.normalClosure, "done")])
    client.receive(server.takeOutput())
    #expect(client.takeSeenEvents() == [.close(.normalClosure, "")])
    #expect(client.machine.closeReport.initiator == .local)
    #expect(server.machine.closeReport.initiator == .peer)
    #expect(client.machine.closeReport.wasClean && server.machine.closeReport.wasClean)
    #expect(server.machine.closingStep(now: .zero) == .closeTransport)
    #expect(client.machine.closingStep(now: .zero) == .waitForPeer(until: .seconds(5)))
    client.machine.transportEnded()
    #expect(client.machine.closeReport.error == nil)
  }
}
