/// Why a sequence of events ended without its end. It holds nothing of what was received but the service's own error.
public enum EventSequenceError: Error, Sendable {
  /// The session ended, and not as either side wanted.
  case sessionFailed(OpenAIRealtimeError)
  /// The consumer was too slow for `OverflowPolicy.fail`, or more came although reading was paused.
  case overflow(EventSequenceLimits)
  /// The sequence has an iterator already, and one consumer only.
  case secondIterator
}

extension EventSequenceError: CustomStringConvertible {
  /// What happened and what to do.
  public var description: String {
    switch self {
    case .sessionFailed(let error): "the session ended: \(error)"
    case .overflow(let limits):
      """
      more than \(limits.itemCount) items or \(limits.byteCount) bytes waited for the consumer: read faster, raise the \
      limits, or choose another overflow policy
      """
    case .secondIterator:
      """
      a sequence of events is iterated once: make another one for a second consumer, and keep the iterator to go \
      on after a break
      """
    }
  }
}
