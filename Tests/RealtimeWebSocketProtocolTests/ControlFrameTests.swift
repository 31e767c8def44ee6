import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct ControlFrameTests {
  @Test func `regression 16: a pong carries exactly the bytes of its ping, alone and between fragments`() {
    for byteCount in [0, 1, 124, 125] {
      let payload = (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &+ 1) }
      let ping = TestFrame.bytes(0x9, payload, mask: TestFrame.clientMask)
      let server = MachineDriver(.server)
      server.receive(
        ping + TestFrame.bytes(0x2, [1], isFinal: false, mask: TestFrame.clientMask) + ping
          + TestFrame.bytes(0x0, [2], mask: TestFrame.clientMask), pieceByteCount: 3)
      #expect(server.takeSeenEvents() == [.ping(payload), .ping(payload), .message(.binary, [1, 2])])
      #expect(server.takeOutput() == TestFrame.bytes(0xA, payload) + TestFrame.bytes(0xA, payload))
    }
  }

  @Test
  func
    `regression 17: a peer that sends pings and reads nothing gets a bounded number of pongs, the latest last`()
  {
    let server = MachineDriver(.server)
    server.flushesOutput = false
    for index in 0..<10_000 {
      server.receive(
        TestFrame.bytes(0x9, [UInt8(index >> 8), UInt8(index & 0xFF)], mask: TestFrame.clientMask))
    }
    let limit = WebSocketLimits().unflushedPongCount
    let first = server.takeOutput()
    #expect(first == (0..<limit).flatMap { TestFrame.bytes(0xA, [0, UInt8($0)]) })
    #expect(!server.machine.hasControlOutput)
    server.machine.outputFlushed()
    #expect(server.takeOutput() == TestFrame.bytes(0xA, [UInt8(9_999 >> 8), UInt8(9_999 & 0xFF)]))
  }

  @Test func `regression 17: a peer that reads gets a pong for each ping`() {
    let server = MachineDriver(.server)
    let pings = (0..<200).flatMap { TestFrame.bytes(0x9, [UInt8($0)], mask: TestFrame.clientMask) }
    server.receive(pings)
    #expect(server.takeOutput() == (0..<200).flatMap { TestFrame.bytes(0xA, [UInt8($0)]) })
  }

  @Test func `pings and pongs of our own are limited to 125 bytes`() throws {
    let client = MachineDriver(.client)
    let out = ByteBuffer(pool: client.pool)
    let payload = [UInt8](repeating: 5, count: 126)
    #expect(throws: WebSocketError(.controlPayloadTooLong, limit: 125)) {
      try client.machine.ping(payload.span.bytes, into: out)
    }
    try client.machine.ping(payload.span.bytes.extracting(first: 125), into: out)
    try client.machine.pong(payload.span.bytes.extracting(first: 2), into: out)
    let server = MachineDriver(.server)
    server.receive(Array(out.readable))
    #expect(server.takeSeenEvents() == [.ping(Array(payload.dropLast())), .pong([5, 5])])
  }

  @Test func `without random bytes nothing is sent unmasked or predictably`() {
    let pool = BlockPool()
    let machine = WebSocketMachine(
      role: .client, maskingKeys: MaskingKeySource { _ in false }, input: ByteBuffer(pool: pool), pool: pool)
    let compose = ByteBuffer(pool: pool)
    compose.reset(headroom: WebSocketMachine.headroomByteCount)
    compose.append(1)
    #expect(throws: WebSocketError(.randomUnavailable)) { try machine.send(.binary, compose) }
    #expect(machine.failure?.kind == .randomUnavailable)
    #expect(!machine.isOpenForSending)
    TestFrame.bytes(0x9, [1]).withUnsafeBytes { machine.receivingBuffer().append($0) }
    _ = machine.nextEvent()
    let out = ByteBuffer(pool: pool)
    machine.drainControlOutput(into: out)
    #expect(out.isEmpty)
  }

  @Test func `nonces and masking keys come from the same random bytes, and none twice`() throws {
    var next: UInt8 = 0
    let source = MaskingKeySource { bytes in
      for index in bytes.indices {
        bytes[index] = next
        next &+= 1
      }
      return true
    }
    #expect(try source.nextNonce() == Array(0..<16))
    #expect(try source.next() == UInt32(littleEndian: 0x1312_1110))
    #expect(try source.nextNonce() == Array(20..<36))
    #expect(throws: WebSocketError(.randomUnavailable)) { try MaskingKeySource { _ in false }.nextNonce() }
  }
}
