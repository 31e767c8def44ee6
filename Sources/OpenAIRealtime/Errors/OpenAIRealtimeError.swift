public import RealtimeJSON

/// An error the service reported, or a failure of the connection: openai-node's class of the same name.
///
/// A server error carries its payload in `error` and `json`. A failure on this side has neither, and its `cause` says
/// what happened. Neither ends the connection by itself.
public struct OpenAIRealtimeError: Error, Sendable {
  /// For a server error `<message> code=<code> param=<param> type=<type> event_id=<event_id>`, all five from the
  /// payload and written as JavaScript's `String` does; otherwise what failed on this side.
  public let message: String
  /// The payload of a server error, typed. Its `eventID` is the id of the client event that caused it.
  public let error: ErrorDetails?
  /// The payload of a server error as it came, whatever it is; nil for a failure on this side.
  public let json: JSONValue?
  /// The server's id of its `error` event.
  public let eventID: String?
  /// What failed, for a failure on this side: a `ServerEventError` for a malformed frame, for example.
  public let cause: (any Error)?

  init(
    _ message: String,
    error: ErrorDetails? = nil,
    json: JSONValue? = nil,
    eventID: String? = nil,
    cause: (any Error)? = nil
  ) {
    self.message = message
    self.error = error
    self.json = json
    self.eventID = eventID
    self.cause = cause
  }
}

extension OpenAIRealtimeError: CustomStringConvertible {
  public var description: String { "OpenAIRealtimeError: \(message)" }
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
  init(_ event: ServerEvent) {
    let payload = event["error"]
    self.init(
      JavaScript.isTruthy(payload) ? Self.message(payload) : Self.unknownMessage,
      error: ErrorDetails(reading: payload),
      json: payload.isAbsent ? .none : .some(payload.owned),
      eventID: event["event_id"].string
    )
  }

  /// The same error for the hook of unhandled errors.
  var unhandled: OpenAIRealtimeError {
    OpenAIRealtimeError(
      message + Self.unhandledHint, error: error, json: json, eventID: eventID, cause: cause)
  }

  private static func message(_ payload: JSONView) -> String {
    var message = JavaScript.string(payload["message"])
    for name in ["code", "param", "type", "event_id"] {
      message += " \(name)=\(JavaScript.string(payload[name]))"
    }
    return message
  }
}
