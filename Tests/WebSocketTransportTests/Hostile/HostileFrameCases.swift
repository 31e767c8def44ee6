@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Frames that break a rule of RFC 6455. The same for both sides, but for the mask.
enum HostileFrameCases {
  static func all(_ side: Side) -> [HostileCase] {
    headers(side) + lengths(side) + controlFrames(side) + sequences(side) + masks(side) + closes(side)
  }

  /// A row whose bytes break a rule that is answered with a Close frame.
  private static func breaking(
    _ side: Side, _ name: String, _ bytes: [UInt8], _ kind: WebSocketError.Kind, messageCount: UInt64? = 0
  ) -> HostileCase {
    .open(
      side, name, [.bytes(bytes)], closes: WebSocketError(kind).closeCode?.rawValue, .broken(kind),
      messageCount: messageCount)
  }

  // MARK: First byte

  private static func headers(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let opcodes: [(UInt8, String)] = [(1, "text"), (2, "binary"), (8, "Close"), (9, "Ping"), (10, "Pong")]
    var rows: [HostileCase] = []
    for (bits, name) in [(0x40, "RSV1"), (0x20, "RSV2"), (0x10, "RSV3"), (0x70, "all reserved bits")]
      as [(UInt8, String)]
    {
      for (opcode, kind) in opcodes {
        rows.append(
          breaking(side, "\(name) on a \(kind) frame", frame(opcode, reserved: bits), .reservedBits))
      }
      let continued = frame.text("a", isFinal: false) + frame(0, [98], reserved: bits)
      rows.append(breaking(side, "\(name) on a continuation", continued, .reservedBits))
    }
    for opcode in [3, 4, 5, 6, 7, 11, 12, 13, 14, 15] as [UInt8] {
      rows.append(breaking(side, "opcode \(opcode)", frame(opcode, [1, 2]), .unknownOpcode))
      let inside = frame.text("a", isFinal: false) + frame(opcode)
      rows.append(breaking(side, "opcode \(opcode) inside a message", inside, .unknownOpcode))
    }
    return rows
  }

  // MARK: Lengths

  private static func lengths(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    var rows: [HostileCase] = []
    for count in [0, 1, 125] {
      let payload = [UInt8](repeating: 97, count: count)
      for opcode in [1, 9] as [UInt8] {
        let kind = opcode == 1 ? "text" : "Ping"
        let two = frame(opcode, payload, .twoBytes)
        rows.append(breaking(side, "\(count) in two bytes, \(kind)", two, .nonMinimalLength))
        let eight = frame(opcode, payload, .eightBytes)
        rows.append(breaking(side, "\(count) in eight bytes, \(kind)", eight, .nonMinimalLength))
      }
    }
    for count in [126, 65_535] {
      let bytes = frame(2, [UInt8](repeating: 1, count: count), .eightBytes)
      rows.append(breaking(side, "\(count) in eight bytes", bytes, .nonMinimalLength))
    }
    // Elsewhere a 64-bit length was cut to 32 bits, and 2^32 + 5 was read as 5.
    let huge: [(String, UInt64, WebSocketError.Kind)] = [
      ("2^32 + 5", (1 << 32) + 5, .messageTooBig), ("2^32", 1 << 32, .messageTooBig),
      ("2^31", 1 << 31, .messageTooBig), ("2^53", 1 << 53, .messageTooBig), ("2^62", 1 << 62, .messageTooBig),
      ("2^63 - 1", (1 << 63) - 1, .messageTooBig), ("2^63", 1 << 63, .lengthOutOfRange),
      ("2^63 + 5", (1 << 63) + 5, .lengthOutOfRange), ("2^64 - 1", .max, .lengthOutOfRange),
      ("1 GiB", 1 << 30, .messageTooBig),
      ("the limit + 1", UInt64(Arena.messageByteCount) + 1, .messageTooBig),
    ]
    for (name, count, kind) in huge {
      let bytes = frame(2, Array("hello".utf8), announcing: count)
      rows.append(breaking(side, "\(name) announced, five bytes sent", bytes, kind))
      let continued = frame.text("a", isFinal: false) + frame(0, announcing: count)
      rows.append(breaking(side, "\(name) announced in a continuation", continued, kind))
    }
    let ping = frame(9, announcing: 1 << 63)
    return rows + [breaking(side, "a Ping of 2^63 bytes", ping, .lengthOutOfRange)]
  }

  // MARK: Control frames

  private static func controlFrames(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    var rows: [HostileCase] = []
    for (opcode, kind) in [(8, "Close"), (9, "Ping"), (10, "Pong")] as [(UInt8, String)] {
      let payload: [UInt8] = [3, 232] + [UInt8](repeating: 97, count: 120)
      rows.append(
        breaking(
          side, "a fragmented \(kind)", frame(opcode, payload, isFinal: false), .controlFrameFragmented))
      let inside = frame.text("a", isFinal: false) + frame(opcode, isFinal: false)
      rows.append(breaking(side, "a fragmented \(kind) inside a message", inside, .controlFrameFragmented))
      for count in [126, 127, 65_536] {
        let long = frame(opcode, payload + [UInt8](repeating: 97, count: count - payload.count))
        rows.append(breaking(side, "a \(kind) of \(count) bytes", long, .controlFrameTooLong))
      }
    }
    return rows
  }

  // MARK: Sequences

  private static func sequences(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let start = frame.text("a", isFinal: false)
    return [
      breaking(side, "a continuation without a start", frame(0, [97]), .unexpectedContinuation),
      breaking(
        side, "an open continuation without a start", frame(0, [97], isFinal: false), .unexpectedContinuation),
      breaking(side, "an empty continuation without a start", frame(0), .unexpectedContinuation),
      breaking(
        side, "a continuation after a whole message", frame.text("a") + frame(0, [97]),
        .unexpectedContinuation,
        messageCount: 1),
      breaking(
        side, "a continuation after the last one", start + frame(0, [98]) + frame(0, [99]),
        .unexpectedContinuation,
        messageCount: 1),
      breaking(side, "a text inside a text", start + frame.text("b"), .expectedContinuation),
      breaking(side, "a binary inside a text", start + frame(2, [98]), .expectedContinuation),
      breaking(side, "an open text inside a text", start + start, .expectedContinuation),
      breaking(
        side, "a text inside a binary", frame(2, [97], isFinal: false) + frame.text("b"),
        .expectedContinuation),
      breaking(
        side, "a text inside a text, after a Ping", start + frame(9) + frame.text("b"), .expectedContinuation
      ),
      breaking(
        side, "a bad frame in the segment of a good one", frame.text("a") + frame(2, [1]) + frame(7),
        .unknownOpcode,
        messageCount: 2),
    ]
  }

  // MARK: Masks

  private static func masks(_ side: Side) -> [HostileCase] {
    let wrong = FrameMaker(isMasked: side == .client)
    let kind: WebSocketError.Kind = side == .client ? .frameMasked : .frameNotMasked
    let what = side == .client ? "masked" : "unmasked"
    let frames: [(String, [UInt8])] = [
      ("text", wrong.text("a")), ("empty text", wrong.text("")), ("binary", wrong(2, [1, 2, 3])),
      ("open text", wrong.text("a", isFinal: false)), ("Close", wrong.close(1000)), ("Ping", wrong(9)),
      ("Pong", wrong(10, [1])), ("large binary", wrong(2, [UInt8](repeating: 7, count: 70_000))),
    ]
    let inside = side.frame.text("a", isFinal: false) + wrong(0, [98])
    return frames.map { breaking(side, "\(what) \($0.0)", $0.1, kind) }
      + [breaking(side, "\(what) continuation", inside, kind)]
  }

  // MARK: Close frames

  private static func closes(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    var rows = ([0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 2000, 2999, 5000, 65_535] as [UInt16]).map {
      breaking(side, "close code \($0)", frame.close($0), .invalidCloseCode)
    }
    rows.append(breaking(side, "a Close of one byte", frame(8, [3]), .closeFrameTooShort))
    for reason in [[0xFF], [0xC0, 0x80], [0xED, 0xA0, 0x80], [0xE2, 0x82]] as [[UInt8]] {
      let name = "the close reason \(reason.map { String($0, radix: 16) })"
      rows.append(breaking(side, name, frame.close(1000, reason), .closeReasonNotUTF8))
    }
    for code in [
      1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999,
    ] as [UInt16] {
      rows.append(closing(side, "close code \(code), which is allowed", frame.close(code), code))
    }
    rows.append(closing(side, "a Close without a code", frame(8), 1005))
    rows.append(
      closing(
        side, "a Close with the longest reason", frame.close(1000, [UInt8](repeating: 97, count: 123)), 1000))
    let late = frame.close(1000) + frame.text("late") + frame(3) + frame(9, [1])
    rows.append(closing(side, "a message, a bad frame and a Ping after the Close", late, 1000))
    return rows
  }

  /// The closing handshake works: the code comes back.
  private static func closing(_ side: Side, _ name: String, _ bytes: [UInt8], _ code: UInt16) -> HostileCase {
    .open(side, name, [.bytes(bytes), .awaitFrame(8), .fin], closes: code, .clean(code), messageCount: 0)
  }

  // MARK: Stalls

  /// Long enough for the healthy client of a busy machine.
  static let shortLimit = Duration.milliseconds(100)

  /// For a clock that is turned by hand.
  static func stalls(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let beats: @Sendable (inout WebSocketConfiguration) -> Void = {
      $0.keepAlive = KeepAliveConfiguration(interval: .seconds(1), timeout: .seconds(5))
      $0.timeLimits.close = .seconds(5)
    }
    let brief: @Sendable (inout WebSocketConfiguration) -> Void = { $0.timeLimits.close = shortLimit }
    let half = frame(1, Array("half".utf8), announcing: 1000)
    return [
      .open(side, "silence for ever", [], closes: 1011, .broken(.keepAliveTimedOut), beats),
      .open(
        side, "silence inside a frame header", [.bytes([0x81])], closes: 1011, .broken(.keepAliveTimedOut),
        beats),
      .open(side, "silence inside a frame", [.bytes(half)], closes: 1011, .broken(.keepAliveTimedOut), beats),
      .open(
        side, "silence inside a message", [.bytes(frame.text("a", isFinal: false))], closes: 1011,
        .broken(.keepAliveTimedOut), beats),
      .open(
        side, "a peer that reads nothing and says nothing", [.stopReading], closes: nil,
        .broken(.keepAliveTimedOut), beats),
      .open(
        side, "1 GiB announced within the limit and never sent", [.bytes(frame(2, announcing: 1 << 30))],
        closes: 1011, .broken(.keepAliveTimedOut)
      ) {
        beats(&$0)
        $0.limits.messageByteCount = 1 << 30
      },
      .open(
        side, "a violation, and then no end of the connection",
        [.bytes(frame(3)), .awaitEnd, .drip([UInt8](repeating: 0, count: 1 << 16))],
        closes: 1002, .broken(.unknownOpcode), brief),
    ]
  }
}
