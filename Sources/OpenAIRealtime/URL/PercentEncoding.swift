/// Percent-encoding of UTF-8 bytes with the sets of the WHATWG URL Standard.
enum PercentEncoding {
  /// Which ASCII characters must not stand raw in a part of a URL. C0 controls, DEL and every byte of a non-ASCII
  /// character are always encoded.
  struct Set {
    private let bytes: [Bool]

    private init(_ characters: String) {
      var bytes = [Bool](repeating: false, count: 128)
      for byte in 0..<128 where byte < 0x20 || byte == 0x7F { bytes[byte] = true }
      for character in characters.utf8 { bytes[Int(character)] = true }
      self.bytes = bytes
    }

    func contains(_ byte: UInt8) -> Bool { byte >= 0x80 || bytes[Int(byte)] }

    static let fragment = Set(" \"<>`")
    static let specialQuery = Set(" \"#<>'")
    static let path = Set(" \"#<>?`{}")
    static let userInfo = Set(" \"#<>?`{}/:;=@[\\]^|")
  }

  static func encode(_ bytes: some Sequence<UInt8>, set: Set) -> String {
    var encoded: [UInt8] = []
    for byte in bytes {
      if set.contains(byte) { append(byte, to: &encoded) } else { encoded.append(byte) }
    }
    return String(decoding: encoded, as: UTF8.self)
  }

  /// Decodes `%XX`; a percent sign without two hexadecimal digits behind it stands for itself.
  static func decode(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var decoded: [UInt8] = []
    var offset = bytes.startIndex
    while offset < bytes.endIndex {
      if bytes[offset] == UInt8(ascii: "%"), bytes.endIndex - offset > 2,
        let high = hexValue(bytes[offset + 1]), let low = hexValue(bytes[offset + 2])
      {
        decoded.append(high << 4 | low)
        offset += 3
      } else {
        decoded.append(bytes[offset])
        offset += 1
      }
    }
    return decoded
  }

  /// Appends `%XX` with capital digits.
  static func append(_ byte: UInt8, to bytes: inout [UInt8]) {
    let digits = StaticString("0123456789ABCDEF")
    let digit: (UInt8) -> UInt8 = { value in digits.withUTF8Buffer { $0[Int(value)] } }
    bytes.append(UInt8(ascii: "%"))
    bytes.append(digit(byte >> 4))
    bytes.append(digit(byte & 0x0F))
  }

  static func hexValue(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}

/// `application/x-www-form-urlencoded`, the form in which `URLSearchParams` writes a query.
enum FormEncoding {
  typealias Parameter = (name: String, value: String)

  static func parse(_ query: String) -> [Parameter] {
    Array(query.utf8).split(separator: UInt8(ascii: "&")).map { pair in
      let equals = pair.firstIndex(of: UInt8(ascii: "=")) ?? pair.endIndex
      return (decoded(pair[..<equals]), decoded(pair[equals...].dropFirst()))
    }
  }

  static func serialize(_ parameters: [Parameter]) -> String {
    parameters.map { "\(encoded($0.name))=\(encoded($0.value))" }.joined(separator: "&")
  }

  private static func decoded(_ bytes: ArraySlice<UInt8>) -> String {
    let spaced = bytes.map { $0 == UInt8(ascii: "+") ? UInt8(ascii: " ") : $0 }
    return String(decoding: PercentEncoding.decode(spaced[...]), as: UTF8.self)
  }

  private static func encoded(_ text: String) -> String {
    var encoded: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"),
        UInt8(ascii: "*"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
        encoded.append(byte)
      case UInt8(ascii: " "):
        encoded.append(UInt8(ascii: "+"))
      default:
        PercentEncoding.append(byte, to: &encoded)
      }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
