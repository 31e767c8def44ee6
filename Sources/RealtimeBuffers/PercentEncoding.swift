/// `%XX`, which stands for a byte that must not stand raw in a part of a URL (RFC 3986 section 2.1).
package enum PercentEncoding {
  /// Decodes each `%XX`; a percent sign without two hexadecimal digits after it stands for itself.
  package static func decode(_ text: some Collection<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var rest = text[...]
    while let byte = rest.first {
      let escaped = escapedByte(rest)
      decoded.append(escaped ?? byte)
      rest = rest.dropFirst(escaped == nil ? 1 : 3)
    }
    return decoded
  }

  /// Appends `%XX` with capital digits.
  package static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    let digit = { (value: UInt8) in value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "A") + value - 10 }
    bytes += [UInt8(ascii: "%"), digit(byte >> 4), digit(byte & 0x0F)]
  }

  /// The byte of the escape that `text` begins with, if it does.
  private static func escapedByte(_ text: some Collection<UInt8>) -> UInt8? {
    guard text.first == UInt8(ascii: "%") else { return nil }
    let digits = text.dropFirst().prefix(2).compactMap(\.hexDigitValue)
    return digits.count == 2 ? digits[0] << 4 | digits[1] : nil
  }
}
