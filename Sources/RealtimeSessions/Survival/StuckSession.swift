/// Whether a session answers every request for a response with an error of its own, as sessions have been seen to do
/// until they were replaced. One such error may pass, and two in a row do not.
struct StuckSession: Sendable {
  private static let maximumFailureCount = 2

  private var failureCount = 0

  /// Takes a server event of the live connection.
  ///
  /// - Parameter response: the one that the event tells of.
  /// - Returns: whether the session is to be replaced.
  mutating func receive(_ event: borrowing ServerEvent, _ response: RealtimeResponse?) -> Bool {
    switch event.kind {
    case .responseDone: return response.map { take(ResponseOutcome($0)) } ?? false
    case .error:
      let error = ErrorEvent(copy event).error
      return error.eventID.map(EventIDs.isOwn) == true && error.says("server_error") && fail()
    default: return false
    }
  }

  private mutating func take(_ outcome: ResponseOutcome) -> Bool {
    switch outcome {
    case .failed(_, let code, let type): return (code == "server_error" || type == "server_error") && fail()
    case .completed, .incomplete: failureCount = 0
    case .cancelled, .interrupted, .refused, .notStarted: break
    }
    return false
  }

  private mutating func fail() -> Bool {
    failureCount += 1
    guard failureCount >= Self.maximumFailureCount else { return false }
    failureCount = 0
    return true
  }
}
