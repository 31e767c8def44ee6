/// A client's valid request for a WebSocket, for the server to accept or refuse.
public struct UpgradeRequest: Sendable {
  /// Path of the request target, percent-encoded as it came.
  public let path: String
  /// What follows the first `?` of the target, or `nil`.
  public let query: String?
  /// The Host header.
  public let host: String
  /// All header fields, in the order they came. `Authorization` among them: do not log.
  public let headers: HTTPHeaders
  /// The subprotocols that the client offers, the preferred first.
  public let subprotocols: [String]
  /// The extensions that the client offers.
  package let extensions: [WebSocketExtension]
  let key: HandshakeKey

  /// RFC 6455, section 4.2.1.
  init(_ head: HTTPHead) throws(WebSocketError) {
    guard head.startLine.2 == "HTTP/1.1" else {
      throw WebSocketError(head.startLine.2.hasPrefix("HTTP/") ? .unsupportedHTTPVersion : .malformedHead)
    }
    guard head.startLine.0 == "GET" else { throw WebSocketError(.methodNotGet) }
    let target = head.startLine.1
    guard HeaderSyntax.isPath(target.utf8) else { throw WebSocketError(.requestTargetInvalid) }
    let parts = target.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    path = String(parts[0])
    query = parts.count == 2 ? String(parts[1]) : nil

    headers = head.headers
    let hosts = headers.values(named: "Host")
    guard hosts.count == 1, HeaderSyntax.isHost(hosts[0].utf8) else { throw WebSocketError(.hostMissing) }
    host = hosts[0]
    guard headers["Content-Length"].map({ $0 == "0" }) ?? true, headers["Transfer-Encoding"] == nil else {
      throw WebSocketError(.bodyNotAllowed)
    }
    guard HandshakeRules.contains("websocket", in: headers.elements(of: "Upgrade")),
      HandshakeRules.contains("upgrade", in: headers.elements(of: "Connection"))
    else { throw WebSocketError(.notAnUpgrade) }
    guard headers.values(named: "Sec-WebSocket-Version") == ["13"] else {
      throw WebSocketError(.versionUnsupported)
    }
    let keys = headers.values(named: "Sec-WebSocket-Key")
    guard keys.count == 1, let key = HandshakeKey(received: keys[0]) else {
      throw WebSocketError(.keyInvalid)
    }
    self.key = key
    subprotocols = try Self.subprotocols(headers)
    extensions = try WebSocketExtension.parse(headers.values(named: "Sec-WebSocket-Extensions"))
  }

  private static func subprotocols(_ headers: HTTPHeaders) throws(WebSocketError) -> [String] {
    var names: [String] = []
    for element in headers.elements(of: "Sec-WebSocket-Protocol") {
      guard HeaderSyntax.isToken(element.utf8) else { throw WebSocketError(.invalidSubprotocol) }
      names.append(String(element))
    }
    return names
  }
}
