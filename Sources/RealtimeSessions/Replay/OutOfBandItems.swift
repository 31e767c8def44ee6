internal import RealtimeEvents

/// The items of responses that are not part of the conversation.
struct OutOfBandItems: Sendable {
  private static let maximumCount = 64

  private var responses: [String] = []
  private var items: [String] = []

  /// Notes a response, if the service says that it belongs to no conversation.
  mutating func receiveResponseCreated(_ event: borrowing ServerEvent) {
    guard event.isOutsideConversation, let id = event["response"]["id"].string else { return }
    Self.note(id, in: &responses)
  }

  /// Notes an item of a response.
  ///
  /// - Returns: whether it is outside of the conversation.
  mutating func receive(itemID: String, ofResponse responseID: String) -> Bool {
    guard responses.contains(responseID) else { return false }
    if !items.contains(itemID) { Self.note(itemID, in: &items) }
    return true
  }

  func contains(_ itemID: String) -> Bool { items.contains(itemID) }

  private static func note(_ id: String, in ids: inout [String]) {
    if ids.count == maximumCount { ids.removeFirst() }
    ids.append(id)
  }
}
