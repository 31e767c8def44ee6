public import RealtimeEvents
public import WebSocketTransport

/// Why a call of the REST API failed: what the service said, or what happened on the way. A value, without a credential
/// of ours; the texts are the service's.
public struct RealtimeAPIError: Error, Sendable {
  /// The classes of OpenAI's own clients.
  public enum Kind: String, Sendable, Hashable {
    /// 400
    case badRequest
    /// 401
    case authentication
    /// 403
    case permissionDenied
    /// 404
    case notFound
    /// 409
    case conflict
    /// 422
    case unprocessable
    /// 429
    case rateLimited
    /// 500 and above
    case server
    /// Any other status that is not one of 2xx. Redirects are among them, since none is followed.
    case otherStatus
    /// The status says that it was done, and the body is not what was to come.
    case invalidResponse
    /// There was no whole response: the connection could not be made, or was lost.
    case connection
    /// There was no response in time.
    case timedOut

    init(status: Int) {
      switch status {
      case 400: self = .badRequest
      case 401: self = .authentication
      case 403: self = .permissionDenied
      case 404: self = .notFound
      case 409: self = .conflict
      case 422: self = .unprocessable
      case 429: self = .rateLimited
      case 500...: self = .server
      case 200..<300: self = .invalidResponse
      default: self = .otherStatus
      }
    }
  }

  /// What happened, for code that reacts to it.
  public let kind: Kind
  /// The API's own error: its type, code, message and parameter. `nil` when there was none, as in the page of a proxy.
  public let error: ErrorDetails?
  /// The response, without what the request carried; `nil` for `.connection` and `.timedOut`.
  public let response: HTTPResponse?
  /// What happened on the way, where there was no response.
  public let cause: HTTPRequestError?
  /// Requests that were made.
  public let attemptCount: Int

  /// The HTTP status.
  public var status: Int? { response?.status }
  /// `x-request-id`, which the service's support asks for.
  public var requestID: String? { response?.headers["x-request-id"] }
  /// How long the service asks to wait; see `HTTPResponse.retryDelay`.
  public var retryAfter: Duration? { response?.retryDelay }

  /// - Parameter response: without what the request carried.
  init(_ response: HTTPResponse, attemptCount: Int) {
    kind = Kind(status: response.status)
    error = ErrorDetails(refusalBody: response.body)
    self.response = response
    cause = nil
    self.attemptCount = attemptCount
  }

  init(_ cause: HTTPRequestError, attemptCount: Int) {
    if case .timedOut = cause.cause { kind = .timedOut } else { kind = .connection }
    error = nil
    response = nil
    self.cause = cause
    self.attemptCount = attemptCount
  }
}

extension RealtimeAPIError: CustomStringConvertible {
  /// Names the status, the code of the error and the request, says what the service says, and what to do. What the
  /// service wrote is shortened to one line.
  public var description: String {
    let attempts = attemptCount == 1 ? "" : ", after \(attemptCount) attempts"
    guard let response else { return "the call failed: \(cause.map { "\($0)" } ?? "no response")\(attempts)" }
    var text = "the service responded with status \(response.status)"
    if let code = error?.code { text += ", code \(RealtimeRefusal.line(code))" }
    if let requestID { text += ", request \(RealtimeRefusal.line(requestID))" }
    if let message = error?.message { text += ": \(RealtimeRefusal.line(message))" }
    return "\(text)\(attempts); \(advice)"
  }

  private var advice: String {
    switch kind {
    case .badRequest, .unprocessable: "check what the call was given"
    case .authentication: "check the key"
    case .permissionDenied: "the key may not do this: check its permissions, and the region"
    case .notFound: "check the id, the base URL and the key's project: a call that is over is not found either"
    case .conflict: "somebody else was first: a call is accepted or rejected once"
    case .rateLimited: "try again later\(retryAfter.map { ", after \($0)" } ?? ""), or have the limits raised"
    case .server: "try again later"
    case .otherStatus: "check the base URL; redirects are not followed"
    case .invalidResponse: "what answered may not be the service: check the base URL"
    case .connection, .timedOut: "try again later"
    }
  }
}
