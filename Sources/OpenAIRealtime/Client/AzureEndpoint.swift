internal import RealtimeBuffers

/// What an Azure endpoint says: where the resource is, and perhaps more. People copy it from the portal, with
/// the path of an API, a version or a deployment in it.
///
/// `/openai` is appended to a path that does not end in it. What follows it in a path of the Realtime API is
/// taken off or read: `/v1`, `/realtime`, `/deployments/<name>`. Of the query, `api-version` and `deployment`
/// (or `model`) are read. What means something else is refused, so that nothing is dropped without a word.
struct AzureEndpoint {
  let baseURL: String
  let apiVersion: String?
  let deployment: String?

  init(_ text: String) throws(RealtimeConfigurationError) {
    var url = try RealtimeURL(text)
    let named: String?
    (url.path, named) = try Self.read(url.path)
    var apiVersion: String?
    var deployment = named
    for parameter in FormEncoding.parse(url.query ?? "") {
      switch parameter.name.lowercased() {
      case "api-version": apiVersion = try Self.agreed(parameter.value, apiVersion, "API versions")
      case "deployment", "model": deployment = try Self.agreed(parameter.value, deployment, "deployments")
      default:
        throw .invalidClient(
          """
          The query of the Azure endpoint has a parameter that would not be sent: leave it out, send it as a header of \
          the options, or give the whole URL with `buildRealtimeURL`.
          """)
      }
    }
    url.query = nil
    url.fragment = nil
    baseURL = url.href
    self.apiVersion = apiVersion
    self.deployment = deployment
  }

  /// One of two values that say the same, if both are there.
  static func agreed(_ value: String?, _ other: String?, _ what: String) throws(RealtimeConfigurationError) -> String? {
    guard let value, let other, value != other else { return value ?? other }
    throw .invalidClient("The Azure endpoint names other \(what) than the arguments, or two of them: name one.")
  }

  /// The path of the base URL, and the deployment that the path names.
  private static func read(_ path: String) throws(RealtimeConfigurationError) -> (String, String?) {
    var segments = path.split(separator: "/").map { String($0) }
    let tail: [String]
    if let root = segments.lastIndex(where: { $0.lowercased() == "openai" }) {
      tail = Array(segments[(root + 1)...])
      segments = Array(segments[...root])
    } else {
      tail = []
      if let last = segments.last?.lowercased(), ["v1", "realtime", "deployments"].contains(last) { throw unclear }
      segments.append("openai")
    }
    return ("/" + segments.joined(separator: "/"), try deployment(namedBy: tail))
  }

  private static func deployment(namedBy tail: [String]) throws(RealtimeConfigurationError) -> String? {
    switch tail.map({ $0.lowercased() }) {
    case [], ["v1"], ["realtime"], ["v1", "realtime"]: return nil
    case let names
    where names.first == "deployments" && (names.count == 2 || names.dropFirst(2) == ["realtime"]):
      return String(decoding: PercentEncoding.decode(tail[1].utf8), as: UTF8.self)
    default: throw unclear
    }
  }

  private static let unclear = RealtimeConfigurationError.invalidClient(
    """
    The path of the Azure endpoint is that of another API: give the resource alone, such as \
    https://example-resource.openai.azure.com, or the whole base URL as `baseURL`.
    """)
}
