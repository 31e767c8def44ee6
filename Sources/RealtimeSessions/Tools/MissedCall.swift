internal import RealtimeEvents

/// Finds the function call that a side connection was not there for.
///
/// A call goes on without its side connections, and the service tells them nothing of what was said meanwhile. But the
/// first item that comes after that names the item before it: where that one is not known it is asked for, and may be a
/// call that waits for its output. Of several calls that were missed only the last is found.
struct MissedCall: Sendable {
  private enum State: Sendable {
    case nothing
    /// No item has come since the connection was away.
    case mayBe
    case asked(itemID: String)
  }

  private var state = State.nothing
  private var ids = EventIDs(.missed)

  mutating func connectionEnded() { state = .mayBe }

  /// Takes a server event.
  ///
  /// - Parameter isKnown: whether the conversation has had an item of this id.
  /// - Returns: the event that asks for what was missed; `nil` for most.
  mutating func receive(_ event: borrowing ServerEvent, isKnown: (_ itemID: String) -> Bool) -> ClientEvent? {
    guard case .mayBe = state, event.kind == .conversationItemAdded || event.kind == .conversationItemCreated
    else { return nil }
    state = .nothing
    guard let itemID = event["previous_item_id"].string, !isKnown(itemID) else { return nil }
    state = .asked(itemID: itemID)
    return .conversationItemRetrieve(itemID, eventID: ids.next())
  }

  /// The call that was missed, if this event is the answer that tells it.
  mutating func call(in event: borrowing ServerEvent) -> FunctionCallItem? {
    guard case .asked(let itemID) = state, event.kind == .conversationItemRetrieved,
      event["item"]["id"].string == itemID
    else { return nil }
    state = .nothing
    guard case .functionCall(let call) = ConversationItemRetrieved(copy event).item else { return nil }
    return call.status ?? .completed == .completed ? call : nil
  }
}
