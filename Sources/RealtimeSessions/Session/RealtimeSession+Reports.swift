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
    /// The items of the conversation, by kind: kept, cut and dropped.
    public let items: RestoredItems
    /// What was sent meanwhile and is gone, by kind.
    public let dropped: DroppedEvents
    /// Whether nothing was cut: no response was in progress when the connection was lost, or had to be left.
    public let isStateRestored: Bool

    init(
      _ adoption: SessionMachine.Adoption, _ items: RestoredItems, _ dropped: DroppedEvents, isResponseCut: Bool
    ) {
      if case .rolledOver = adoption { reason = .rolledOver } else { reason = .reconnected }
      self.items = items
      self.dropped = dropped
      isStateRestored = !isResponseCut
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
