public import OpenAIRealtime

/// What a handshake says about the host.
public enum DialOutcome: Sendable, Equatable {
  /// The host works: it opened the connection, or refused this one for a reason of its own, such as its credential.
  case answered
  /// It cannot be reached, did not answer in time, or is at fault itself.
  case failed
  /// It asks everybody to wait, for so long where it says so.
  case throttled(Duration?)

  /// What a handshake that did not succeed says.
  ///
  /// Status 429, and 408 or 5xx with a time to wait, throttle; 408, 409 and 5xx without one are failures, as is
  /// everything that never came to an HTTP response.
  ///
  /// - Parameter refusal: the service's response; `nil` when there was none.
  public init(_ refusal: RealtimeRefusal?) {
    self = refusal.map { Self(status: $0.status, retryAfter: $0.retryAfter) } ?? .failed
  }

  init(status: Int, retryAfter: Duration?) {
    switch (status, retryAfter) {
    case (429, _), (408, .some), (500..., .some): self = .throttled(retryAfter)
    case (408, nil), (409, _), (500..., nil): self = .failed
    default: self = .answered
    }
  }
}
