internal import RealtimeBuffers

// Percent-encoding of UTF-8 bytes with the sets of the WHATWG URL Standard.
extension PercentEncoding {
  /// Which ASCII characters must not stand raw in a part of a URL. C0 controls, DEL and every byte of a
  /// non-ASCII character are always encoded.
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
    /// Everything but what RFC 3986 section 3.3 lets stand in one segment of a path.
    static let segment = Set(" \"#%/<>?[\\]^`{|}")
  }

  static func encode(_ bytes: some Sequence<UInt8>, set: Set) -> String {
    var encoded: [UInt8] = []
    for byte in bytes {
      if set.contains(byte) { append(byte, to: &encoded) } else { encoded.append(byte) }
    }
    return String(decoding: encoded, as: UTF8.self)
  }
}
