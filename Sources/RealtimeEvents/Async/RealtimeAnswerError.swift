public import RealtimeReactor

/// Why a task that waited for the service did not get what it waited for. It holds nothing that was sent.
public enum RealtimeAnswerError: Error, Sendable {
  /// Nothing was sent.
  case refused(SendRefusal)
  /// The service reported an error that the event caused.
  case failed(OpenAIRealtimeError)
  /// The answer did not come in time. It may still come, and be heard by listeners.
  case timedOut(after: Duration)
  /// The connection was lost first: nobody knows whether the service took the event. The session goes on.
  case connectionLost
  /// The session ended first.
  case sessionEnded
}

extension RealtimeAnswerError: CustomStringConvertible {
  /// What happened and what to do.
  public var description: String {
    switch self {
    case .refused(let refusal): "the event was not sent (\(refusal)): see `SendRefusal` for what to do"
    case .failed(let error): "the service refused the event: \(error)"
    case .timedOut(let limit): "the service did not answer within \(limit): ask again, or allow more time"
    case .connectionLost: "the connection was lost before the answer came: look at the conversation before asking again"
    case .sessionEnded: "the session ended before the answer came: open another one"
    }
  }
}
