/// A client's valid request for a WebSocket, for the server to accept or refuse.
package struct HandshakeRequest: Sendable {
  /// The request that it came in.
  package let head: RequestHead
  /// The subprotocols that the client offers, the preferred first.
  package let subprotocols: [String]
  /// The extensions that the client offers.
  package let extensions: [WebSocketExtension]
  let key: HandshakeKey

  /// RFC 6455 section 4.2.1, for a GET that asks for a WebSocket.
  init(_ head: RequestHead) throws(WebSocketError) {
    self.head = head
    let headers = head.headers
    guard head.body.isEmpty else { throw WebSocketError(.bodyNotAllowed) }
    guard headers.values(named: "Sec-WebSocket-Version") == ["13"] else { throw WebSocketError(.versionUnsupported) }
    let keys = headers.values(named: "Sec-WebSocket-Key")
    guard keys.count == 1, let key = HandshakeKey(received: keys[0]) else { throw WebSocketError(.keyInvalid) }
    self.key = key
    subprotocols = try Self.subprotocols(headers)
    extensions = try WebSocketExtension.parse(headers.values(named: "Sec-WebSocket-Extensions"))
  }

  private static func subprotocols(_ headers: HTTPHeaders) throws(WebSocketError) -> [String] {
    var names: [String] = []
    for element in headers.elements(of: "Sec-WebSocket-Protocol") {
      guard HeaderSyntax.isToken(element.utf8) else { throw WebSocketError(.malformedSubprotocols) }
      names.append(String(element))
    }
    return names
  }
}
