internal import RealtimeBuffers
internal import WebSocketTransport

/// How a connection authenticates.
enum RealtimeCredential: Sendable {
  /// `Authorization: Bearer …`
  case bearer(Secret)
  /// Azure's `api-key: …`
  case apiKey(Secret)
}

/// The request headers of a connection: the caller's, then ours over them. openai-node rules H1 to H4.
enum RealtimeHeaders {
  /// A header of ours replaces every header of the caller with the same name in any letter case. Nothing else
  /// of the client is sent: no organisation, project or user agent, and no subprotocol.
  static func compose(caller: HTTPHeaders, credential: RealtimeCredential, api: RealtimeAPI) -> HTTPHeaders {
    var ours: [(String, String)]
    switch credential {
    case .bearer(let secret): ours = [("Authorization", "Bearer \(secret.value)")]
    case .apiKey(let secret): ours = [("api-key", secret.value)]
    }
    if api == .beta { ours.append(("OpenAI-Beta", "realtime=v1")) }
    let replaced = Set(ours.map { $0.0.lowercased() })
    let kept = caller.fields.filter { !replaced.contains($0.name.lowercased()) }
    return HTTPHeaders(kept.map { ($0.name, $0.value) } + ours)
  }
}
