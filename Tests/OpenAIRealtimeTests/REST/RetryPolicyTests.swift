import Testing
import WebSocketTransport
@testable import OpenAIRealtime

@Suite struct RetryPolicyTests {
  /// What an attempt came to, and whether a call is made once more: one that is harmless, and one that is not.
  struct Row: Sendable {
    var status: Int?
    var headers: [(String, String)] = []
    var code: String?
    var mayHaveBeenSent = true
    let harmless: Bool
    let other: Bool

    var outcome: RetryPolicy.Outcome {
      guard let status else { return .failed(mayHaveBeenSent: mayHaveBeenSent) }
      return .answered(HTTPResponse(status: status, headers: HTTPHeaders(headers)), code: code)
    }
  }

  static let rows: [Row] = [
    // On the way.
    Row(mayHaveBeenSent: false, harmless: true, other: true),
    Row(mayHaveBeenSent: true, harmless: true, other: false),
    // Statuses.
    Row(status: 408, harmless: true, other: false), Row(status: 409, harmless: true, other: false),
    Row(status: 429, harmless: true, other: true), Row(status: 500, harmless: true, other: false),
    Row(status: 502, harmless: true, other: false), Row(status: 503, harmless: true, other: true),
    Row(status: 504, harmless: true, other: false), Row(status: 599, harmless: true, other: false),
    Row(status: 302, harmless: false, other: false), Row(status: 400, harmless: false, other: false),
    Row(status: 401, harmless: false, other: false), Row(status: 403, harmless: false, other: false),
    Row(status: 404, harmless: false, other: false), Row(status: 422, harmless: false, other: false),
    // The service's own word.
    Row(status: 500, headers: [("x-should-retry", "false")], harmless: false, other: false),
    Row(status: 429, headers: [("x-should-retry", "false")], harmless: false, other: false),
    Row(status: 400, headers: [("x-should-retry", "true")], harmless: true, other: false),
    Row(status: 500, headers: [("X-Should-Retry", "maybe")], harmless: true, other: false),
    // No credit.
    Row(status: 429, code: "insufficient_quota", harmless: false, other: false),
    Row(status: 429, code: "rate_limit_exceeded", harmless: true, other: true),
  ]

  @Test(arguments: rows.indices) func `what is repeated depends on what happened and on what the call does`(
    _ index: Int
  ) {
    let row = Self.rows[index]
    let policy = RetryPolicy()
    #expect((policy.wait(after: row.outcome, retryCount: 0, isHarmless: true, random: 0) != nil) == row.harmless)
    #expect((policy.wait(after: row.outcome, retryCount: 0, isHarmless: false, random: 0) != nil) == row.other)
    var all = policy
    all.repeatsEveryCall = true
    #expect((all.wait(after: row.outcome, retryCount: 0, isHarmless: false, random: 0) != nil) == row.harmless)
    #expect(RetryPolicy.none.wait(after: row.outcome, retryCount: 0, isHarmless: true, random: 0) == nil)
  }

  @Test(arguments: [0, 1, 2, 5]) func `there are as many attempts as the policy allows`(count: Int) {
    var policy = RetryPolicy()
    policy.maximumRetryCount = count
    for made in 0...count + 1 {
      let wait = policy.wait(after: .failed(mayHaveBeenSent: false), retryCount: made, isHarmless: true, random: 0)
      #expect((wait != nil) == (made < count))
    }
  }

  @Test(arguments: [
    ([("retry-after-ms", "250")], Duration.milliseconds(250)), ([("Retry-After", "7")], .seconds(7)),
    ([("Retry-After", "1.5")], .milliseconds(1_500)),
    ([("retry-after-ms", "250"), ("Retry-After", "7")], .milliseconds(250)),
    (
      [("Date", "Sun, 06 Nov 1994 08:49:37 GMT"), ("Retry-After", "Sun, 06 Nov 1994 08:50:07 GMT")], .seconds(30)
    ),
    ([("Retry-After", "120")], .seconds(120)), ([("retry-after-ms", "120000")], .seconds(120)),
    // More than anybody waits for, whatever else the service says.
    ([("Retry-After", "121")], nil), ([("retry-after-ms", "120001"), ("x-should-retry", "true")], nil),
    // What says nothing.
    ([("Retry-After", "0")], .milliseconds(500)), ([("Retry-After", "-3")], .milliseconds(500)),
    ([("Retry-After", "soon")], .milliseconds(500)), ([], .milliseconds(500)),
  ])
  func `the service says how long to wait`(_ headers: [(String, String)], _ wait: Duration?) {
    let response = HTTPResponse(status: 429, headers: HTTPHeaders(headers))
    let policy = RetryPolicy()
    #expect(policy.wait(after: .answered(response, code: nil), retryCount: 0, isHarmless: false, random: 0) == wait)
  }

  @Test func `without its word the wait doubles up to 8 seconds, less up to a quarter`() {
    var policy = RetryPolicy()
    policy.maximumRetryCount = .max
    func wait(_ retryCount: Int, _ random: Double) -> Duration? {
      policy.wait(after: .failed(mayHaveBeenSent: false), retryCount: retryCount, isHarmless: true, random: random)
    }
    let whole = [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]
    #expect(whole.indices.map { wait($0, 0) } == whole.map { .milliseconds($0) })
    #expect(whole.indices.map { wait($0, 1) } == whole.map { .milliseconds($0) * 0.75 })
    #expect(wait(0, 0.5) == .milliseconds(500) * 0.875)
    #expect(wait(.max - 1, 0) == .seconds(8))
    for random in [-1.0, 2, .infinity] {
      #expect((.milliseconds(375) ... .milliseconds(500)).contains(wait(0, random) ?? .zero))
    }
    policy.firstWait = .seconds(-1)
    #expect(wait(3, 0) == .zero)
    (policy.firstWait, policy.longestBackoff) = (.seconds(1), .seconds(-1))
    #expect(wait(3, 0) == .zero, "no wait is negative")
    (policy.firstWait, policy.longestBackoff) = (.init(attoseconds: .max), .init(attoseconds: .max))
    #expect(wait(3, 0) == .seconds(3_600))
  }
}
