import ByteBuffers
import Testing
@testable import WebSocketProtocol

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
    #expect(driver.machine.assembly.capacity == 0)
  }

  @Test func `messages sent in fragments arrive whole, with control frames between them`() throws {
    let client = MachineDriver(.client)
    let server = MachineDriver(.server)
    try client.send(.text, Array("Hel".utf8), isFinal: false)
    #expect(throws: WebSocketError(.opcodeChangedInsideMessage)) { try client.send(.binary, []) }
    try client.send(.text, Array("lo".utf8))
    try client.send(.binary, [1])
    server.receive(client.takeOutput(), pieceByteCount: 1)
    #expect(server.takeSeenEvents() == [.text("Hello"), .message(.binary, [1])])
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
    #expect(driver.machine.assembly.capacity == 0)
  }
}
