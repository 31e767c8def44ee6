public import RealtimeJSON

/// An error the service reported, or a failure of the connection: openai-node's class of the same name.
///
/// A server error carries its payload in `error` and `json`. A failure on this side has neither, and its
/// `cause` says what happened. Neither ends the connection by itself. `description` says what happened, why,
/// and what to do; `message` is openai-node's text, to the letter.
public struct OpenAIRealtimeError: Error, Sendable {
  /// For a server error `<message> code=<code> param=<param> type=<type> event_id=<event_id>`, all five from
  /// the payload; otherwise what failed on this side. For an error that nobody listens to, the original's
  /// hint follows, which is JavaScript; that of `description` is Swift.
  public var message: String { isUnhandled ? text + Self.unhandledHint : text }
  private let text: String
  private let isUnhandled: Bool
  /// The payload of a server error, typed. Its `eventID` is the id of the client event that caused it.
  public let error: ErrorDetails?
  /// The payload of a server error as it came, whatever it is; `nil` for a failure on this side.
  public let json: JSONValue?
  /// The server's id of its `error` event.
  public let eventID: String?
  /// What failed, for a failure on this side: a `ServerEventError` for a malformed frame, for example.
  public let cause: (any Error)?

  package init(
    _ message: String, error: ErrorDetails? = nil, json: JSONValue? = nil, eventID: String? = nil,
    cause: (any Error)? = nil, isUnhandled: Bool = false
  ) {
    text = message
    self.isUnhandled = isUnhandled
    self.error = error
    self.json = json
    self.eventID = eventID
    self.cause = cause
  }
}

/// A cause that explains its error in its own words.
package protocol ErrorCause: Error {
  /// The error's `description` without its name.
  ///
  /// - Parameter message: The error's text.
  func explanation(of message: String) -> String
}

extension OpenAIRealtimeError: CustomStringConvertible {
  public var description: String {
    "OpenAIRealtimeError: \(explanation)"
      + (isUnhandled ? "\nNobody listens for errors: add a listener with `rt.on(.error) { error in … }`." : "")
  }

  private var explanation: String {
    switch cause {
    case let cause as any ErrorCause: cause.explanation(of: text)
    case let error as ServerEventError:
      "\(text): \(error) The event is skipped, and the connection goes on; report it to whoever runs the server."
    case let error?: "\(text): \(error)"
    case nil: advice.map { "\(text); \($0)" } ?? text
    }
  }

  /// What to do about an error of the service, by its type.
  private var advice: String? {
    switch error?.type {
    case nil: nil
    case "invalid_request_error": "correct the client event that caused it"
    case "server_error": "the service is at fault: try again"
    default: "see what the service says about this code"
    }
  }
}

extension OpenAIRealtimeError {
  /// The message of an error without one.
  static let unknownMessage = "unknown error"

  /// What an error that nobody listens to ends with: openai-node rule E6. The space at the end is the original's.
  static let unhandledHint = """


    To resolve these unhandled rejection errors you should bind an `error` callback, e.g. \
    `rt.on('error', (error) => ...)`\u{20}
    """

  /// The error of a server's `error` event: openai-node rules E1 to E4.
  package init(_ event: ServerEvent) {
    let payload = event["error"]
    self.init(
      payload.kind == .object ? Self.message(payload) : Self.unknownMessage,
      error: ErrorDetails(reading: payload), json: payload.isAbsent ? .none : .some(payload.owned),
      eventID: event["event_id"].string)
  }

  /// The same error for the hook of unhandled errors.
  var unhandled: OpenAIRealtimeError {
    OpenAIRealtimeError(text, error: error, json: json, eventID: eventID, cause: cause, isUnhandled: true)
  }

  private static func message(_ payload: JSONView) -> String {
    var message = text(payload["message"])
    for name in ["code", "param", "type", "event_id"] { message += " \(name)=\(text(payload[name]))" }
    return message
  }

  /// A member as openai-node's message shows it; what no service sends there is shown as its JSON.
  private static func text(_ member: JSONView) -> String {
    member.isAbsent ? "undefined" : member.string ?? member.owned.jsonText
  }
}
