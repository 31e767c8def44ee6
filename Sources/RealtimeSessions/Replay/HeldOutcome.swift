/// What becomes of a client event that was sent while no session is there.
public enum HeldOutcome: Sendable, Hashable {
  /// A change of the session's settings: to be merged into those that the next session gets.
  case settings
  /// A change of the conversation: to be given to the ``ConversationMirror``. The replay sends it.
  case mirrored
  /// It waits, and is sent when a session is there.
  case held
  /// It took effect on what waits: audio was cleared, or a response is not asked for any more.
  case applied
  /// It is gone, because it has no meaning for the next session.
  case dropped(DropReason)
  /// Nothing was taken. Its sender has to hear of it.
  case refused(RefusalReason)

  /// Why an event is dropped.
  public enum DropReason: Sendable, Hashable {
    /// Audio is not held.
    case audioNotHeld
    /// There is less audio to commit than 100 ms.
    case tooLittleAudio
    /// No response is asked for, and the one in progress ended with its session.
    case nothingToCancel
    /// No session plays anything.
    case nothingPlays
  }

  /// Why an event is refused.
  public enum RefusalReason: Sendable, Hashable {
    /// Only a session can answer it.
    case needsSession
    /// The limits leave no room for it.
    case full
  }
}
