internal import RealtimeEvents

/// Codes of the service's errors that say what state it is in, and not that something failed.
///
/// Each is the answer to an event that crossed one of the service's, or that was sent once more to be safe. The session
/// goes on as if nothing had been asked, so they are no reason for an alarm or for a new connection.
public enum BenignErrorCode: String, Sendable, CaseIterable {
  /// There was nothing to cancel: the response had ended.
  case responseCancelNotActive = "response_cancel_not_active"
  /// A response was asked for while one was in progress, mostly one that the end of the user's turn began.
  case activeResponseExists = "conversation_already_has_active_response"
  /// The input buffer had less than 100 ms of audio when it was committed.
  case commitEmpty = "input_audio_buffer_commit_empty"
  /// An item with this id is in the conversation already.
  case duplicateItemID = "item_create_duplicate_item_id"
  /// The item that was asked for is not in the conversation.
  case unknownItemRetrieved = "item_retrieve_invalid_item_id"
}

extension ErrorDetails {
  /// What the error says about the service's state; `nil` if something failed.
  public var benignCode: BenignErrorCode? { code.flatMap(BenignErrorCode.init) }
}
