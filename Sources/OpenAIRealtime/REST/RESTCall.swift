internal import RealtimeBuffers
internal import RealtimeJSON
internal import WebSocketTransport

/// A call of the REST API: what is sent, and how its answer is read. A value.
struct RESTCall<Value: Sendable>: Sendable {
  /// What follows `/realtime/`, percent-encoded.
  let path: String
  /// JSON, or nothing.
  let body: [UInt8]?
  let accept: String
  /// Whether it may be carried out twice.
  let isHarmless: Bool
  let timeLimits: HTTPRequest.TimeLimits
  /// The status and code of a refusal that means that there is nothing left to do.
  let settled: (status: Int, code: String)?
  /// `nil` for an answer that is not what it should be.
  let read: @Sendable (HTTPResponse, RESTReceipt) -> Value?

  /// The headers of an attempt, but for the credential.
  func headers(attempt: Int, _ options: RESTOptions, isAzure: Bool, _ environment: ProcessEnvironment.Lookup)
    -> [(String, String)]
  {
    // OpenAI's own clients name the type of a body that is not there too.
    var headers = [
      ("Accept", accept), ("User-Agent", "swift-openai-realtime"), ("Content-Type", "application/json"),
    ]
    if !isAzure {
      if let name = options.organization ?? environment("OPENAI_ORG_ID") {
        headers.append(("OpenAI-Organization", name))
      }
      if let name = options.project ?? environment("OPENAI_PROJECT_ID") { headers.append(("OpenAI-Project", name)) }
    }
    headers.append(("x-stainless-retry-count", "\(attempt)"))
    return headers
  }

  /// - Parameter headers: replace those of the caller with the same names, but for the `User-Agent`, which is the
  ///   caller's.
  func request(
    to url: RealtimeURL, _ headers: [(String, String)], caller: HTTPHeaders, credential: RealtimeCredential
  ) -> HTTPRequest {
    var request = HTTPRequest("POST", to: WebSocketEndpoint(url))
    let ours = headers.filter { $0.0 != "User-Agent" || caller["User-Agent"] == nil }
    let names = Set(ours.map { $0.0.lowercased() })
    let kept = HTTPHeaders(
      caller.fields.filter { !names.contains($0.name.lowercased()) }.map { ($0.name, $0.value) } + ours)
    request.headers = RealtimeHeaders.compose(caller: kept, credential: credential, api: .ga)
    request.body = body ?? []
    request.timeLimits = timeLimits
    return request
  }
}
