internal import RealtimeBuffers

extension Base64 {
  /// Decodes what is base64 and not canonical: without padding (RFC 4648 section 3.2), with the URL-safe alphabet
  /// (section 5), with line breaks or other white space (section 3.1). A byte at a time, for what the kernel refuses.
  ///
  /// One text has one alphabet, and padding that is there is complete: anything else was damaged on its way.
  static func decodeLeniently(_ text: RawSpan, into memory: UnsafeMutableRawBufferPointer) throws(JSONError) -> Int {
    var decoder = unsafe LenientBase64Decoder(memory)
    for offset in 0..<text.byteCount { try decoder.take(text.byte(at: offset), at: offset) }
    return try decoder.finish(at: text.byteCount)
  }
}

@safe
private struct LenientBase64Decoder {
  private enum Alphabet {
    case standard
    case urlSafe
  }

  private let memory: UnsafeMutableRawBufferPointer
  private var byteCount = 0
  private var alphabet: Alphabet?
  /// The letters of the group that is being read, at most four of six bits.
  private var group: UInt32 = 0
  private var groupLetterCount = 0
  private var paddingCount = 0
  private var lastLetterOffset = 0

  init(_ memory: UnsafeMutableRawBufferPointer) { unsafe self.memory = memory }

  mutating func take(_ byte: UInt8, at offset: Int) throws(JSONError) {
    switch byte {
    case UInt8(ascii: " "), 0x09, 0x0A, 0x0C, 0x0D: return
    case UInt8(ascii: "="):
      paddingCount += 1
      guard groupLetterCount >= 2, groupLetterCount + paddingCount <= 4 else {
        throw JSONError(kind: .invalidBase64, offset: offset)
      }
    default:
      guard paddingCount == 0, let value = value(of: byte) else {
        throw JSONError(kind: .invalidBase64, offset: offset)
      }
      lastLetterOffset = offset
      group = group << 6 | value
      groupLetterCount += 1
      if groupLetterCount == 4 { try write(3, at: offset) }
    }
  }

  /// - Returns: how many bytes were written.
  mutating func finish(at end: Int) throws(JSONError) -> Int {
    guard paddingCount == 0 || groupLetterCount + paddingCount == 4, groupLetterCount != 1 else {
      throw JSONError(kind: .invalidBase64Padding, offset: end)
    }
    guard groupLetterCount > 0 else { return byteCount }
    let unusedBitCount = groupLetterCount == 2 ? 4 : 2
    guard group & (1 << UInt32(unusedBitCount) - 1) == 0 else {
      throw JSONError(kind: .invalidBase64Padding, offset: lastLetterOffset)
    }
    let wanted = groupLetterCount - 1
    group <<= UInt32(6 * (4 - groupLetterCount))
    try write(wanted, at: end)
    return byteCount
  }

  private mutating func value(of letter: UInt8) -> UInt32? {
    switch letter {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(letter - UInt8(ascii: "A"))
    case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(letter - UInt8(ascii: "a")) + 26
    case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(letter - UInt8(ascii: "0")) + 52
    case UInt8(ascii: "+"): only(.standard, 62)
    case UInt8(ascii: "/"): only(.standard, 63)
    case UInt8(ascii: "-"): only(.urlSafe, 62)
    case UInt8(ascii: "_"): only(.urlSafe, 63)
    default: nil
    }
  }

  private mutating func only(_ alphabet: Alphabet, _ value: UInt32) -> UInt32? {
    if self.alphabet == nil { self.alphabet = alphabet }
    return self.alphabet == alphabet ? value : nil
  }

  /// Writes the first bytes of the group's three.
  private mutating func write(_ count: Int, at offset: Int) throws(JSONError) {
    guard unsafe memory.count - byteCount >= count else { throw JSONError(kind: .outputTooSmall, offset: offset) }
    for position in 0..<count {
      unsafe memory[byteCount + position] = UInt8(truncatingIfNeeded: group >> UInt32(16 - 8 * position))
    }
    byteCount += count
    group = 0
    groupLetterCount = 0
  }
}
