import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct FragmentationTests {
  @Test func `control frames between fragments come in order and change nothing`() throws {
    let server = MachineDriver(.server)
    let mask = TestFrame.clientMask
    server.receive(
      TestFrame.bytes(0x1, Array("κό".utf8).dropLast(1), isFinal: false, mask: mask)
        + TestFrame.bytes(0x9, Array("one".utf8), mask: mask)
        + TestFrame.bytes(0x0, [], isFinal: false, mask: mask)
        + TestFrame.bytes(0xA, [], mask: mask)
        + TestFrame.bytes(0x0, Array("κό".utf8).suffix(1) + Array("σμε".utf8), mask: mask))
    #expect(server.takeSeenEvents() == [.ping(Array("one".utf8)), .pong([]), .text("κόσμε")])
    let client = MachineDriver(.client)
    client.receive(server.takeOutput())
    #expect(client.takeSeenEvents() == [.pong(Array("one".utf8))])
  }

  @Test(arguments: [65_536, 100_000])
  func `regression 7: tens of thousands of one-byte fragments cost memory in proportion to their bytes`(
    count: Int
  ) {
    let driver = MachineDriver(.server)
    var bytes = TestFrame.bytes(0x2, [7], isFinal: false, mask: TestFrame.clientMask)
    let middle = TestFrame.bytes(0x0, [7], isFinal: false, mask: TestFrame.clientMask)
    for _ in 0..<(count - 2) { bytes += middle }
    bytes += TestFrame.bytes(0x0, [7], mask: TestFrame.clientMask)
    driver.receive(bytes, pieceByteCount: 4096)
    #expect(driver.takeSeenEvents() == [.message(.binary, Array(repeating: 7, count: count))])
    #expect(driver.machine.receivingBuffer().capacity <= 16 << 10)
  }

  @Test func `regression 7: a flood of empty fragments ends at its limit, and fewer are fine`() {
    let empty = TestFrame.bytes(0x0, [], isFinal: false)
    for excess in [0, 1] {
      let driver = MachineDriver(.client)
      // The first frame of the message is an empty fragment too.
      var bytes = TestFrame.bytes(0x2, [], isFinal: false)
      for _ in 0..<(WebSocketLimits().emptyFragmentCount - 1 + excess) { bytes += empty }
      bytes += TestFrame.bytes(0x0, [1])
      driver.receive(bytes)
      #expect(
        driver.takeSeenEvents()
          == (excess == 0 ? [.message(.binary, [1])] : [.failed(.tooManyEmptyFragments)]))
      if excess == 1 { #expect(closeCodeSent(by: driver) == .policyViolation) }
    }
  }

  @Test func `large fragments are taken over as they come, so that the receive buffer stays small`() {
    let driver = MachineDriver(.client)
    let payload = (0..<3_000_000).map { UInt8(truncatingIfNeeded: $0) }
    driver.receive(
      TestFrame.bytes(0x2, Array(payload[..<2_000_000]), isFinal: false)
        + TestFrame.bytes(0x0, Array(payload[2_000_000...])), pieceByteCount: 10_000)
    #expect(driver.takeSeenEvents() == [.message(.binary, payload)])
    #expect(driver.machine.receivingBuffer().capacity <= 64 << 10)
  }

  @Test func `an idle connection holds no memory after any kind of message`() throws {
    let driver = MachineDriver(.client)
    driver.receive(TestFrame.bytes(0x2, Array(repeating: 1, count: 100_000)))
    driver.receive(TestFrame.bytes(0x2, [1], isFinal: false) + TestFrame.bytes(0x0, [2]))
    driver.takeEvents()
    #expect(driver.machine.receivingBuffer().capacity == 0)
    #expect(driver.pool.lentByteCount == 0)
  }

  @Test(arguments: [WebSocketMachine.Role.client, .server], [nil, DeflateParameters.agreed()])
  func `messages sent in fragments arrive whole, with control frames between them`(
    role: WebSocketMachine.Role, deflate: DeflateParameters?
  ) throws {
    let sender = MachineDriver(role, deflate: deflate)
    let receiver = MachineDriver(role == .client ? .server : .client, deflate: deflate)
    try sender.send(.text, Array("Hé".utf8).dropLast(), isFinal: false)
    try sender.control { machine, buffer throws(WebSocketError) in
      try machine.ping([UInt8(7)].span.bytes, into: buffer)
    }
    try sender.send(.text, Array("é".utf8.dropFirst()), isFinal: false)
    try sender.send(.text, [], isFinal: false)
    try sender.send(.text, Array("lo".utf8))
    try sender.send(.binary, [1])
    receiver.receive(sender.takeOutput(), pieceByteCount: 1)
    #expect(receiver.takeSeenEvents() == [.ping([7]), .text("Hélo"), .message(.binary, [1])])
  }

  @Test func `a message under way lets no other one in between, and closing breaks it off`() throws {
    let sender = MachineDriver(.client)
    try sender.send(.text, Array("a".utf8), isFinal: false)
    let buffer = ByteBuffer(pool: sender.pool)
    buffer.reset(headroom: WebSocketMachine.headroomByteCount)
    for kind in [MessageKind.text, .binary] {
      #expect(throws: WebSocketError(.messageUnderWay)) { try sender.machine.send(kind, buffer) }
    }
    for isFinal in [false, true] {
      #expect(throws: WebSocketError(.messageUnderWay)) { try sender.send(.binary, [1], isFinal: isFinal) }
    }
    try sender.machine.close()
    let receiver = MachineDriver(.server)
    receiver.receive(sender.takeOutput())
    #expect(receiver.takeSeenEvents() == [.close(.normalClosure, "")])
  }

  @Test func `a fragment that breaks its text is refused and changes nothing`() throws {
    let sender = MachineDriver(.server, deflate: .agreed())
    let start = Array("κ".utf8)
    try sender.send(.text, [start[0]], isFinal: false)
    #expect(throws: WebSocketError(.textNotUTF8)) { try sender.send(.text, [0x41], isFinal: false) }
    #expect(throws: WebSocketError(.textNotUTF8)) { try sender.send(.text, [], isFinal: true) }
    try sender.send(.text, [start[1]] + [0xF0], isFinal: false)
    #expect(throws: WebSocketError(.textNotUTF8)) { try sender.send(.text, [0x9D, 0x84], isFinal: true) }
    try sender.send(.text, [0x9D, 0x84, 0x9E])
    #expect(throws: WebSocketError(.textNotUTF8)) { try sender.send(.text, [0xC0], isFinal: false) }
    try sender.send(.text, Array("next".utf8))
    let receiver = MachineDriver(.client, deflate: .agreed())
    receiver.receive(sender.takeOutput())
    #expect(receiver.takeSeenEvents() == [.text("κ𝄞"), .text("next")])
  }

  @Test func `streaming hands out bytes as they come and never assembles`() {
    var configuration = WebSocketMachine.Configuration()
    configuration.reading = .fragments
    let driver = MachineDriver(.server, configuration: configuration)
    let bytes =
      TestFrame.bytes(0x1, Array("Hello".utf8), isFinal: false, mask: TestFrame.clientMask)
      + TestFrame.bytes(0x0, [], mask: TestFrame.clientMask)
    driver.receive(bytes)
    #expect(
      driver.takeSeenEvents() == [
        .fragment(.text, Array("Hello".utf8), isFinal: false), .fragment(.text, [], isFinal: true),
      ])
    driver.receive(TestFrame.bytes(0x2, [1, 2, 3], mask: TestFrame.clientMask), pieceByteCount: 8)
    #expect(
      driver.takeSeenEvents() == [
        .fragment(.binary, [1, 2], isFinal: false), .fragment(.binary, [3], isFinal: true),
      ])
    #expect(driver.pool.lentByteCount == 0)
  }
}
