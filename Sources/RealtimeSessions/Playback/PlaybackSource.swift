/// How it is known what the user has heard.
public enum PlaybackSource: Sendable, Hashable {
  /// Whoever plays says how many bytes were played: a sample clock. The best source.
  case device
  /// Nobody says, so what was handed over counts as heard in real time from then on. The worst source.
  case clock
  /// The carrier of a phone call returns a mark when what was sent before it has been played.
  ///
  /// A mark tells of the past. What was played since then is known by the time and by how late marks come; it counts
  /// for `lead` at least, and for no more than was sent.
  case marks(lead: Duration = .milliseconds(50))
  /// The service plays, over WebRTC or SIP, and knows itself what was heard; this side only watches.
  case service
}
