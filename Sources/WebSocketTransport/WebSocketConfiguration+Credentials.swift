internal import RealtimeWebSocketProtocol

extension WebSocketConfiguration {
  /// The header fields whose values let somebody in.
  private static let credentialNames = [
    "Authorization", "api-key", "x-api-key", "Cookie", "Proxy-Authorization",
  ]
  /// How browsers send a key to the service, which cannot set headers.
  private static let keySubprotocol = "openai-insecure-api-key."

  /// What a request made from this carries and no report may repeat: each value, and what follows its scheme.
  var credentials: [String] {
    var found: [String] = []
    for name in Self.credentialNames {
      for value in headers.values(named: name) {
        found.append(value)
        if let space = value.firstIndex(of: " ") { found.append(String(value[value.index(after: space)...])) }
      }
    }
    for subprotocol in subprotocols where subprotocol.hasPrefix(Self.keySubprotocol) {
      found.append(String(subprotocol.dropFirst(Self.keySubprotocol.count)))
    }
    return found
  }
}
