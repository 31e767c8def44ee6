/// What became of a message that was given to a connection's `send`.
public enum SendOutcome: Sendable, Equatable {
  /// Accepted; bytes in flight are below the high watermark.
  case accepted
  /// Accepted, but the peer reads slower than we write: stop until the connection has drained.
  case queued
  /// Not accepted, nothing of it will be sent. The caller still has the message.
  case refused(SendRefusal)

  /// Whether the message was taken, at once or into the queue.
  public var isAccepted: Bool { if case .refused = self { false } else { true } }
}

/// Why `send` refused a message.
public enum SendRefusal: Sendable, Equatable {
  /// The connection is not open yet and keeps nothing for later, or the closing handshake has begun.
  case notOpen
  /// What waits for the connection to open would exceed its own limit, such as `RealtimeOptions.sendingBeforeOpen` or a
  /// session's `Plan.holding`.
  case queueFull
  /// The caller has ended what it sends, as `session.close` does in a translation session.
  case inputIsClosed
  /// Queued bytes would exceed the connection's limit, such as `WebSocketConfiguration.maximumBufferedByteCount`.
  case bufferFull
  /// The message itself exceeds that limit, or a control frame its 125 bytes.
  case tooLarge
  /// A message that goes out in fragments is under way: its fragments come first, and they are of one kind.
  case messageUnderWay
  /// The text is not UTF-8: with this fragment, or because it ends inside a character.
  case textNotUTF8
}
