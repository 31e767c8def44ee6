/// A server's response to an opening handshake, if it is not 101.
///
/// What the request carried to prove who it is from is not in it, even where the server repeats it: see `Redaction`.
public struct HandshakeRefusal: Sendable, Hashable {
  /// The HTTP status, such as 401 or 429. Redirects are reported like every other status and never followed.
  public let status: Int
  /// Every header field of the response, in order. Looked up without regard to case: `headers["x-ratelimit-reset"]`.
  public let headers: HTTPHeaders
  /// The beginning of the body, at most ``WebSocketLimits/refusalBodyByteCount`` bytes: what gzip or deflate
  /// had packed, unpacked. Empty with a `bodyEncoding`.
  public let body: [UInt8]
  /// The body was longer, or the transport ended inside it.
  public let isBodyTruncated: Bool
  /// The content coding of a body that cannot be read here, such as `br`, as the server names it; `nil` for
  /// one that can. The request asked for `identity`, which a server may ignore. Its bytes are not kept:
  /// nobody could see whether they repeat a key.
  public let bodyEncoding: String?
  /// How long the server asks to wait: `retry-after-ms` in milliseconds, or `Retry-After` in seconds or as a
  /// date, counted from the response's `Date`, or from this machine's clock where it has none. At most a day;
  /// zero for a date that has passed; `nil` when there is nothing that can be read.
  public let retryDelay: Duration?

  /// `Retry-After` as it came: seconds or a date.
  public var retryAfter: String? { headers["Retry-After"] }
  /// `x-request-id`, which the service's support asks for.
  public var requestID: String? { headers["x-request-id"] }
  /// `Location` of a redirect.
  public var location: String? { headers["Location"] }
  /// `Content-Type` of the body.
  public var contentType: String? { headers["Content-Type"] }

  /// - Parameter limit: bytes that the body may have once it is unpacked.
  init(status: Int, headers: HTTPHeaders, body: [UInt8], isBodyTruncated: Bool, limit: Int) {
    let content = ContentDecoding.decode(body, headers, isTruncated: isBodyTruncated, limit: limit)
    self.status = status
    self.headers = headers
    self.body = content.body
    self.isBodyTruncated = content.isTruncated
    bodyEncoding = content.unreadable
    retryDelay = nil
  }

  private init(_ other: HandshakeRefusal, _ redaction: Redaction, retryDelay: Duration?) {
    status = other.status
    headers = HTTPHeaders(other.headers.fields.map { ($0.name, redaction.apply(to: $0.value)) })
    body = redaction.apply(to: other.body, isCut: other.isBodyTruncated)
    isBodyTruncated = other.isBodyTruncated
    bodyEncoding = other.bodyEncoding.map { redaction.apply(to: $0) }
    self.retryDelay = retryDelay
  }

  /// The same for its reader: without what the request carried, because a server may repeat that and a
  /// refusal is logged.
  ///
  /// - Parameter now: seconds since 1970.
  package func received(at now: Int64, hiding secrets: [String]) -> HandshakeRefusal {
    HandshakeRefusal(self, Redaction(hiding: secrets), retryDelay: RetryAfter.delay(headers, now: now))
  }

  /// What whoever connects can do about it.
  package var advice: String {
    switch status {
    case 300..<400: "redirects are not followed: connect to where it leads, if you trust that"
    case 400: "check the URL, its query and the headers"
    case 401: "check the credentials"
    case 403: "the credentials may not do this: check their permissions, and the region"
    case 404: "check the path and what it names"
    case 407: "give the proxy on the way its credentials"
    case 408, 425, 500...: "try again later"
    case 429: "try again later\(retryDelay.map { ", after \($0)" } ?? ""), or have the limits raised"
    case 200..<300: "no WebSocket is served at this URL: check host and path"
    default: "check the URL and the headers"
    }
  }
}

extension HandshakeRefusal: CustomStringConvertible {
  /// Names the status and what to do: everything else was chosen by the server.
  public var description: String { "the server refused the opening handshake with status \(status): \(advice)" }
}
