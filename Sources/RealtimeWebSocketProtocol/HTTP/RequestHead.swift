/// The head of an HTTP request that keeps the rules for every request (RFC 9112 sections 2, 3 and 6).
package struct RequestHead: Sendable {
  /// The method as it came: methods are told apart by case.
  package let method: String
  /// The path of the target, percent-encoded as it came; `*` for an OPTIONS request about the whole server.
  package let path: String
  /// What follows the first `?` of the target, or `nil`.
  package let query: String?
  /// Host and port that the request is for; empty where an HTTP/1.0 request names none.
  package let host: String
  /// All header fields, in the order they came.
  package let headers: HTTPHeaders
  let body: BodyFraming
  private let minorVersion: Int

  init(_ head: HTTPHead) throws(WebSocketError) {
    minorVersion = try HTTPHead.minorVersion(head.startLine.2)
    method = head.startLine.0
    guard HeaderSyntax.isToken(method.utf8) else { throw WebSocketError(.malformedHead) }
    // Its target is the name of another host: nobody is let through here.
    guard method != "CONNECT" else { throw WebSocketError(.methodNotGet) }
    let target = try RequestTarget(head.startLine.1, method: method)
    path = target.path
    query = target.query
    headers = head.headers
    let named = try Self.host(headers, isRequired: minorVersion > 0)
    host = target.authority ?? named
    body = try BodyFraming(ofRequest: headers, minorVersion: minorVersion)
  }

  /// Whether the client wants to go on as a WebSocket. HTTP/1.0 has no Upgrade (RFC 9110 section 7.8).
  var asksForWebSocket: Bool {
    minorVersion > 0 && HandshakeRules.contains("websocket", in: headers.elements(of: "Upgrade"))
      && HandshakeRules.contains("upgrade", in: headers.elements(of: "Connection"))
  }

  /// Whether the client sends its body only after a 100 response (RFC 9110 section 10.1.1).
  func expectsContinue() throws(WebSocketError) -> Bool {
    guard minorVersion > 0 else { return false }
    let expectations = headers.elements(of: "Expect")
    guard expectations.allSatisfy({ HeaderSyntax.isSameName($0, "100-continue") }) else {
      throw WebSocketError(.expectationUnsupported)
    }
    return !expectations.isEmpty
  }

  /// What a server that only opens WebSockets says to a request that asks for none.
  package var refusal: WebSocketError {
    let isRead = method == "GET" || (method == "HEAD" && !asksForWebSocket)
    return WebSocketError(isRead ? .notAnUpgrade : .methodNotGet)
  }

  /// RFC 9112 section 3.2: exactly one, and since HTTP/1.1 not none.
  private static func host(_ headers: HTTPHeaders, isRequired: Bool) throws(WebSocketError) -> String {
    let hosts = headers.values(named: "Host")
    if hosts.isEmpty && !isRequired { return "" }
    guard hosts.count == 1, HeaderSyntax.isHost(hosts[0].utf8) else { throw WebSocketError(.hostMissing) }
    return hosts[0]
  }
}
