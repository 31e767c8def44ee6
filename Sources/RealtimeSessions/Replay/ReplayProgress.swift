/// Which of the items that were sent wait for the service's answer.
struct ReplayProgress: Sendable {
  private struct Waiting: Sendable {
    let eventID: String
    let itemID: String
  }

  /// In the order in which they were sent.
  private var waiting: [Waiting] = []

  var isDone: Bool { waiting.isEmpty }

  mutating func sent(_ itemID: String, eventID: String) {
    waiting.append(Waiting(eventID: eventID, itemID: itemID))
  }

  /// The service has the item.
  mutating func confirm(_ itemID: String) {
    if let index = waiting.firstIndex(where: { $0.itemID == itemID }) { waiting.remove(at: index) }
  }

  /// The service refused an item.
  ///
  /// - Parameter eventID: what the error names. The service answers in order, so that an error that names nothing is
  ///   about what has waited longest.
  /// - Returns: the item; `nil` if the error is about something else.
  mutating func refuse(eventID: String?) -> String? {
    guard let index = eventID.map({ id in waiting.firstIndex { $0.eventID == id } }) ?? waiting.indices.first
    else { return nil }
    return waiting.remove(at: index).itemID
  }
}
