internal import WebSocketTransport

/// When a call of the REST API is made once more. A value; what happened and a random number come in, a wait comes out.
///
/// The rules are those of OpenAI's own clients, with one difference. They repeat whatever failed; the service does not
/// know a repeated request when it sees it, so a call that was accepted twice, or transferred twice, may fail the
/// second time, or happen twice. Here only what is harmless is repeated by itself: making a client secret and hanging
/// up. Accepting, rejecting and transferring are repeated where nothing of the request was sent, and at 429 and 503,
/// which say that nothing was done.
public struct RetryPolicy: Sendable, Hashable {
  /// Attempts after the first. Default 2; 0 for none.
  public var maximumRetryCount = 2
  /// The wait before the second attempt where the service does not ask for one. It doubles with each further attempt,
  /// and each is shorter by up to a quarter, by chance, so that clients do not come back together. Default 500 ms.
  public var firstWait: Duration = .milliseconds(500)
  /// What that doubles up to. Default 8 s; at most an
  /// hour.
  public var longestBackoff: Duration = .seconds(8)
  /// The longest wait that the service may ask for. Where it asks for more, the call fails at once. Default 120 s.
  public var longestWait: Duration = .seconds(120)
  /// Repeats every call like those that are harmless. Default: false.
  public var repeatsEveryCall = false

  /// Everything as by default.
  public init() {}

  /// No attempt after the first.
  public static var none: RetryPolicy {
    var policy = RetryPolicy()
    policy.maximumRetryCount = 0
    return policy
  }

  /// What an attempt came to that did not succeed.
  enum Outcome {
    case answered(HTTPResponse, code: String?)
    /// The connection could not be made, was lost, or took too long.
    case failed(mayHaveBeenSent: Bool)
  }

  /// How long to wait before the next attempt; `nil` when there is none.
  ///
  /// - Parameters:
  ///   - retryCount: attempts made after the first.
  ///   - isHarmless: whether the call may be carried out twice.
  ///   - random: from 0 to 1.
  func wait(after outcome: Outcome, retryCount: Int, isHarmless: Bool, random: Double) -> Duration? {
    guard retryCount < maximumRetryCount, mayRepeat(after: outcome, isHarmless: isHarmless || repeatsEveryCall)
    else { return nil }
    if case .answered(let response, _) = outcome, let asked = response.retryDelay, asked > .zero {
      return asked <= longestWait ? asked : nil
    }
    return backoff(retryCount, random: random)
  }

  private func mayRepeat(after outcome: Outcome, isHarmless: Bool) -> Bool {
    switch outcome {
    case .failed(let mayHaveBeenSent): return isHarmless || !mayHaveBeenSent
    case .answered(let response, let code):
      if response.headers["x-should-retry"] == "false" { return false }
      // An account without credit has none in a second either.
      if response.status == 429 && code == "insufficient_quota" { return false }
      if response.status == 429 || response.status == 503 { return true }
      guard isHarmless else { return false }
      return response.headers["x-should-retry"] == "true" || [408, 409].contains(response.status)
        || response.status >= 500
    }
  }

  private func backoff(_ retryCount: Int, random: Double) -> Duration {
    // Bound: no duration that is doubled overflows.
    let longest = min(max(longestBackoff, .zero), .seconds(3_600))
    var wait = max(.zero, min(firstWait, longest))
    for _ in 0..<min(retryCount, 30) where wait < longest { wait *= 2 }
    return min(wait, longest) * (1 - 0.25 * min(max(random, 0), 1))
  }
}
