/// A server's answer to an opening handshake that is not 101.
public struct Refusal: Sendable, Hashable {
  /// The HTTP status, such as 401 or 429. Redirects are reported like every other status and never followed.
  public let status: Int
  /// `Retry-After` as it came: seconds or a date.
  public let retryAfter: String?
  /// `x-request-id`, which the service's support asks for.
  public let requestID: String?
  /// `Location` of a redirect.
  public let location: String?
  /// `Content-Type` of the body.
  public let contentType: String?
  /// The beginning of the body, at most ``WebSocketLimits/refusalBodyByteCount`` bytes.
  public let body: [UInt8]
  /// The body was longer, or the transport ended inside it.
  public let isBodyTruncated: Bool

  init(status: Int, headers: HTTPHeaders, body: [UInt8], isBodyTruncated: Bool) {
    self.status = status
    self.retryAfter = headers["Retry-After"]
    self.requestID = headers["x-request-id"]
    self.location = headers["Location"]
    self.contentType = headers["Content-Type"]
    self.body = body
    self.isBodyTruncated = isBodyTruncated
  }
}

extension Refusal: CustomStringConvertible {
  /// Names the status alone: everything else was chosen by the server.
  public var description: String { "the server refused the opening handshake with status \(status)" }
}
