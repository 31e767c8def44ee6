internal import RealtimeEvents

/// The items of responses that are not part of the conversation.
struct OutOfBandItems: Sendable {
  private var responses = BoundedIDs(limit: 64)
  private var items = BoundedIDs(limit: 64)

  /// Notes a response, if the service says that it belongs to no conversation.
  mutating func receiveResponseCreated(_ event: borrowing ServerEvent) {
    guard event.isOutsideConversation, let id = event["response"]["id"].string else { return }
    _ = responses.insert(id)
  }

  /// Notes an item of a response.
  ///
  /// - Returns: whether it is outside of the conversation.
  mutating func receive(itemID: String, ofResponse responseID: String) -> Bool {
    guard responses.contains(responseID) else { return false }
    _ = items.insert(itemID)
    return true
  }

  func contains(_ itemID: String) -> Bool { items.contains(itemID) }
}
