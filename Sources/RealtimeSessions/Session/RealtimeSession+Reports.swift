extension RealtimeSession {
  /// What a new connection has of the conversation before it. A value without payload.
  public struct RestoredReport: Sendable, Hashable {
    /// Why there is a new connection.
    public enum Reason: Sendable, Hashable {
      /// The one before was lost.
      case reconnected
      /// The one before came to its end, and was still there.
      case rolledOver
    }

    /// Why there is a new connection.
    public let reason: Reason
    /// The id of the service's session before; `nil` where the service did not say it, as on a side connection.
    public let oldSessionID: String?
    /// The same of the session that there is now.
    public let newSessionID: String?
    /// The items of the conversation, by kind: kept, cut and dropped.
    public let items: RestoredItems
    /// Requests for responses that the old connection was sent and did not answer, and the new one is sent.
    public let askedAgainCount: Int
    /// What was sent meanwhile and is gone, by kind.
    public let dropped: DroppedEvents
    /// Whether nothing was cut: no response was in progress when the connection was lost, or had to be left.
    public let isStateRestored: Bool

    init(_ adoption: SessionMachine.Adoption, _ restored: SessionConversation.Restored, _ dropped: DroppedEvents) {
      if case .rolledOver = adoption { reason = .rolledOver } else { reason = .reconnected }
      (oldSessionID, newSessionID) = (restored.oldSessionID, restored.newSessionID)
      items = restored.items
      askedAgainCount = restored.askedAgainCount
      self.dropped = dropped
      isStateRestored = !restored.isResponseCut
    }
  }

  /// How a session ended, and what is left of it.
  public struct CloseReport: Sendable {
    /// Why it is over.
    public let cause: CloseCause
    /// What was accepted and never sent, in order: for another session.
    public let unsentEvents: [ClientEvent]
    /// What the conversation has cost, over all its connections.
    public let usage: UsageLedger
  }
}
