/// A request target in each form that a server is sent (RFC 9112 section 3.2), as path and query.
struct RequestTarget {
  /// The schemes of URLs that a target may be.
  private static let schemes = ["http", "https", "ws", "wss"]

  /// `*` when it is the whole server that an OPTIONS request is about.
  let path: String
  let query: String?
  /// Host and port of a target in absolute form, which count in place of the Host header then.
  let authority: String?

  init(_ text: String, method: String) throws(WebSocketError) {
    let isAboutServer = method == "OPTIONS"
    if text == "*" && isAboutServer {
      (path, query, authority) = (text, nil, nil)
      return
    }
    var origin = text.utf8[...]
    authority = try Self.takeAuthority(from: &origin)
    if authority != nil && origin.isEmpty {
      (path, query) = (isAboutServer ? "*" : "/", nil)
      return
    }
    let startsWithQuery = authority != nil && origin.first == UInt8(ascii: "?")
    let pathAndQuery = (startsWithQuery ? "/" : "") + String(Substring(origin))
    guard HeaderSyntax.isPath(pathAndQuery.utf8) else { throw WebSocketError(.requestTargetInvalid) }
    let parts = pathAndQuery.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts[0])
    query = parts.count == 2 ? String(parts[1]) : nil
  }

  /// Leaves path and query. User information has no place in a request (RFC 9110 section 4.2.4).
  private static func takeAuthority(from target: inout Substring.UTF8View) throws(WebSocketError) -> String? {
    guard target.first != UInt8(ascii: "/"), let colon = target.firstIndex(of: UInt8(ascii: ":")) else { return nil }
    let scheme = Substring(target[..<colon])
    let rest = target[target.index(after: colon)...]
    guard rest.starts(with: "//".utf8), schemes.contains(where: { HeaderSyntax.isSameName($0, scheme) })
    else { throw WebSocketError(.requestTargetInvalid) }
    let authority = rest.dropFirst(2).prefix { $0 != UInt8(ascii: "/") && $0 != UInt8(ascii: "?") }
    guard HeaderSyntax.isHost(authority) else { throw WebSocketError(.requestTargetInvalid) }
    target = rest[authority.endIndex...]
    return String(Substring(authority))
  }
}
