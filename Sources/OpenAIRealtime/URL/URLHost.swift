internal import WebSocketTransport

/// A URL's host: a name in ASCII, an IPv4 address in dotted decimal, or an IPv6 address.
///
/// Where the WHATWG URL Standard would rewrite a host, this refuses it and names the spelling to use: nothing
/// is ever sent to a host that was not meant.
enum URLHost {
  static let invalidAddress = RealtimeConfigurationError.invalidURL("its host is not a valid IPv6 address")

  static func parse(_ bytes: ArraySlice<UInt8>, isBracketed: Bool) throws(RealtimeConfigurationError) -> String {
    let host = String(decoding: bytes, as: UTF8.self).lowercased()
    if isBracketed { return try ipv6(host) }
    guard bytes.allSatisfy({ $0 < 0x80 }) else {
      throw .invalidURL("its host is not ASCII: write the xn-- form, as xn--bcher-kva.example for b\u{FC}cher.example")
    }
    guard !host.isEmpty, host.utf8.allSatisfy(isAllowedInName) else {
      throw .invalidURL("its host has a character that no host name can have")
    }
    guard !endsInNumber(host) || SocketAddress(host: host, port: 0) != nil else {
      throw .invalidURL(
        "its host ends in a number but is not an IPv4 address in dotted decimal, as 192.0.2.1: write that")
    }
    return host
  }

  private static func ipv6(_ host: String) throws(RealtimeConfigurationError) -> String {
    // A zone, as in `fe80::1%2`, has no place in a URL.
    guard !host.contains("%"), let address = SocketAddress(host: host, port: 0), address.family == .ipv6
    else { throw invalidAddress }
    return "[\(address.host)]"
  }

  /// Whether the last label is a number: then some system takes the host for an IPv4 address.
  private static func endsInNumber(_ host: String) -> Bool {
    guard let last = host.split(separator: ".").last else { return false }
    if last.hasPrefix("0x") { return last.dropFirst(2).allSatisfy(\.isHexDigit) }
    return last.allSatisfy(\.isWholeNumber)
  }

  /// Everything but the standard's forbidden domain code points.
  private static func isAllowedInName(_ byte: UInt8) -> Bool {
    byte > 0x20 && byte < 0x7F && !"#/:<>?@[\\]^|%".utf8.contains(byte)
  }
}
