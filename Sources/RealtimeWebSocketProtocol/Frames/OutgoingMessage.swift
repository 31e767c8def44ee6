/// The data message that is being sent in fragments.
struct OutgoingMessage {
  let kind: MessageKind
  /// Decided by its first fragment.
  let isCompressed: Bool
  /// Where its text is between two fragments.
  private var utf8 = UTF8Validator()

  init(kind: MessageKind, isCompressed: Bool) {
    self.kind = kind
    self.isCompressed = isCompressed
  }

  /// Whether the message can go on with `payload`, and end with it. A fragment of text may end inside a character.
  mutating func takes(_ payload: UnsafeRawBufferPointer, isFinal: Bool) -> Bool {
    guard kind == .text else { return true }
    let isValid = unsafe payload.baseAddress.map { unsafe utf8.feed($0, byteCount: payload.count) } ?? true
    return isValid && (!isFinal || utf8.isAtBoundary)
  }
}
