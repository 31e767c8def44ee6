internal import RealtimeBuffers

/// The WHATWG URL parser, cut down to absolute URLs of `https`, `wss`, `http` and `ws` (the "special" schemes
/// without `file` and `ftp`). Works on UTF-8 bytes; every piece is percent-encoded with its own set.
struct URLParser {
  private let input: [UInt8]
  private var offset = 0

  init(_ string: String) {
    // The standard strips C0 controls and spaces at both ends, then tabs and line breaks anywhere.
    let bytes = Array(string.utf8)
    let isEdge: (UInt8) -> Bool = { $0 <= 0x20 }
    let start = bytes.firstIndex { !isEdge($0) } ?? bytes.endIndex
    let end = (bytes.lastIndex { !isEdge($0) } ?? start - 1) + 1
    input = bytes[start..<end].filter { $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
  }

  mutating func parse() throws(RealtimeConfigurationError) -> RealtimeURL {
    let scheme = try parseScheme()
    while offset < input.count, Self.isSlash(input[offset]) { offset += 1 }
    let origin = take { !Self.isSlash($0) && $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let path = take { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
    let query = takeMarked(by: UInt8(ascii: "?")) { $0 != UInt8(ascii: "#") }
    let fragment = takeMarked(by: UInt8(ascii: "#")) { _ in true }

    guard let authority = Authority(origin) else { throw URLHost.invalidAddress }
    guard authority.isHostBracketed || !authority.host.isEmpty else { throw .invalidURL("it has no host") }
    let port = try authority.port.flatMap(Self.parsePort)
    return RealtimeURL(
      scheme: scheme, host: try URLHost.parse(authority.host, isBracketed: authority.isHostBracketed),
      port: port == RealtimeURL.defaultPort(of: scheme) ? nil : port, path: Self.normalizedPath(path),
      query: query.map { PercentEncoding.encode($0, set: .specialQuery) },
      fragment: fragment.map { PercentEncoding.encode($0, set: .fragment) },
      userInfo: authority.userInfo.flatMap(Self.encodedUserInfo))
  }

  // MARK: Pieces

  private mutating func parseScheme() throws(RealtimeConfigurationError) -> String {
    let scheme = take { Self.isSchemeByte($0) }
    guard let first = scheme.first, Self.isLetter(first), offset < input.count,
      input[offset] == UInt8(ascii: ":")
    else { throw .invalidURL("it is not absolute: it has no scheme such as https:") }
    offset += 1
    let name = String(decoding: scheme, as: UTF8.self).lowercased()
    guard ["https", "wss", "http", "ws"].contains(name) else {
      throw .invalidURL("its scheme is not one of https, wss, http and ws")
    }
    return name
  }

  /// Takes bytes while they match.
  private mutating func take(while matches: (UInt8) -> Bool) -> ArraySlice<UInt8> {
    let start = offset
    while offset < input.count, matches(input[offset]) { offset += 1 }
    return input[start..<offset]
  }

  private mutating func takeMarked(by mark: UInt8, while matches: (UInt8) -> Bool) -> ArraySlice<UInt8>? {
    guard offset < input.count, input[offset] == mark else { return nil }
    offset += 1
    return take(while: matches)
  }

  private static func encodedUserInfo(_ bytes: ArraySlice<UInt8>) -> Secret? {
    let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
    let name = PercentEncoding.encode(bytes[..<colon], set: .userInfo)
    let password = PercentEncoding.encode(bytes[colon...].dropFirst(), set: .userInfo)
    if password.isEmpty { return name.isEmpty ? nil : Secret(name) }
    return Secret("\(name):\(password)")
  }

  private static func parsePort(_ digits: ArraySlice<UInt8>) throws(RealtimeConfigurationError) -> Int? {
    if digits.isEmpty { return nil }
    guard digits.allSatisfy({ (0x30...0x39).contains($0) }), let port = UInt16(String(decoding: digits, as: UTF8.self))
    else { throw .invalidURL("its port is not a number from 0 to 65535") }
    return Int(port)
  }

  // MARK: Path

  private static func normalizedPath(_ bytes: ArraySlice<UInt8>) -> String {
    var segments: [String] = []
    let pieces = bytes.dropFirst().split(omittingEmptySubsequences: false, whereSeparator: isSlash)
    for (index, piece) in pieces.enumerated() {
      let isLast = index == pieces.count - 1
      let segment = PercentEncoding.encode(piece, set: .path)
      switch segment.lowercased() {
      case "..", ".%2e", "%2e.", "%2e%2e":
        _ = segments.popLast()
        if isLast { segments.append("") }
      case ".", "%2e":
        if isLast { segments.append("") }
      default: segments.append(segment)
      }
    }
    return "/" + segments.joined(separator: "/")
  }

  // MARK: Bytes

  /// In these schemes a backslash is read as a slash.
  private static func isSlash(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") }

  private static func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }

  private static func isSchemeByte(_ byte: UInt8) -> Bool {
    isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || [UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: ".")].contains(byte)
  }
}
