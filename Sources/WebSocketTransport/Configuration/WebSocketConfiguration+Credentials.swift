internal import RealtimeBuffers
internal import RealtimeWebSocketProtocol

extension WebSocketConfiguration {
  /// A header field that names a version and says nothing about who asks.
  private static let publicName = "openai-beta"
  /// What comes before the credential in such a field (RFC 9110 section 11.4).
  private static let schemes: Set<String> = ["bearer", "basic", "token", "apikey", "digest", "negotiate"]
  /// How browsers send a key to the service, which cannot set headers.
  private static let keySubprotocol = "openai-insecure-api-key."

  /// What a request made from this carries, and no report may repeat: the value of every header field, and what follows
  /// its scheme; a key among the subprotocols; and what the URL carries.
  package func secrets(of endpoint: WebSocketEndpoint) -> [String] {
    var found = hiddenTexts.map { $0.map(\.value) } ?? endpoint.queryValues
    for field in headers.fields where field.name.lowercased() != Self.publicName { found += Self.secrets(in: field) }
    for subprotocol in subprotocols where subprotocol.hasPrefix(Self.keySubprotocol) {
      found.append(String(subprotocol.dropFirst(Self.keySubprotocol.count)))
    }
    return found
  }

  private static func secrets(in field: HTTPHeaders.Field) -> [String] {
    var found = [field.value]
    let words = field.value.split(separator: " ", maxSplits: 1)
    if words.count == 2, schemes.contains(words[0].lowercased()) { found.append(String(words[1])) }
    guard field.name.lowercased() == "cookie" else { return found }
    return found
      + field.value.split(separator: ";").compactMap { pair in
        pair.firstIndex(of: "=").map { String(pair[pair.index(after: $0)...]) }
      }
  }

  /// Whether what is sent to `endpoint` stays on this machine: over a Unix socket, or straight to a loopback address. A
  /// name counts by how it is written; `staysOnThisMachine` sees to where it leads.
  package func isLocal(_ endpoint: WebSocketEndpoint) -> Bool {
    switch connectOverride?.place {
    case .unixSocket: true
    case .host(let host, _): HostName(host).isLocal
    case nil: HostName(endpoint.host).isLocal && proxy.leavesLocalHosts
    }
  }
}

extension WebSocketEndpoint {
  /// The values of the query's parameters, as they are sent.
  fileprivate var queryValues: [String] {
    guard let mark = resource.firstIndex(of: "?") else { return [] }
    return resource[mark...].dropFirst().split(separator: "&").compactMap { parameter in
      parameter.firstIndex(of: "=").map { String(parameter[parameter.index(after: $0)...]) }
    }
  }
}
