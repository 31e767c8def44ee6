/// The parts of `user:password@host:port` in a URL (RFC 3986 section 3.2) as they stand there: nothing is decoded, and
/// no character is judged.
package struct Authority<Text: BidirectionalCollection<UInt8>> where Text.SubSequence == Text {
  /// What is in front of the last `@`.
  package let userInfo: Text?
  /// An IPv6 address without its brackets.
  package let host: Text
  package let isHostBracketed: Bool
  /// What follows the colon after the host. It may be empty, which means the same as no port.
  package let port: Text?

  /// `nil` where a bracket is not closed, or something else than a port follows it.
  package init?(_ text: Text) {
    var rest = text
    var userInfo: Text?
    if let at = text.lastIndex(of: UInt8(ascii: "@")) {
      userInfo = text[..<at]
      rest = text[text.index(after: at)...]
    }
    self.userInfo = userInfo
    isHostBracketed = rest.first == UInt8(ascii: "[")
    if isHostBracketed {
      guard let bracket = rest.firstIndex(of: UInt8(ascii: "]")) else { return nil }
      host = rest[..<bracket].dropFirst()
      rest = rest[bracket...].dropFirst()
    } else {
      host = rest.prefix { $0 != UInt8(ascii: ":") }
      rest = rest[host.endIndex...]
    }
    guard rest.isEmpty || rest.first == UInt8(ascii: ":") else { return nil }
    port = rest.isEmpty ? nil : rest.dropFirst()
  }

  /// The port as a number; `nil` where there is none, or it is not one from 1 to 65535 in digits alone.
  package var portNumber: UInt16? {
    guard let port, port.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let number = UInt16(String(decoding: port, as: UTF8.self)), number > 0
    else { return nil }
    return number
  }
}
