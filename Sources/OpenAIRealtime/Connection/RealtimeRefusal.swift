internal import RealtimeJSON
public import WebSocketTransport

/// How the service refused a connection's opening handshake. A value, without a credential of ours.
///
/// ```swift
/// rt.on(.error) { error in
///   if error.refusal?.status == 429 { callAgain(after: error.refusal?.retryAfter ?? .seconds(1)) }
/// }
/// ```
public struct RealtimeRefusal: Sendable {
  /// The HTTP status: 401 and 403 for a credential, 404 for a model or path, 429 for too many requests, 5xx when the
  /// service is at fault; 3xx for a redirect, which is never followed.
  public let status: Int
  /// The API's own error, when the body is one: its type, code, message and parameter.
  public let error: ErrorDetails?
  /// `x-request-id`, which the service's support asks for.
  public let requestID: String?
  /// How long the service asks to wait, when it says so in seconds. A date is in `answer.retryAfter`.
  public let retryAfter: Duration?
  /// The answer itself, with at most 8 KiB of its body.
  public let answer: Refusal

  init(_ answer: Refusal) {
    self.answer = answer
    status = answer.status
    requestID = answer.requestID
    retryAfter = answer.retryAfter.flatMap(Self.seconds)
    error = answer.isBodyTruncated ? nil : ErrorDetails(refusalBody: answer.body)
  }

  /// RFC 9110 section 10.2.3: digits. More than a day is as good as never.
  private static func seconds(_ text: String) -> Duration? {
    guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }), !text.isEmpty else { return nil }
    return .seconds(min(Int(text) ?? maximumSeconds, maximumSeconds))
  }

  private static let maximumSeconds = 86_400
}

extension RealtimeRefusal: CustomStringConvertible {
  /// Names the status, the request and the code of the error: what to look for in a log. The server's texts are left out.
  public var description: String {
    "the service refused the connection with status \(status)"
      + (error?.code.map { ", code \($0)" } ?? "") + (requestID.map { ", request \($0)" } ?? "")
  }
}

extension ErrorDetails {
  /// The API's form `{"error": {…}}`, and Azure's older one without the envelope.
  fileprivate init?(refusalBody body: [UInt8]) {
    guard let json = try? JSONValue.parse(body) else { return nil }
    let details = json["error"]?.object == nil ? json : json["error"]
    guard let message = details?["message"]?.string else { return nil }
    func text(_ name: String) -> String? { details?[name]?.string ?? details?[name]?.int.map { String($0) } }
    self.init(type: text("type") ?? "", code: text("code"), message: message, param: text("param"))
  }
}

extension OpenAIRealtimeError {
  /// The service's answer, when this is the error of a connection that it refused.
  public var refusal: RealtimeRefusal? {
    (cause as? WebSocketTransportError)?.refusal.map(RealtimeRefusal.init)
  }
}

extension RealtimeCloseReport {
  /// The service's answer, when the connection came to its end because the service refused it: what a caller that
  /// connects again asks for `retryAfter`.
  public var refusal: RealtimeRefusal? { error?.refusal.map(RealtimeRefusal.init) }
}
