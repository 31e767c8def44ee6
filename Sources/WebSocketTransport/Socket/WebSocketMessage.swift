public import RealtimeWebSocketProtocol

/// A message, or a part of one, as it lies in the receive buffer. It cannot outlive the listener it is given to;
/// copy what must.
public struct WebSocketMessage: ~Escapable {
  /// Text or binary.
  public let kind: MessageKind
  /// Borrowed; text is valid UTF-8, except that a part may end inside a character.
  public let bytes: RawSpan
  /// `false` only for the parts that `.fragment` listeners get before the last one.
  public let isFinal: Bool

  @_lifetime(copy bytes)
  init(kind: MessageKind, bytes: RawSpan, isFinal: Bool = true) {
    self.kind = kind
    self.bytes = bytes
    self.isFinal = isFinal
  }

  /// A copy of the bytes as text; U+FFFD for what is not UTF-8 in a binary message.
  public var text: String { unsafe bytes.withUnsafeBytes { unsafe String(decoding: $0, as: UTF8.self) } }
}
