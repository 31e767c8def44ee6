public import RealtimeEvents

/// One step of what is done when the user speaks over the assistant, or the application asks for silence.
///
/// The steps come in the order in which they are to be taken: the ear first, the conversation then.
public enum InterruptionStep: Sendable, Hashable {
  /// Stop what is playing, and drop what waits to be played.
  case clearPlayback
  /// Send this.
  case send(ClientEvent)
  /// The user has heard only this much of a part: what is kept of it is to be cut, here and wherever its conversation
  /// is replayed. A part of an ended connection has this step alone, because the service no longer has its audio.
  case cut(PlaybackPart)
}
