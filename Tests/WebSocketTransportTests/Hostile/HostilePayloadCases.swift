import RealtimeBuffers
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Messages that are not what they say, are too many or too large.
enum HostilePayloadCases {
  static func all(_ side: Side) -> [HostileCase] {
    invalidText(side) + splitText(side) + floods(side) + sizes(side) + compressed(side)
  }

  // MARK: UTF-8

  private static let badTexts: [(String, [UInt8])] = [
    ("an overlong slash", [0xC0, 0xAF]), ("an overlong NUL", [0xC0, 0x80]), ("an overlong A", [0xC1, 0x81]),
    ("overlong in three bytes", [0xE0, 0x80, 0x80]), ("overlong in four bytes", [0xF0, 0x8F, 0xBF, 0xBF]),
    ("a high surrogate", [0xED, 0xA0, 0x80]), ("a low surrogate", [0xED, 0xBF, 0xBF]),
    ("a pair of surrogates", [0xED, 0xA1, 0x8C, 0xED, 0xBE, 0xB4]), ("U+110000", [0xF4, 0x90, 0x80, 0x80]),
    ("five bytes", [0xF8, 0x88, 0x80, 0x80, 0x80]), ("six bytes", [0xFC, 0x84, 0x80, 0x80, 0x80, 0x80]),
    ("FE", [0xFE]), ("FF", [0xFF]), ("a lone continuation", [0x80]),
    ("two lone continuations", [0xBF, 0xBF]),
    ("a cut character of two bytes", [0xC3]), ("a cut character of three bytes", [0xE2, 0x82]),
    ("a cut character of four bytes", [0xF0, 0x9F, 0x98]), ("a character cut by ASCII", [0xE2, 0x82, 0x41]),
  ]

  private static func invalidText(_ side: Side) -> [HostileCase] {
    badTexts.map { name, bytes in
      .open(
        side, "text with \(name)", [.bytes(side.frame(1, Array("ok ".utf8) + bytes))], closes: 1007,
        .broken(.invalidUTF8), messageCount: 0)
    }
  }

  /// Text that becomes invalid in its middle, cut into two frames at every place, and into bytes.
  private static func splitText(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let text = Array("κόσμε".utf8) + [0xED, 0xA0, 0x80] + Array("edited".utf8)
    let halves = (0...text.count).map { cut in
      let bytes = frame(1, Array(text[..<cut]), isFinal: false) + frame(0, Array(text[cut...]))
      return HostileCase.open(
        side, "a surrogate in text cut at \(cut)", [.bytes(bytes)], closes: 1007, .broken(.invalidUTF8),
        messageCount: 0)
    }
    let slow = HostileCase.open(
      side, "a surrogate in text that comes byte by byte", [.bytewise(frame(1, text))], closes: 1007,
      .broken(.invalidUTF8), messageCount: 0)
    // The verdict must not wait for the rest of the message: it never comes.
    let early = HostileCase.open(
      side, "a surrogate in text whose rest never comes",
      [.bytes(frame(1, Array(text[..<14]), announcing: 1000))],
      closes: 1007, .broken(.invalidUTF8), messageCount: 0)
    return halves + [slow, early]
  }

  // MARK: Floods

  /// Long streams.
  static func streams(_ side: Side) -> [HostileCase] { floods(side) + compressed(side) }

  private static func floods(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let close: Step = .bytes(frame.close(1000))
    let piece = frame(0, [97], isFinal: false)
    let emptyPiece = frame(0, isFinal: false)
    let ping = frame(9, [UInt8](repeating: 7, count: 125))
    let start: Step = .bytes(frame(2, [97], isFinal: false))
    return [
      // A buffer object for each tiny fragment made a gateway of others run out of memory.
      .open(
        side, "100 000 one-byte fragments",
        [start, .flood(piece, count: 99_998), .bytes(frame(0, [97])), close, .awaitFrame(8), .fin],
        closes: 1000, .clean(1000), messageCount: 1),
      .open(
        side, "one-byte fragments without end", [start, .flood(piece, count: .max)], closes: 1009,
        .broken(.messageTooBig), messageCount: 0),
      .open(
        side, "empty fragments without end",
        [.flood(frame(1, isFinal: false) + emptyPiece, count: 1), .flood(emptyPiece, count: .max)],
        closes: 1008, .broken(.tooManyEmptyFragments), messageCount: 0),
      .open(
        side, "as many empty fragments as allowed",
        [
          .bytes(frame(1, isFinal: false)), .flood(emptyPiece, count: 4095),
          .bytes(frame.text("a").dropFirstOpcode()), close, .awaitFrame(8), .fin,
        ],
        closes: 1000, .clean(1000), messageCount: 1),
      .open(
        side, "one empty fragment more than allowed",
        [.bytes(frame(1, isFinal: false)), .flood(emptyPiece, count: 4096)],
        closes: 1008, .broken(.tooManyEmptyFragments), messageCount: 0),
      // Answers queued without end for a peer that did not read them.
      .open(
        side, "100 000 Pings from a peer that reads nothing",
        [.stopReading, .flood(ping, count: 100_000), .reset],
        closes: nil, .network("ECONNRESET"), messageCount: 0),
      .open(
        side, "100 000 Pings from a peer that reads",
        [.flood(ping, count: 100_000), close, .awaitFrame(8), .fin],
        closes: 1000, .clean(1000), messageCount: 0),
      .open(
        side, "100 000 Pongs that nobody asked for",
        [.flood(frame(10, [1]), count: 100_000), close, .awaitFrame(8), .fin],
        closes: 1000, .clean(1000), messageCount: 0),
      .open(
        side, "100 000 Pings inside a message",
        [start, .flood(frame(9), count: 100_000), .bytes(frame(0, [97])), close, .awaitFrame(8), .fin],
        closes: 1000, .clean(1000), messageCount: 1),
      .open(
        side, "100 000 empty messages", [.flood(frame(2), count: 100_000), close, .awaitFrame(8), .fin],
        closes: 1000,
        .clean(1000), messageCount: 100_000),
      .open(
        side, "a MiB of nonsense after a Close",
        [close, .flood([UInt8](repeating: 0xFF, count: 1024), count: 1024), .fin],
        closes: 1000, .clean(1000), messageCount: 0),
    ]
  }

  // MARK: Sizes

  private static func sizes(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let limit = Arena.messageByteCount
    let end: [Step] = [.bytes(frame.close(1000)), .awaitFrame(8), .fin]
    let half = frame(2, [UInt8](repeating: 1, count: limit / 2), isFinal: false)
    let rest = { (count: Int) in frame(0, [UInt8](repeating: 1, count: count)) }
    let almost = Array(frame(2, [UInt8](repeating: 1, count: limit)).dropLast())
    return [
      .open(
        side, "a message as large as the limit",
        [.bytes(frame(2, [UInt8](repeating: 1, count: limit)))] + end,
        closes: 1000, .clean(1000), messageCount: 1),
      .open(
        side, "a message as large as the limit, in two fragments", [.bytes(half + rest(limit / 2))] + end,
        closes: 1000,
        .clean(1000), messageCount: 1),
      .open(
        side, "a message larger than the limit by one byte",
        [.bytes(frame(2, [UInt8](repeating: 1, count: limit + 1)))],
        closes: 1009, .broken(.messageTooBig), messageCount: 0),
      // Crow counted each fragment by itself.
      .open(
        side, "fragments that add up to the limit and one byte", [.bytes(half + rest(limit / 2 + 1))],
        closes: 1009,
        .broken(.messageTooBig), messageCount: 0),
      .open(
        side, "a message as large as the limit but for its last byte", [.bytes(almost), .fin], closes: nil,
        .broken(.transportEndedEarly), messageCount: 0),
      .open(
        side, "a message of 16 MiB but for its last byte",
        [
          .bytes(frame(2, announcing: 16 << 20)), .flood([UInt8](repeating: 1, count: 65_536), count: 255),
          .bytes([UInt8](repeating: 1, count: 65_535)), .fin,
        ],
        closes: nil, .broken(.transportEndedEarly), messageCount: 0
      ) { $0.limits.messageByteCount = 16 << 20 },
      .open(
        side, "fragments of 16 MiB but for the last byte",
        [
          .bytes(frame(2, [1], isFinal: false)),
          .flood(frame(0, [UInt8](repeating: 1, count: 65_535), isFinal: false), count: 256), .fin,
        ],
        closes: nil, .broken(.transportEndedEarly), messageCount: 0
      ) { $0.limits.messageByteCount = 16 << 20 },
    ]
  }

  // MARK: Compression

  private static func compressed(_ side: Side) -> [HostileCase] {
    let frame = side.frame
    let limit = Arena.messageByteCount
    let end: [Step] = [.bytes(frame.close(1000)), .awaitFrame(8), .fin]
    let exact = Zeros.compressed(limit)
    let beyond = Zeros.compressed(limit + 1)
    let mebibyte = Zeros.openBlocks(1 << 20)
    let bomb = Array(repeatElement(mebibyte, count: 64).joined())
    let text = Zeros.compressed([0xED, 0xA0, 0x80])
    return [
      squeezed(
        side, "a message that inflates to the limit", [.bytes(frame(2, exact, reserved: 0x40))] + end, 1000,
        .clean(1000), 1),
      squeezed(
        side, "a message that inflates to the limit and one byte", [.bytes(frame(2, beyond, reserved: 0x40))],
        1009, .broken(.messageTooBig)),
      // Others inflated first and looked at the limit afterwards.
      squeezed(
        side, "a bomb of 64 MiB in one frame", [.bytes(frame(2, bomb, reserved: 0x40))], 1009,
        .broken(.messageTooBig)),
      squeezed(
        side, "a bomb in fragments",
        [
          .bytes(frame(2, mebibyte, isFinal: false, reserved: 0x40)),
          .flood(frame(0, mebibyte, isFinal: false), count: .max),
        ],
        1009, .broken(.messageTooBig)),
      squeezed(
        side, "a bomb as text", [.bytes(frame(1, bomb, reserved: 0x40))], 1009, .broken(.messageTooBig)),
      squeezed(
        side, "a bomb of which little is sent",
        [.bytes(frame(2, mebibyte, reserved: 0x40, announcing: 1 << 62))], 1009, .broken(.messageTooBig)),
      squeezed(
        side, "a block of an unknown type", [.bytes(frame(2, [0x06], reserved: 0x40))], 1007,
        .broken(.invalidCompressedData)),
      squeezed(
        side, "a stored block whose lengths differ", [.bytes(frame(2, [0, 5, 0, 5, 0, 1], reserved: 0x40))],
        1007, .broken(.invalidCompressedData)),
      squeezed(
        side, "a distance in front of the start",
        [.bytes(frame(2, [0x4A, 0x04, 0x23, 0x00], reserved: 0x40))], 1007, .broken(.invalidCompressedData)),
      squeezed(
        side, "a message cut in a block", [.bytes(frame(2, Array(exact.prefix(20)), reserved: 0x40))], 1007,
        .broken(.invalidCompressedData)),
      squeezed(
        side, "random bytes", [.bytes(frame(2, [0xFF, 0xA5, 0x5A, 0x13, 0x37, 0xEE], reserved: 0x40))], 1007,
        .broken(.invalidCompressedData)),
      squeezed(
        side, "a surrogate, compressed", [.bytes(frame(1, text, reserved: 0x40))], 1007, .broken(.invalidUTF8)
      ),
      squeezed(
        side, "RSV1 on a continuation",
        [.bytes(frame(1, [97], isFinal: false) + frame(0, text, reserved: 0x40))], 1002,
        .broken(.reservedBits)),
      squeezed(side, "RSV1 on a Ping", [.bytes(frame(9, [1], reserved: 0x40))], 1002, .broken(.reservedBits)),
      squeezed(
        side, "RSV2 on a compressed message", [.bytes(frame(2, exact, reserved: 0x60))], 1002,
        .broken(.reservedBits)),
      squeezed(
        side, "a compressed Close", [.bytes(frame(8, text, reserved: 0x40))], 1002, .broken(.reservedBits)),
      squeezed(
        side, "compressed empty fragments without end",
        [.bytes(frame(2, isFinal: false, reserved: 0x40)), .flood(frame(0, isFinal: false), count: .max)],
        1008,
        .broken(.tooManyEmptyFragments)),
    ]
  }

  private static func squeezed(
    _ side: Side, _ name: String, _ script: [Step], _ closeCode: UInt16, _ verdict: Verdict,
    _ count: UInt64 = 0
  ) -> HostileCase {
    let answer = "Sec-WebSocket-Extensions: permessage-deflate"
    let opening: [Step] =
      side == .server
      ? [.bytes(Opening.request(adding: [Opening.deflateOffer])), .awaitHead]
      : [.respond(Opening.response(adding: [answer]))]
    return HostileCase(
      name: "deflate: \(name)", script: opening + script, verdict: verdict, closeCode: closeCode,
      status: side == .server ? 101 : nil, messageCount: count
    ) { $0.compression = DeflateConfiguration() }
  }
}

/// Compressed messages for bombs.
enum Zeros {
  /// So many zeros as one compressed message.
  static func compressed(_ byteCount: Int) -> [UInt8] { compressed([UInt8](repeating: 0, count: byteCount)) }

  static func compressed(_ bytes: [UInt8]) -> [UInt8] { deflate(bytes, isFinal: true) }

  /// Blocks that end at a byte, so that they can be sent again and again.
  static func openBlocks(_ byteCount: Int) -> [UInt8] {
    deflate([UInt8](repeating: 0, count: byteCount), isFinal: false)
  }

  private static func deflate(_ bytes: [UInt8], isFinal: Bool) -> [UInt8] {
    let buffer = ByteBuffer(pool: BlockPool())
    bytes.withUnsafeBytes { buffer.append($0) }
    let deflater = Deflater(windowBits: 15, forgetsContext: false, level: 9, memoryLevel: 8)
    guard deflater?.compress(buffer, isFinal: isFinal) == true else { return [] }
    return Array(buffer.readable)
  }
}

extension [UInt8] {
  /// The same frame as the last one of a fragmented message.
  func dropFirstOpcode() -> [UInt8] { [self[0] & 0xF0] + dropFirst() }
}
