internal import WebSocketTransport

/// Compares the credential of a request with the key that the server requires.
enum APIKeyCheck {
  private static let bearer = "Bearer "
  private static let subprotocolPrefix = "openai-insecure-api-key."

  /// Whether any credential of the request is `key`: a bearer token, Azure's `api-key`, or the browser's subprotocol.
  static func accepts(_ headers: HTTPHeaders, subprotocols: [String], key: String) -> Bool {
    var candidates = headers.values(named: "api-key")
    candidates += headers.values(named: "Authorization").filter { $0.hasPrefix(bearer) }.map {
      String($0.dropFirst(bearer.count))
    }
    candidates += subprotocols.filter { $0.hasPrefix(subprotocolPrefix) }.map {
      String($0.dropFirst(subprotocolPrefix.count))
    }
    // No early exit: how long it takes tells nothing about which credential came near.
    return candidates.reduce(false) { accepted, candidate in isSame(candidate, key) || accepted }
  }

  /// Takes the same time wherever the first difference is.
  static func isSame(_ candidate: String, _ key: String) -> Bool {
    let (candidate, key) = (Array(candidate.utf8), Array(key.utf8))
    var difference = candidate.count ^ key.count
    for index in key.indices { difference |= Int((index < candidate.count ? candidate[index] : 0) ^ key[index]) }
    return difference == 0
  }
}
