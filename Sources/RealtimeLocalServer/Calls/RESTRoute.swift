internal import RealtimeBuffers

/// Which call of the REST API a request is. No state, no effects.
enum RESTRoute: Equatable {
  enum CallAction: String {
    case accept, reject, refer, hangup
  }

  case clientSecret
  case translationSecret
  case call(String, CallAction)

  /// `nil` for a path that is another's.
  init?(path: String) {
    for prefix in ["/v1/realtime/", "/openai/v1/realtime/"] where path.hasPrefix(prefix) {
      let segments = path.dropFirst(prefix.count).split(separator: "/", omittingEmptySubsequences: false)
      switch (segments.count, segments.first) {
      case (1, "client_secrets"): self = .clientSecret
      case (2, "translations") where segments[1] == "client_secrets" && prefix == "/v1/realtime/":
        self = .translationSecret
      case (3, "calls"):
        let id = String(decoding: PercentEncoding.decode(segments[1].utf8), as: UTF8.self)
        guard !id.isEmpty, let action = CallAction(rawValue: String(segments[2])) else { return nil }
        self = .call(id, action)
      default: return nil
      }
      return
    }
    return nil
  }
}
