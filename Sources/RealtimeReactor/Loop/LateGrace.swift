/// Gives back the time that a deadline lost because its loop was held up, once.
///
/// While the loop was held up nothing was read, so the peer is not to blame. How late the deadline comes says how long
/// that was. All of it is given back, because the peer may need several steps. In milliseconds of the loop's clock.
public struct LateGrace: Sendable {
  /// A loop counts as held up when a deadline comes later than this. Loops that are merely busy are late by less.
  public static let slack = Duration.milliseconds(100)
  /// Most time that is given back. It is enough for the steps of an opening. After a night of suspension a dead peer
  /// does not live for another night.
  public static let defaultLimit = Duration.seconds(5)

  static let none = LateGrace(limit: .zero)

  private let limit: UInt64
  private var isUsed = false

  init(limit: Duration) { self.limit = limit.roundedUpToMilliseconds }

  /// The deadline is set anew.
  mutating func renew() { isUsed = false }

  /// - Returns: when the deadline is to come again, `nil` when it holds as it is.
  mutating func extend(_ deadline: UInt64, now: UInt64) -> UInt64? {
    guard !isUsed, limit > 0, now > deadline else { return nil }
    let lateness = now - deadline
    guard lateness > LateGrace.slack.roundedUpToMilliseconds else { return nil }
    isUsed = true
    return now + min(lateness, limit)
  }
}
