import Testing

@testable import RealtimeSessions

@Suite struct DialOutcomeTests {
  @Test(
    arguments: [
      (429, nil, .throttled(nil)), (429, .seconds(3), .throttled(.seconds(3))),
      (503, .seconds(1), .throttled(.seconds(1))), (503, nil, .failed), (500, nil, .failed),
      (599, nil, .failed),
      (408, nil, .failed), (408, .seconds(1), .throttled(.seconds(1))), (409, nil, .failed),
      (409, .seconds(1), .failed), (400, nil, .answered), (401, nil, .answered),
      (403, .seconds(9), .answered),
      (404, nil, .answered), (301, nil, .answered), (200, nil, .answered),
    ] as [(Int, Duration?, DialOutcome)])
  func `a refusal says whether the host works`(status: Int, wait: Duration?, outcome: DialOutcome) {
    #expect(DialOutcome(status: status, retryAfter: wait) == outcome)
  }

  @Test func `without a response the host has failed`() {
    #expect(DialOutcome(nil) == .failed)
  }
}
