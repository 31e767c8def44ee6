internal import RealtimeBuffers

/// Hides the credentials of a request where the response to it repeats them, because a report of it gets logged.
///
/// The rule: the whole value goes, a part of a word stays. A value of ``longByteCount`` bytes or more is
/// hidden wherever it stands, since no word is that long. A shorter one only where nothing that belongs to a
/// word is next to it, so that a key of one letter does not turn `model_not_found` into `***_not_found`. It
/// is found as it was sent, and as JSON or a URL writes it with escapes.
///
/// In JSON only texts and numbers are changed, so that it can still be read, and not the names that an error
/// of the API is made of.
package struct Redaction {
  /// From this size on a value is hidden inside of a word too.
  static let longByteCount = 20
  /// A body that was cut may end inside of a value: its beginning is hidden from so many bytes on.
  static let minimumCutByteCount = 4
  /// What the reader of an error looks for is no secret, whatever a header says.
  private static let names: Set<String> = ["error", "message", "type", "code", "param"]

  /// The longest first, so that no part of one is taken for another.
  private let secrets: [[UInt8]]

  package init(hiding secrets: [String]) {
    let unique = Set(secrets.map { Array(HeaderSyntax.trimmingSpace($0.utf8)) }).filter { !$0.isEmpty }
    self.secrets = unique.sorted { $0.count != $1.count ? $0.count > $1.count : $0.lexicographicallyPrecedes($1) }
  }

  package func apply(to text: String) -> String {
    String(decoding: apply(to: Array(text.utf8), isCut: false), as: UTF8.self)
  }

  /// - Parameter isCut: whether there was more than this.
  package func apply(to bytes: [UInt8], isCut: Bool) -> [UInt8] {
    if secrets.isEmpty { return bytes }
    return applyToJSON(bytes, isCut: isCut) ?? applyToText(bytes[...], isCut: isCut)
  }

  // MARK: JSON

  /// `nil` for what is no JSON object or array.
  private func applyToJSON(_ bytes: [UInt8], isCut: Bool) -> [UInt8]? {
    guard let first = bytes.first(where: { !Self.isJSONSpace($0) }), "{[".utf8.contains(first) else { return nil }
    var result: [UInt8] = []
    var offset = 0
    while offset < bytes.count {
      let byte = bytes[offset]
      if byte == UInt8(ascii: "\"") {
        let end = Self.endOfString(in: bytes, from: offset + 1)
        let content = bytes[(offset + 1)..<end]
        let isKnownName =
          Self.isName(bytes, before: end) && Self.names.contains(String(decoding: content, as: UTF8.self))
        result.append(byte)
        result += isKnownName ? Array(content) : applyToText(content, isCut: isCut && end == bytes.count)
        offset = end
        if offset < bytes.count {
          result.append(bytes[offset])
          offset += 1
        }
      } else if Self.isScalar(byte) {
        let end = bytes[offset...].firstIndex { !Self.isScalar($0) } ?? bytes.count
        let scalar = Array(bytes[offset..<end])
        guard Self.isLiteral(scalar) || !HeaderSyntax.isLetter(byte) else { return nil }
        result +=
          secrets.contains(scalar) && !Self.isLiteral(scalar) ? Array("\"\(Secret.mask)\"".utf8) : scalar
        offset = end
      } else if Self.isJSONSpace(byte) || "{}[]:,".utf8.contains(byte) {
        result.append(byte)
        offset += 1
      } else {
        return nil
      }
    }
    return result
  }

  private static func endOfString(in bytes: [UInt8], from start: Int) -> Int {
    var offset = start
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      offset += bytes[offset] == UInt8(ascii: "\\") ? 2 : 1
    }
    return min(offset, bytes.count)
  }

  /// Whether a colon follows the string that ends at `end`.
  private static func isName(_ bytes: [UInt8], before end: Int) -> Bool {
    bytes.dropFirst(end + 1).first { !isJSONSpace($0) } == UInt8(ascii: ":")
  }

  private static func isJSONSpace(_ byte: UInt8) -> Bool { HeaderSyntax.isSpace(byte) || byte == 0x0A || byte == 0x0D }

  private static func isScalar(_ byte: UInt8) -> Bool {
    HeaderSyntax.isLetterOrDigit(byte) || "+-.".utf8.contains(byte)
  }

  private static func isLiteral(_ bytes: [UInt8]) -> Bool {
    ["true", "false", "null"].contains(String(decoding: bytes, as: UTF8.self))
  }

  // MARK: Text

  private func applyToText(_ bytes: ArraySlice<UInt8>, isCut: Bool) -> [UInt8] {
    var result: [UInt8] = []
    var offset = bytes.startIndex
    var previous: UInt8?
    while offset < bytes.endIndex {
      if let end = endOfSecret(in: bytes, at: offset, after: previous, isCut: isCut) {
        result += Array(Secret.mask.utf8)
        previous = UInt8(ascii: "*")
        offset = end
      } else {
        let unit = EscapedUnit(bytes, at: offset)
        result += bytes[offset..<unit.end]
        previous = unit.bytes.last
        offset = unit.end
      }
    }
    return result
  }

  private func endOfSecret(in bytes: ArraySlice<UInt8>, at offset: Int, after previous: UInt8?, isCut: Bool) -> Int? {
    for secret in secrets {
      let isLong = secret.count >= Self.longByteCount
      if !isLong, let previous, Self.isWord(previous), Self.isWord(secret[0]) { continue }
      guard let match = Self.match(secret, bytes, at: offset) else { continue }
      if match.byteCount < secret.count {
        if isCut, match.byteCount >= Self.minimumCutByteCount { return bytes.endIndex }
        continue
      }
      let isInsideWord =
        match.end < bytes.endIndex && Self.isWord(bytes[match.end]) && Self.isWord(secret[secret.count - 1])
      if isLong || !isInsideWord { return match.end }
    }
    return nil
  }

  /// How far `bytes` and the secret agree: to the secret's end, or to the end of the bytes; `nil` when they do not.
  private static func match(
    _ secret: [UInt8], _ bytes: ArraySlice<UInt8>, at start: Int
  ) -> (end: Int, byteCount: Int)? {
    var offset = start
    var matched = 0
    while matched < secret.count {
      guard offset < bytes.endIndex else { return (offset, matched) }
      let unit = EscapedUnit(bytes, at: offset)
      if secret[matched...].starts(with: unit.bytes) {
        offset = unit.end
        matched += unit.bytes.count
      } else if bytes[offset] == secret[matched] {
        // It looks like an escape and is none.
        offset += 1
        matched += 1
      } else {
        return nil
      }
    }
    return (offset, matched)
  }

  /// Letters, digits and what joins them to a word.
  private static func isWord(_ byte: UInt8) -> Bool {
    HeaderSyntax.isLetterOrDigit(byte) || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
  }
}

/// One byte of a text, or an escape of JSON (RFC 8259 section 7) or of a URL (RFC 3986 section 2.1) and what it means.
private struct EscapedUnit {
  private(set) var bytes: [UInt8]
  private(set) var end: Int

  init(_ text: ArraySlice<UInt8>, at offset: Int) {
    bytes = [text[offset]]
    end = offset + 1
    switch text[offset] {
    case UInt8(ascii: "%"):
      if let value = Self.hexadecimal(text, at: offset + 1, digitCount: 2) { become([UInt8(value)], offset + 3) }
    case UInt8(ascii: "\\") where end < text.endIndex: readJSONEscape(text, at: offset)
    default: break
    }
  }

  private mutating func readJSONEscape(_ text: ArraySlice<UInt8>, at offset: Int) {
    switch text[offset + 1] {
    case UInt8(ascii: "u"):
      guard let value = Self.hexadecimal(text, at: offset + 2, digitCount: 4),
        let scalar = UnicodeScalar(value)
      else { return }
      become(Array(String(Character(scalar)).utf8), offset + 6)
    case UInt8(ascii: "n"): become([0x0A], offset + 2)
    case UInt8(ascii: "r"): become([0x0D], offset + 2)
    case UInt8(ascii: "t"): become([0x09], offset + 2)
    case UInt8(ascii: "b"): become([0x08], offset + 2)
    case UInt8(ascii: "f"): become([0x0C], offset + 2)
    case let byte where "\"\\/".utf8.contains(byte): become([byte], offset + 2)
    default: return
    }
  }

  private mutating func become(_ meaning: [UInt8], _ end: Int) {
    bytes = meaning
    self.end = end
  }

  private static func hexadecimal(_ text: ArraySlice<UInt8>, at start: Int, digitCount: Int) -> UInt16? {
    guard start + digitCount <= text.endIndex else { return nil }
    var value: UInt16 = 0
    for byte in text[start..<(start + digitCount)] {
      guard let digit = byte.hexDigitValue else { return nil }
      value = value << 4 | UInt16(digit)
    }
    return value
  }
}
