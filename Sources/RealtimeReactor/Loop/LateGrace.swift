/// Gives a deadline that comes late because the loop was held up the lost time again, once: how late it is says how long
/// nothing was read or answered, and what a peer's time is for may take several answers.
///
/// In milliseconds of the loop's clock.
public struct LateGrace: Sendable {
  /// What a deadline may be late before the loop counts as held up; busy loops are late by less.
  public static let slack = Duration.milliseconds(100)
  /// Most time that is given: enough for the steps of an opening, and not a second long life for dead peers after a night of
  /// suspension.
  public static let defaultLimit = Duration.seconds(5)

  static let none = LateGrace(limit: .zero)

  private let limit: UInt64
  private var isUsed = false

  init(limit: Duration) {
    self.limit = limit.roundedUpToMilliseconds
  }

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
