/// What of the client events during an outage will not be sent, counted by kind.
public struct DroppedEvents: Sendable, Hashable {
  /// Bytes of appended audio: the oldest, which made room, or all if none is held.
  public internal(set) var audioByteCount = 0
  /// `input_audio_buffer.commit`, without enough audio before it.
  public internal(set) var commitCount = 0
  /// `response.create`, after which another one was asked for.
  public internal(set) var responseCreateCount = 0
  /// `response.cancel`, without a response to cancel.
  public internal(set) var responseCancelCount = 0
  /// `output_audio_buffer.clear`.
  public internal(set) var outputClearCount = 0

  /// Whether nothing was dropped.
  public var isEmpty: Bool { self == DroppedEvents() }
}
