/// The host parser of the WHATWG URL Standard: domain, IPv4 address in any of its spellings, or IPv6 address.
enum URLHost {
  static func parse(_ bytes: ArraySlice<UInt8>) throws(RealtimeConfigurationError) -> String {
    if bytes.first == UInt8(ascii: "[") {
      guard bytes.last == UInt8(ascii: "]"), let pieces = IPv6Text.parse(bytes.dropFirst().dropLast()) else {
        throw .invalidURL("its host is not a valid IPv6 address")
      }
      return "[\(IPv6Text.serialize(pieces))]"
    }
    let domain = String(decoding: PercentEncoding.decode(bytes), as: UTF8.self)
    let ascii = try InternationalDomain.ascii(domain)
    guard !ascii.isEmpty, ascii.utf8.allSatisfy(isAllowedInDomain) else {
      throw .invalidURL("its host has a character that no host name can have")
    }
    guard IPv4Text.looksLikeAddress(ascii) else { return ascii }
    guard let address = IPv4Text.parse(ascii) else {
      throw .invalidURL("its host ends in a number but is not a valid IPv4 address")
    }
    return IPv4Text.serialize(address)
  }

  /// Everything but the standard's forbidden domain code points.
  private static func isAllowedInDomain(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"#/:<>?@[\\]^|%".utf8.contains(byte)
  }
}
