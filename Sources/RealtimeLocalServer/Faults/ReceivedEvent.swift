internal import RealtimeBuffers
internal import RealtimeJSON

/// What can be told of a client's message without understanding it.
struct ReceivedEvent {
  /// `nil` where the message is not a JSON object with a `type`.
  let type: String?
  /// Its `event_id`.
  let id: String?

  init(_ message: RawSpan) {
    let json = try? JSONValue.parse(message)
    type = json?["type"]?.string
    id = json?["event_id"]?.string
  }
}
