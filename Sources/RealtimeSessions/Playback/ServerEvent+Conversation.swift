internal import RealtimeEvents

extension ServerEvent {
  /// Whether the event's response stays out of the conversation, which the service says by a conversation of `null`. A
  /// response whose event does not name a conversation counts as one within it.
  var isOutsideConversation: Bool { self["response"]["conversation_id"].kind == .null }
}
