/// The character rules of RFC 9110 section 5.6: what may reach the wire, and how lists are read.
enum HeaderSyntax {
  static func isTokenByte(_ byte: UInt8) -> Bool { isLetterOrDigit(byte) || "!#$%&'*+-.^_`|~".utf8.contains(byte) }
  static func isLetterOrDigit(_ byte: UInt8) -> Bool { isLetter(byte) || isDigit(byte) }
  static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7A).contains(byte | 0x20) }
  static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  static func isToken(_ text: some Collection<UInt8>) -> Bool { !text.isEmpty && text.allSatisfy(isTokenByte) }

  /// No control character but the tab: above all no CR, LF and NUL, which would begin another line.
  static func isFieldValue(_ text: some Collection<UInt8>) -> Bool {
    text.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
  }

  /// Origin form of a request target: a path, perhaps with a query, all visible ASCII and no fragment.
  static func isPath(_ text: some Collection<UInt8>) -> Bool {
    text.first == UInt8(ascii: "/") && text.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "#") }
  }

  /// What a Host header carries: a name, an address in brackets or not, and a port.
  static func isHost(_ text: some Collection<UInt8>) -> Bool {
    !text.isEmpty && text.allSatisfy { "[]:".utf8.contains($0) || (isTokenByte($0) && !"#^`|".utf8.contains($0)) }
  }

  static func isSameName(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
    left.utf8.elementsEqual(right.utf8) { lowercased($0) == lowercased($1) }
  }

  static func lowercased(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 }

  /// The elements of a comma-separated list without the space around them; empty ones are left out.
  static func elements(of list: String) -> [Substring] {
    list.utf8.split(separator: UInt8(ascii: ",")).compactMap { element in
      let trimmed = trimmingSpace(element)
      return trimmed.isEmpty ? nil : Substring(trimmed)
    }
  }

  static func trimmingSpace<Text: BidirectionalCollection<UInt8>>(_ text: Text) -> Text.SubSequence
  where Text.SubSequence: BidirectionalCollection<UInt8> {
    var rest = text[...]
    while let first = rest.first, isSpace(first) { rest = rest.dropFirst() }
    while let last = rest.last, isSpace(last) { rest = rest.dropLast() }
    return rest
  }
}
