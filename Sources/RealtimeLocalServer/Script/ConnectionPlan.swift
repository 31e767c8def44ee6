public import WebSocketTransport

/// What becomes of an upgrade request.
public enum ConnectionPlan: Sendable {
  /// A session, which follows this script.
  case serve(SessionScript = SessionScript())
  /// An HTTP response instead.
  case refuse(UpgradeRefusal)
  /// The request is read and gets no response: a handshake that hangs, until the client or the server's limit ends it.
  case ignore
  /// The connection ends without a response, by FIN.
  case endStream
  /// The connection ends without a response, by RST.
  case reset

  /// One plan for each upgrade request in order, and a session as usual for those that follow.
  public static func inOrder(_ plans: [ConnectionPlan]) -> @Sendable (RealtimeLocalServer.Request) -> ConnectionPlan {
    { request in plans.indices.contains(request.number - 1) ? plans[request.number - 1] : .serve() }
  }
}

/// An HTTP response that refuses an upgrade.
public struct UpgradeRefusal: Error, Sendable {
  /// 300 to 599; with any other the client gets 500.
  public var status: Int
  /// The header fields of the response, without those that frame the body.
  public var headers: HTTPHeaders
  /// The body of the response.
  public var body: [UInt8]

  /// A refusal with this response.
  public init(status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  /// The service's own refusal: the error as JSON.
  ///
  /// - Parameters:
  ///   - status: the HTTP status.
  ///   - failure: the error of the body.
  ///   - retryAfter: the `Retry-After` header, as it stands in it: seconds, or an HTTP date.
  ///   - retryAfterMilliseconds: the `retry-after-ms` header.
  public init(status: Int, _ failure: ServiceFailure, retryAfter: String? = nil, retryAfterMilliseconds: Int? = nil) {
    self.status = status
    headers = HTTPHeaders([("Content-Type", "application/json")])
    if let retryAfter { headers.append("Retry-After", retryAfter) }
    if let retryAfterMilliseconds { headers.append("retry-after-ms", String(retryAfterMilliseconds)) }
    body = failure.body
  }

  /// 429 as the service says it.
  public static func tooManyRequests(retryAfter: String? = "1", milliseconds: Int? = nil) -> UpgradeRefusal {
    let failure = ServiceFailure(
      type: "requests", code: "rate_limit_exceeded", message: "Rate limit reached. Please try again later.")
    return UpgradeRefusal(status: 429, failure, retryAfter: retryAfter, retryAfterMilliseconds: milliseconds)
  }
}
