internal import RealtimeEvents

extension ServerEvent {
  /// The whole response of `response.created` and `response.done`, which is long to read: read once for all who want
  /// it.
  var wholeResponse: RealtimeResponse? {
    switch kind {
    case .responseCreated: ResponseCreated(self).response
    case .responseDone: ResponseDone(self).response
    default: nil
    }
  }

  /// The id of the response that began or ended, without reading the rest of it, which is all that was said; empty if
  /// it has none.
  var responseID: String { self["response"]["id"].string ?? "" }

  /// Whether the event's response stays out of the conversation, which the service says by a conversation of `null`. A
  /// response whose event does not name a conversation counts as one within it.
  var isOutsideConversation: Bool { self["response"]["conversation_id"].kind == .null }
}
