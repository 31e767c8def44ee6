internal import RealtimeEvents

/// What one session may cost the server. Every buffer, list and wait of the session core is bounded by one of these.
///
/// Any value can be set. Where one is negative or too large, a session takes the nearest that it can work with.
public struct LocalSessionLimits: Sendable, Equatable {
  /// Bytes of audio in one `input_audio_buffer.append`, after base64 (the service's own limit).
  public var maximumAppendByteCount = 15 << 20
  /// Bytes of audio between two commits. Five minutes of PCM16 are 14.4 MB.
  public var maximumInputAudioByteCount = 32 << 20
  /// Items in the conversation.
  public var maximumItemCount = 1_024
  /// Bytes of audio that the items of the conversation keep; beyond it the oldest audio is let go.
  public var maximumConversationAudioByteCount = 64 << 20
  /// Bytes of JSON that the items of the conversation keep.
  public var maximumConversationTextByteCount = 4 << 20
  /// Server events waiting to be drained. A driver that drains after each client event never comes near it.
  public var maximumQueuedEventCount = 4_096
  /// Responses in progress: one of the conversation, the others out of band.
  public var maximumActiveResponseCount = 8
  /// Bytes of audio of one reply; what a script gives beyond it is cut off.
  public var maximumReplyAudioByteCount = 32 << 20
  /// Age at which the session ends with `session_expired`.
  public var maximumSessionDuration: Duration = .seconds(3_600)
  /// Characters of a client's `event_id`: the service's own limit.
  static let eventIDCharacterCount = 512
  /// Characters of an item id that the client chose: the service's own limit.
  static let itemIDCharacterCount = 32

  /// The limits that the properties have by default.
  public init() {}
}

extension LocalSessionLimits {
  /// The same within what a session can work with: no count is negative, a session can say something, sizes stay below
  /// 512 MiB and the duration below a hundred years, so that nothing that is computed from them overflows.
  var bounded: LocalSessionLimits {
    var limits = self
    let sizes: [WritableKeyPath<Self, Int>] = [
      \.maximumAppendByteCount, \.maximumInputAudioByteCount, \.maximumItemCount,
      \.maximumConversationAudioByteCount, \.maximumConversationTextByteCount, \.maximumQueuedEventCount,
      \.maximumActiveResponseCount, \.maximumReplyAudioByteCount,
    ]
    for size in sizes { limits[keyPath: size] = min(max(limits[keyPath: size], 0), 512 << 20) }
    limits.maximumQueuedEventCount = max(limits.maximumQueuedEventCount, 8)
    limits.maximumSessionDuration = maximumSessionDuration.addable
    return limits
  }

  var sessionSeconds: Int { Int(maximumSessionDuration.components.seconds) }

  /// What the service says at the end of a session, in the error and as the reason of the close.
  var expiryMessage: String { "Your session hit the maximum duration of \(sessionSeconds / 60) minutes." }
}
