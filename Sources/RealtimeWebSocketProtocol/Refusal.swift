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

  private init(hiding secrets: [String], in other: Refusal) {
    func hide(_ text: String?) -> String? { text.map { Refusal.hide(secrets, in: $0) } }
    status = other.status
    retryAfter = hide(other.retryAfter)
    requestID = hide(other.requestID)
    location = hide(other.location)
    contentType = hide(other.contentType)
    body = Refusal.hide(secrets, in: other.body)
    isBodyTruncated = other.isBodyTruncated
  }

  /// What is left in place of a secret.
  private static let mask = Array("***".utf8)

  /// The same without the credentials of the request: a server may repeat what it was sent, and a refusal is logged.
  package func hiding(_ secrets: [String]) -> Refusal {
    let secrets = secrets.filter { !$0.isEmpty }
    return secrets.isEmpty ? self : Refusal(hiding: secrets, in: self)
  }

  private static func hide(_ secrets: [String], in text: String) -> String {
    String(decoding: hide(secrets, in: Array(text.utf8)), as: UTF8.self)
  }

  /// A body that was cut may end inside of a secret: its beginning is hidden too, from four bytes on.
  private static func hide(_ secrets: [String], in bytes: [UInt8]) -> [UInt8] {
    var result = bytes
    for secret in secrets.map({ Array($0.utf8) }) {
      result.replace(secret, with: mask)
      let longest = min(secret.count - 1, result.count)
      guard longest >= 4 else { continue }
      for byteCount in (4...longest).reversed() where result.suffix(byteCount) == secret.prefix(byteCount) {
        result.replaceSubrange((result.count - byteCount)..., with: mask)
        break
      }
    }
    return result
  }
}

extension Refusal: CustomStringConvertible {
  /// Names the status alone: everything else was chosen by the server.
  public var description: String { "the server refused the opening handshake with status \(status)" }
}
