internal import RealtimeEvents

/// What the kind of session says about sending: where audio goes, and when a translation's input is closed.
///
/// A translation session has no response to wait for: `session.close` ends its input, the service sends what is left,
/// and `session.closed` ends the connection.
struct RealtimeInput {
  enum Verdict {
    case send
    /// The input is being closed already: nothing to do.
    case ignore
    case refuse
  }

  let isTranslation: Bool
  private var isClosed = false

  init(_ target: RealtimeTarget) {
    isTranslation = target.isTranslation
  }

  var audio: ClientEvent.AudioInput { isTranslation ? .translation : .inputAudioBuffer }

  /// Whether an event may be sent now, and notes that it was.
  mutating func admit(isSessionClose: Bool) -> Verdict {
    guard isTranslation else { return .send }
    if isClosed { return isSessionClose ? .ignore : .refuse }
    isClosed = isSessionClose
    return .send
  }
}
