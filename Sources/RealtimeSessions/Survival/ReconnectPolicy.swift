internal import RealtimeEvents

/// How often, and after how long, a session connects again.
///
/// The figures of ``standard`` are those of OpenAI's own libraries. Any value can be set; where one is out of its
/// range, from nothing to a hundred years for a time, the nearest that can be worked with holds.
public struct ReconnectPolicy: Sendable, Hashable {
  /// Attempts in a row that may fail; 0 never connects again. The count begins anew once a session has been live for
  /// ``stableTime``, because a service may greet a client and then refuse it.
  public var maximumAttemptCount = 5
  /// Connections after the first in the whole life of the session, those that succeed included. It ends a session that
  /// a service greets and drops for ever.
  public var maximumLifetimeCount = 50
  /// The wait before the first attempt, doubled before each further one.
  public var initialDelay = Duration.milliseconds(500)
  /// The longest wait.
  public var maximumDelay = Duration.seconds(8)
  /// How much of a wait is left to chance, so that many sessions do not come back together: 0 to 1.
  public var jitter = 0.25
  /// How long a session must live until its next drop counts as the first.
  public var stableTime = Duration.seconds(30)
  /// The wait before the first attempt after a session that was stable: at most this long, by chance. A caller is
  /// waiting, and one lost connection says nothing about the host.
  public var firstDelay = Duration.milliseconds(250)
  /// How long an attempt may take from the open connection to a session with all its settings and its conversation.
  public var setUpTimeLimit = Duration.seconds(10)

  /// The figures above.
  public static let standard = ReconnectPolicy()

  /// Never connects again: a session ends with its connection.
  public static let never: ReconnectPolicy = {
    var policy = ReconnectPolicy()
    policy.maximumAttemptCount = 0
    return policy
  }()

  /// The figures of ``standard``.
  public init() {}

  /// The same within what can be worked with.
  var bounded: ReconnectPolicy {
    var policy = self
    for time in [\.initialDelay, \.maximumDelay, \.stableTime, \.firstDelay, \.setUpTimeLimit]
      as [WritableKeyPath<Self, Duration>]
    { policy[keyPath: time] = self[keyPath: time].addable }
    // In this order what is no number is none.
    policy.jitter = jitter > 0 ? min(jitter, 1) : 0
    return policy
  }

  /// The wait before an attempt, of a policy that is ``bounded``.
  ///
  /// - Parameters:
  ///   - attempt: the number of attempts in a row, from 1.
  ///   - isFirstAfterStable: whether a stable session was lost.
  ///   - retryAfter: what the service asked for.
  ///   - draw: a number of chance, 0 to 1.
  func delay(
    before attempt: Int, isFirstAfterStable: Bool, retryAfter: Duration?, draw: Double
  ) -> Duration {
    let draw = min(max(draw, 0), 1)
    if attempt == 1, isFirstAfterStable, retryAfter == nil { return firstDelay * draw }
    // 2^20 half seconds are longer than any maximum that makes sense.
    let doubled = initialDelay * (1 << min(max(attempt - 1, 0), 20))
    let delay = min(doubled, maximumDelay) * (1 - jitter * draw)
    return max(delay, retryAfter ?? .zero)
  }
}

extension Duration {
  /// Of a duration that is no longer than a hundred years.
  static func * (duration: Duration, factor: Double) -> Duration {
    .nanoseconds(Int64(duration / .nanoseconds(1) * factor))
  }
}
