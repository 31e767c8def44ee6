/// Where the resource is that an Azure endpoint names.
///
/// People copy it from the portal with the path of the Realtime API: what follows `/openai` of that is taken off. To a
/// path without it `/openai` is appended, which is openai-node rule U9. What means something else is refused, so that
/// nothing is dropped without a word.
enum AzureEndpoint {
  static func baseURL(of endpoint: String) throws(RealtimeConfigurationError) -> String {
    var url = try RealtimeURL(endpoint)
    guard url.query == nil else { throw unclear }
    var segments = url.path.split(separator: "/").map { String($0) }
    let names = segments.map { $0.lowercased() }
    if let root = names.lastIndex(of: "openai") {
      let rest = Array(names[(root + 1)...])
      guard [[], ["v1"], ["realtime"], ["v1", "realtime"]].contains(rest) else { throw unclear }
      segments = Array(segments[...root])
    } else {
      if let last = names.last, ["v1", "realtime"].contains(last) { throw unclear }
      segments.append("openai")
    }
    url.path = "/" + segments.joined(separator: "/")
    url.fragment = nil
    return url.href
  }

  private static let unclear = RealtimeConfigurationError.invalidClient(
    """
    The Azure endpoint has a query, or the path of another API: give the resource alone, such as \
    https://example-resource.openai.azure.com, its version as `apiVersion` and its deployment as `deployment`; or give \
    the whole base URL as `baseURL`.
    """)
}
