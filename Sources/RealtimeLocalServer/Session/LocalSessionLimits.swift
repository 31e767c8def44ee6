/// What one session may cost the server. Every buffer, list and wait of the session core is bounded by one of these.
public struct LocalSessionLimits: Sendable, Equatable {
  /// Arrays and objects inside each other in a client event.
  public var maximumJSONDepth = 128
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
  /// Characters of a client's `event_id`.
  public var maximumEventIDCharacterCount = 512
  /// Characters of an item id that the client chose.
  public var maximumItemIDCharacterCount = 32

  public init() {}
}

extension LocalSessionLimits {
  /// The duration within what clocks can add up: from nothing to a hundred years.
  var sessionSeconds: Int {
    Int(min(max(maximumSessionDuration.components.seconds, 0), 100 * 365 * 86_400))
  }

  var sessionDuration: Duration { min(max(maximumSessionDuration, .zero), .seconds(100 * 365 * 86_400)) }
}
