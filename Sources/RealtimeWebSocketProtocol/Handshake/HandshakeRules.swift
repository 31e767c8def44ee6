/// What both sides of the opening handshake check, and what user input must look like to reach the wire.
enum HandshakeRules {
  /// Fields that belong to the handshake itself or would change how the message is framed.
  private static let reservedNames: Set<String> = [
    "host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version", "sec-websocket-accept",
    "sec-websocket-protocol", "sec-websocket-extensions", "content-length", "transfer-encoding", "expect",
  ]

  // MARK: User input

  static func check(_ request: ClientHandshake.Request) throws(WebSocketError) {
    guard HeaderSyntax.isHost(request.host.utf8) else { throw WebSocketError(.invalidHost) }
    guard HeaderSyntax.isPath(request.path.utf8) else { throw WebSocketError(.invalidPath) }
    try check(request.headers)
    var seen: Set<String> = []
    for subprotocol in request.subprotocols {
      guard HeaderSyntax.isToken(subprotocol.utf8), seen.insert(subprotocol).inserted else {
        throw WebSocketError(.invalidSubprotocol)
      }
    }
  }

  /// No header injection: names are tokens, values have no control characters, and none replaces ours.
  static func check(_ headers: HTTPHeaders) throws(WebSocketError) {
    for field in headers.fields {
      if let kind = refusal(of: field) { throw WebSocketError(kind) }
    }
  }

  fileprivate static func refusal(of field: HTTPHeaders.Field) -> WebSocketError.Kind? {
    guard HeaderSyntax.isToken(field.name.utf8), HeaderSyntax.isFieldValue(field.value.utf8) else {
      return .invalidHeader
    }
    return reservedNames.contains(lowercased(field.name)) ? .reservedHeader : nil
  }

  private static func lowercased(_ name: String) -> String {
    String(decoding: name.utf8.map(HeaderSyntax.lowercased), as: UTF8.self)
  }

  // MARK: The 101 response

  /// RFC 6455 section 4.1, the list at its end.
  static func response(
    _ headers: HTTPHeaders, to request: ClientHandshake.Request, key: HandshakeKey
  ) throws(WebSocketError) -> HandshakeResponse {
    guard hasOnly("websocket", in: headers.elements(of: "Upgrade")) else { throw WebSocketError(.upgradeMissing) }
    guard contains("upgrade", in: headers.elements(of: "Connection")) else {
      throw WebSocketError(.connectionUpgradeMissing)
    }
    guard headers.values(named: "Sec-WebSocket-Accept") == [key.accept] else { throw WebSocketError(.acceptMismatch) }
    return HandshakeResponse(
      subprotocol: try subprotocol(headers, offered: request.subprotocols), headers: headers,
      deflate: try deflate(headers, offered: request.deflate))
  }

  private static func subprotocol(_ headers: HTTPHeaders, offered: [String]) throws(WebSocketError) -> String? {
    let values = headers.values(named: "Sec-WebSocket-Protocol")
    guard let chosen = values.first else { return nil }
    guard values.count == 1, offered.contains(chosen) else { throw WebSocketError(.subprotocolNotOffered) }
    return chosen
  }

  private static func deflate(
    _ headers: HTTPHeaders, offered: DeflateConfiguration?
  ) throws(WebSocketError) -> DeflateParameters? {
    let values = headers.values(named: "Sec-WebSocket-Extensions").filter { !$0.isEmpty }
    let extensions = try WebSocketExtension.parse(values)
    guard let answer = extensions.first else { return nil }
    guard let offered, extensions.count == 1, answer.name == DeflateNegotiation.name else {
      throw WebSocketError(.extensionNotOffered)
    }
    return try DeflateNegotiation.accepted(answer, offered: offered)
  }

  static func contains(_ token: String, in elements: [Substring]) -> Bool {
    elements.contains { HeaderSyntax.isSameName($0, token) }
  }

  private static func hasOnly(_ token: String, in elements: [Substring]) -> Bool {
    elements.count == 1 && contains(token, in: elements)
  }
}

extension HTTPHeaders {
  /// The name of the first field that no request can carry; `nil` where there is none, and where what is
  /// wrong is the name itself, which may then be anything.
  package var nameOfRefusedField: String? {
    guard let field = fields.first(where: { HandshakeRules.refusal(of: $0) != nil }) else { return nil }
    return HeaderSyntax.isToken(field.name.utf8) ? field.name : nil
  }
}
