import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

/// One thing that a peer must not send, and what it gets for it.
struct FrameOffence: Sendable, CustomTestStringConvertible {
  let testDescription: String
  /// Frames without masks, which the test adds for a server.
  let frames: [Frame]
  let kind: WebSocketError.Kind
  let code: CloseCode

  struct Frame: Sendable {
    var opcode: UInt8
    var payload: [UInt8]
    var isFinal = true
    var reserved: UInt8 = 0
  }

  init(_ name: String, _ kind: WebSocketError.Kind, _ code: CloseCode, _ frames: Frame...) {
    testDescription = name
    self.kind = kind
    self.code = code
    self.frames = frames
  }

  static let bits: [FrameOffence] = [0x10, 0x20, 0x40, 0x70].flatMap { (reserved: UInt8) in
    [0x1, 0x2, 0x8, 0x9, 0xA].map { (opcode: UInt8) in
      FrameOffence(
        "reserved bits \(reserved) on opcode \(opcode)", .reservedBits, .protocolError,
        Frame(opcode: opcode, payload: [], reserved: reserved))
    }
  }

  static let opcodes: [FrameOffence] = [0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF].map {
    (opcode: UInt8) in
    FrameOffence("opcode \(opcode)", .unknownOpcode, .protocolError, Frame(opcode: opcode, payload: [1]))
  }

  static let closeCodes: [FrameOffence] = [
    0, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535,
  ].map {
    (code: Int) in
    FrameOffence(
      "close code \(code)", .invalidCloseCode, .protocolError,
      Frame(opcode: 0x8, payload: [UInt8(code >> 8), UInt8(code & 0xFF)]))
  }

  static let shapes: [FrameOffence] = [
    FrameOffence(
      "fragmented ping", .controlFrameFragmented, .protocolError,
      Frame(opcode: 0x9, payload: [], isFinal: false)),
    FrameOffence(
      "fragmented close", .controlFrameFragmented, .protocolError,
      Frame(opcode: 0x8, payload: [], isFinal: false)),
    FrameOffence(
      "ping of 126 bytes", .controlFrameTooLong, .protocolError,
      Frame(opcode: 0x9, payload: Array(repeating: 0, count: 126))),
    FrameOffence(
      "close of 126 bytes", .controlFrameTooLong, .protocolError,
      Frame(opcode: 0x8, payload: Array(repeating: 3, count: 126))),
    FrameOffence(
      "continuation first", .unexpectedContinuation, .protocolError, Frame(opcode: 0x0, payload: [1])),
    FrameOffence(
      "continuation after a whole message", .unexpectedContinuation, .protocolError,
      Frame(opcode: 0x1, payload: [65]), Frame(opcode: 0x0, payload: [66])),
    FrameOffence(
      "text inside a text", .expectedContinuation, .protocolError,
      Frame(opcode: 0x1, payload: [65], isFinal: false), Frame(opcode: 0x1, payload: [66])),
    FrameOffence(
      "binary inside a text", .expectedContinuation, .protocolError,
      Frame(opcode: 0x1, payload: [65], isFinal: false), Frame(opcode: 0x2, payload: [66])),
    FrameOffence("close of one byte", .closeFrameTooShort, .protocolError, Frame(opcode: 0x8, payload: [3])),
    FrameOffence(
      "close reason not UTF-8", .closeReasonNotUTF8, .invalidPayload,
      Frame(opcode: 0x8, payload: [3, 232, 0xFF])),
    FrameOffence(
      "text with a lone continuation", .invalidUTF8, .invalidPayload, Frame(opcode: 0x1, payload: [65, 0x80])),
    FrameOffence(
      "text that ends inside a character", .invalidUTF8, .invalidPayload,
      Frame(opcode: 0x1, payload: [0xE2, 0x82])),
    FrameOffence(
      "text with a surrogate", .invalidUTF8, .invalidPayload, Frame(opcode: 0x1, payload: [0xED, 0xA0, 0x80])),
    FrameOffence(
      "character broken across fragments", .invalidUTF8, .invalidPayload,
      Frame(opcode: 0x1, payload: [0xE2, 0x82], isFinal: false), Frame(opcode: 0x0, payload: [0x41])),
  ]

  static let all = bits + opcodes + closeCodes + shapes

  func bytes(to role: WebSocketMachine.Role) -> [UInt8] {
    frames.flatMap {
      TestFrame.bytes(
        $0.opcode, $0.payload, isFinal: $0.isFinal, reserved: $0.reserved,
        mask: role == .server ? TestFrame.clientMask : nil)
    }
  }
}

/// A valid stream of text before the offence, so that each test sees it delivered.
private func greeting(to role: WebSocketMachine.Role) -> [UInt8] {
  TestFrame.bytes(0x1, Array("before".utf8), mask: role == .server ? TestFrame.clientMask : nil)
}

/// The code in the Close frame that `driver` sent, read by the other side.
func closeCodeSent(by driver: MachineDriver) -> CloseCode? {
  let peer = MachineDriver(driver.role == .client ? .server : .client)
  peer.receive(driver.takeOutput())
  for case .close(let code, _) in peer.takeSeenEvents() { return code }
  return nil
}

@Suite struct FrameRulesTests {
  @Test(arguments: FrameOffence.all, [WebSocketMachine.Role.client, .server])
  func
    `what came before a bad frame is delivered, the frame fails the connection with its code, and nothing follows`(
      offence: FrameOffence, role: WebSocketMachine.Role
    )
  {
    for reading in [WebSocketMachine.Reading.wholeMessages, .fragments] {
      for pieceByteCount in [Int.max, 1] {
        var configuration = WebSocketMachine.Configuration()
        configuration.reading = reading
        let driver = MachineDriver(role, configuration: configuration)
        driver.receive(
          greeting(to: role) + offence.bytes(to: role) + greeting(to: role), pieceByteCount: pieceByteCount)
        let events = driver.takeSeenEvents()
        #expect(events.last == .failed(offence.kind))
        #expect(events.filter { if case .failed = $0 { true } else { false } }.count == 1)
        if reading == .wholeMessages { #expect(events.first == .text("before")) }
        #expect(driver.hasEnded)
        #expect(driver.machine.failure?.kind == offence.kind)
        #expect(closeCodeSent(by: driver) == offence.code)
        #expect(throws: WebSocketError.self) { try driver.send(.text, []) }
      }
    }
  }

  @Test func `the masking direction is checked on both sides`() {
    let client = MachineDriver(.client)
    client.receive(TestFrame.bytes(0x1, [65], mask: TestFrame.clientMask))
    #expect(client.takeSeenEvents() == [.failed(.frameMasked)])
    #expect(closeCodeSent(by: client) == .protocolError)
    let server = MachineDriver(.server)
    server.receive(TestFrame.bytes(0x1, [65]))
    #expect(server.takeSeenEvents() == [.failed(.frameNotMasked)])
    #expect(closeCodeSent(by: server) == .protocolError)
  }

  @Test(
    arguments: [
      ([0x82, 126, 0, 125], WebSocketError.Kind.nonMinimalLength),
      ([0x82, 126, 0, 0], .nonMinimalLength),
      ([0x82, 127, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF], .nonMinimalLength),
      ([0x82, 127, 0, 0, 0, 0, 0, 0, 0, 1], .nonMinimalLength),
      ([0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0], .lengthOutOfRange),
      ([0x82, 127, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .lengthOutOfRange),
      // Row 15: 2^32 + 5 must not become 5, and 2^53 and 2^63 - 1 must not overflow a sum.
      ([0x82, 127, 0, 0, 0, 1, 0, 0, 0, 5], .messageTooBig),
      ([0x82, 127, 0, 0x20, 0, 0, 0, 0, 0, 0], .messageTooBig),
      ([0x82, 127, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF], .messageTooBig),
      // 1 GiB announced and never sent.
      ([0x82, 127, 0, 0, 0, 0, 0x40, 0, 0, 0], .messageTooBig),
    ] as [([UInt8], WebSocketError.Kind)])
  func `regression 15: lengths that are not minimal, not possible or beyond the limit fail at the header`(
    header: [UInt8], kind: WebSocketError.Kind
  ) {
    for pieceByteCount in [1, 100] {
      let driver = MachineDriver(.client)
      driver.receive(header, pieceByteCount: pieceByteCount)
      #expect(driver.takeSeenEvents() == [.failed(kind)])
      #expect(driver.machine.receivingBuffer().capacity <= 4 << 10)
    }
  }

  @Test func `control frames with long lengths in 16 and 64 bits fail as control frames`() {
    for header in [[0x89, 126, 0, 126], [0x88, 127, 0, 0, 0, 0, 0, 1, 0, 0]] as [[UInt8]] {
      let driver = MachineDriver(.client)
      driver.receive(header)
      #expect(driver.takeSeenEvents() == [.failed(.controlFrameTooLong)])
    }
  }

  @Test(arguments: [-1, 0, 1])
  func `the message limit holds to the byte for one frame and for fragments`(excess: Int) {
    var configuration = WebSocketMachine.Configuration()
    configuration.limits.messageByteCount = 1000
    let payload = Array(repeating: UInt8(ascii: "z"), count: 1000 + excess)
    let expected: [SeenEvent] = excess > 0 ? [.failed(.messageTooBig)] : [.message(.text, payload)]

    let whole = MachineDriver(.client, configuration: configuration)
    whole.receive(TestFrame.bytes(0x1, payload))
    #expect(whole.takeSeenEvents() == expected)

    // Regression 14: fragments that add up to more than the limit.
    let fragmented = MachineDriver(.client, configuration: configuration)
    fragmented.receive(
      TestFrame.bytes(0x1, Array(payload[..<400]), isFinal: false)
        + TestFrame.bytes(0x0, Array(payload[400..<800]), isFinal: false)
        + TestFrame.bytes(0x0, Array(payload[800...])))
    #expect(fragmented.takeSeenEvents() == expected)
    if excess > 0 {
      #expect(whole.machine.failure?.limit == 1000)
      #expect(closeCodeSent(by: fragmented) == .messageTooBig)
    }
  }

  @Test func `regression 13: no limit is not a setting`() {
    #expect(
      WebSocketLimits(messageByteCount: .max).messageByteCount == WebSocketLimits.maximumMessageByteCount)
    #expect(WebSocketLimits(messageByteCount: 0).messageByteCount == 1)
    var limits = WebSocketLimits()
    limits.messageByteCount = -5
    #expect(limits.messageByteCount == 1)
    #expect(WebSocketLimits().messageByteCount == 16 << 20)
  }

  @Test func `every error has a message and every protocol error a code that may be sent`() {
    for kind in WebSocketError.Kind.allCases {
      #expect(!WebSocketError(kind).description.isEmpty)
      #expect(WebSocketError(kind).description != "the connection failed", "\(kind) is missing in the table")
      if let code = WebSocketError(kind).closeCode { #expect(code.isAllowedOnTheWire) }
    }
  }
}
