public import RealtimeEvents
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
  /// The HTTP status: 401 and 403 for a credential, 404 for a model or path, 429 for too many requests, 5xx
  /// when the service is at fault; 3xx for a redirect, which is never followed.
  public let status: Int
  /// The API's own error, when the body is one: its type, code, message and parameter.
  public let error: ErrorDetails?
  /// `x-request-id`, which the service's support asks for.
  public let requestID: String?
  /// How long the service asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date. At most a
  /// day; `nil` when it does not say.
  public let retryAfter: Duration?
  /// The response itself: every header field, and at most 8 KiB of its body.
  public let answer: HandshakeRefusal

  init(_ answer: HandshakeRefusal) {
    self.answer = answer
    status = answer.status
    requestID = answer.requestID
    retryAfter = answer.retryDelay
    error = answer.isBodyTruncated ? nil : ErrorDetails(refusalBody: answer.body)
  }
}

extension RealtimeRefusal: CustomStringConvertible {
  /// Names the status, the code of the error and the request, says what the service says, and what to do.
  /// What the service wrote is shortened to one line.
  public var description: String {
    var text = "the service refused the connection with status \(status)"
    if let code = error?.code { text += ", code \(Self.line(code))" }
    if let requestID { text += ", request \(Self.line(requestID))" }
    if let message = error?.message { text += ": \(Self.line(message))" }
    if let coding = answer.bodyEncoding {
      text += " (its reason came in the content coding \(coding), although none was asked for)"
    }
    return "\(text); \(answer.advice)"
  }

  /// Longer texts of the service are cut in a description.
  private static let maximumCharacterCount = 300

  /// Foreign text as a log can have it: no line ends, no control characters, no end of it.
  static func line(_ text: String) -> String {
    let shown = String(
      text.prefix(maximumCharacterCount).map {
        $0.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F } ? " " : $0
      })
    return text.count > maximumCharacterCount ? shown + "…" : shown
  }
}

extension ErrorDetails {
  /// The API's form `{"error": {…}}`, and Azure's older one without the envelope.
  init?(refusalBody body: [UInt8]) {
    guard let json = try? JSONValue.parse(body) else { return nil }
    let details = json["error"]?.object == nil ? json : json["error"]
    guard let message = details?["message"]?.string else { return nil }
    func text(_ name: String) -> String? { details?[name]?.string ?? details?[name]?.int.map { String($0) } }
    self.init(type: text("type") ?? "", code: text("code"), message: message, param: text("param"))
  }
}

extension WebSocketTransportError: ErrorCause {
  package func explanation(of message: String) -> String {
    refusal.map { "\(message): \(RealtimeRefusal($0))" } ?? "\(self)"
  }
}

extension OpenAIRealtimeError {
  /// The service's refusal, when this is the error of a connection that it refused.
  public var refusal: RealtimeRefusal? { (cause as? WebSocketTransportError)?.refusal.map(RealtimeRefusal.init) }
}

extension RealtimeCloseReport {
  /// The service's refusal, when that ended the connection. A caller that connects again asks it for `retryAfter`.
  public var refusal: RealtimeRefusal? { error?.refusal.map(RealtimeRefusal.init) }
}
