/// Decides where silence takes the place of the caller's audio that never came.
///
/// Turn detection ends a turn after silence, and not after nothing: where audio stops while the caller speaks, because
/// a call is held or packets are lost, the model would wait for ever.
struct GapFiller {
  /// The most silence for one gap that the carrier's positions tell of.
  static var longestGap: Int { 10_000 }
  /// How long nothing may come while the caller speaks.
  static var patience: Duration { .milliseconds(750) }
  /// The silence for that, in milliseconds: longer than what turn detection waits for.
  static var silence: Int { 1_000 }
  /// A gap that is shorter than a frame is an inexact position.
  private static var frame: Int { 20 }

  /// Where the next audio belongs, by what came so far.
  private var expected: Int?
  /// Silence that was put in before it was known how long the gap is.
  private var ahead = 0
  private var latest: Duration?
  private var isSpeaking = false
  private var isFilled = false
  /// All silence that was put in, in milliseconds.
  private(set) var filledMilliseconds = 0
  /// Pieces that came after others which belong after them.
  private(set) var lateCount = 0

  init() {}

  /// Audio of the caller has come.
  ///
  /// - Parameter position: Where it belongs, in milliseconds; `nil` if the carrier does not say.
  /// - Returns: how much silence belongs in front of it, in milliseconds.
  mutating func receive(milliseconds: Int, at position: Int?, now: Duration) -> Int {
    latest = now
    isFilled = false
    guard let position else { return 0 }
    // Sums of what a carrier may write, which is any number.
    let end = position.addingReportingOverflow(milliseconds).partialValue
    defer { expected = max(expected ?? end, end) }
    guard let expected else { return 0 }
    let (gap, isTooLarge) = position.subtractingReportingOverflow(expected)
    guard !isTooLarge, gap >= Self.frame else {
      if position < expected, isTooLarge || gap <= -Self.frame { lateCount += 1 }
      return 0
    }
    let silence = min(gap, Self.longestGap)
    let missing = max(silence - ahead, 0)
    ahead = 0
    filledMilliseconds += missing
    return missing
  }

  /// The caller begins or ceases to speak, by the service's turn detection.
  mutating func speak(_ isSpeaking: Bool, now: Duration) {
    self.isSpeaking = isSpeaking
    // Speech is found after it has come.
    if isSpeaking { latest = max(latest ?? now, now) }
  }

  /// When `expire` is to be called; `nil` for not at all.
  var nextDeadline: Duration? { isSpeaking && !isFilled ? latest.map { $0 + Self.patience } : nil }

  /// - Returns: how much silence is to be put in now, in milliseconds.
  mutating func expire(at now: Duration) -> Int {
    guard let deadline = nextDeadline, now >= deadline else { return 0 }
    isFilled = true
    ahead += Self.silence
    filledMilliseconds += Self.silence
    return Self.silence
  }
}
