/// Lets so many through at once, and so many a second in the long run.
///
/// It keeps one time instead of a count of tokens: the time at which all tokens are there again.
struct TokenBucket: Sendable {
  private let interval: Duration
  private let burst: Int
  private var fullTime = Duration.zero

  init(_ limits: DialLimits) {
    interval = limits.interval
    burst = limits.burst
  }

  /// When there is a token.
  var nextTime: Duration { fullTime - interval * (burst - 1) }

  func isFull(at time: Duration) -> Bool { fullTime <= time }

  /// Takes the token that is there.
  ///
  /// - Returns: when it is back if nobody takes another one.
  mutating func take(at time: Duration) -> Duration {
    fullTime = max(fullTime, time) + interval
    return fullTime
  }

  /// Puts a token back as if it had never been taken. The part of it that has been replaced since would have found the
  /// bucket full, so it does not come back a second time.
  ///
  /// - Parameter backTime: when the token is back by itself.
  /// - Returns: how much earlier tokens are there now.
  mutating func giveBack(until backTime: Duration, at time: Duration) -> Duration {
    let credit = min(max(backTime - time, .zero), interval)
    fullTime -= credit
    return credit
  }

  /// Leaves no token until `time`; from then on they come back one by one.
  mutating func drain(until time: Duration) {
    fullTime = max(fullTime, time + interval * burst)
  }

  /// Goes on with other limits, with as many tokens taken as before.
  ///
  /// - Parameter time: when tokens are counted: now, or the end of a pause.
  mutating func change(to limits: DialLimits, at time: Duration) {
    let taken = max(fullTime - time, .zero) / interval
    self = TokenBucket(limits)
    fullTime = time + interval * min(taken, Double(burst))
  }
}
