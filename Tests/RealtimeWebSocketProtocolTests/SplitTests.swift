import RealtimeBuffers
import RealtimeTestSupport
import Testing
@testable import RealtimeWebSocketProtocol

/// A recorded stream with everything in it, and what any way of cutting it must give.
@Suite struct SplitTests {
  private func stream(from role: WebSocketMachine.Role, deflate: DeflateParameters?) throws -> [UInt8] {
    let sender = MachineDriver(role, deflate: deflate)
    let control = ByteBuffer(pool: sender.pool)
    var wire: [UInt8] = []
    for byteCount in [0, 5, 252] {
      try sender.send(.text, Array(String(repeating: "é", count: byteCount / 2).utf8))
    }
    try sender.send(.binary, (0..<60).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try sender.send(.text, Array("split κό".utf8).dropLast(), isFinal: false)
    wire += sender.takeOutput()
    try sender.machine.ping(Array("in between".utf8).span.bytes, into: control)
    wire += Array(control.readable)
    try sender.send(.text, [], isFinal: false)
    try sender.send(.text, Array("κό".utf8).suffix(1) + Array(" 𝄞 end".utf8))
    try sender.machine.close(CloseCode(rawValue: 4321), reason: "über")
    return wire + sender.takeOutput()
  }

  private func driver(
    for role: WebSocketMachine.Role, deflate: DeflateParameters?, reading: WebSocketMachine.Reading
  ) -> MachineDriver {
    var configuration = WebSocketMachine.Configuration()
    configuration.reading = reading
    return MachineDriver(role == .client ? .server : .client, configuration: configuration, deflate: deflate)
  }

  @Test(arguments: [WebSocketMachine.Role.client, .server], [false, true])
  func `every split of a stream, and one byte at a time, gives the same events and the same answers`(
    role: WebSocketMachine.Role, isCompressed: Bool
  ) throws {
    let deflate = isCompressed ? DeflateParameters.agreed(serverBits: 9, threshold: 20) : nil
    let wire = try stream(from: role, deflate: deflate)
    let reference = driver(for: role, deflate: deflate, reading: .wholeMessages)
    reference.receive(wire)
    let expected = reference.takeSeenEvents()
    #expect(expected.count == 7)
    #expect(expected.last == .close(CloseCode(rawValue: 4321), "über"))
    #expect(expected.dropLast().last == .text("split κό 𝄞 end"))
    let answers = reference.takeOutput()

    for reading in [WebSocketMachine.Reading.wholeMessages, .fragments] {
      for split in 0...wire.count {
        let other = driver(for: role, deflate: deflate, reading: reading)
        other.receive(Array(wire[..<split]))
        other.receive(Array(wire[split...]))
        #expect(messages(other.takeSeenEvents()) == expected)
        #expect(other.takeOutput() == answers)
      }
      for pieceByteCount in 1...9 {
        let other = driver(for: role, deflate: deflate, reading: reading)
        other.receive(wire, pieceByteCount: pieceByteCount)
        #expect(messages(other.takeSeenEvents()) == expected)
        #expect(other.takeOutput() == answers)
      }
    }
  }

  @Test func `invalid UTF-8 fails at the byte that breaks it, wherever the frame is split`() {
    let valid = Array("κόσμε".utf8)
    let bytes = TestFrame.bytes(0x1, valid + [0xF4, 0x90, 0x80, 0x80] + Array("edited".utf8))
    let breaking = 2 + valid.count + 1
    for split in 2...bytes.count {
      let driver = MachineDriver(.client)
      driver.receive(Array(bytes[..<split]))
      #expect(driver.takeSeenEvents() == (split > breaking ? [.failed(.invalidUTF8)] : []))
    }
  }

  @Test func `random bytes never do more than fail, and any split gives the same events`() {
    var random = SeededGenerator(seed: 7)
    for round in 0..<300 {
      let count = Int.random(in: 1...120, using: &random)
      var bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
      // Most first bytes would fail at once: begin with something that leads further.
      bytes[0] = [0x81, 0x82, 0x01, 0x02, 0xC1, 0xC2, 0x89, 0x88].randomElement(using: &random) ?? 0x81
      if round.isMultiple(of: 2), count > 1 { bytes[1] &= 0x7F }
      let deflate = DeflateParameters.agreed()
      let whole = MachineDriver(round.isMultiple(of: 2) ? .client : .server, deflate: deflate)
      whole.receive(bytes)
      let pieces = MachineDriver(whole.role, deflate: deflate)
      pieces.receive(bytes, pieceByteCount: 1)
      #expect(whole.takeSeenEvents() == pieces.takeSeenEvents())
      #expect(whole.takeOutput() == pieces.takeOutput())
    }
  }
}
