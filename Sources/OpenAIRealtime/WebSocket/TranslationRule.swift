/// What a translation session says about sending.
///
/// It has no response to wait for: `session.close` ends its input, the service sends what is left, and
/// `session.closed` ends the connection.
struct TranslationRule {
  enum Verdict {
    case send
    /// The input is being closed already: nothing to do.
    case ignore
    case refuse
  }

  private var isInputClosed = false

  /// Whether an event may be sent now, and notes that it was.
  mutating func admit(isSessionClose: Bool) -> Verdict {
    if isInputClosed { return isSessionClose ? .ignore : .refuse }
    isInputClosed = isSessionClose
    return .send
  }
}
