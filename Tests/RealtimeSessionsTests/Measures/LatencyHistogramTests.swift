import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

@Suite struct LatencyHistogramTests {
  @Test func `nothing measured has no quantile`() {
    #expect(LatencyHistogram().quantile(0.5) == nil)
    #expect(LatencyHistogram().count == 0)
  }

  @Test func `a single duration comes back within the stated error`() throws {
    var random = SeededGenerator(seed: 1)
    for exponent in 0..<42 {
      for _ in 0..<100 {
        let lowest = UInt64(1) << UInt64(exponent)
        let exact = Duration.nanoseconds(Int64(UInt64.random(in: lowest..<(lowest * 2), using: &random)))
        guard exact < .seconds(4_294) else { continue }
        var histogram = LatencyHistogram()
        histogram.record(exact)
        // A second one, far above, so that the maximum does not help.
        histogram.record(.seconds(4_294))
        let found = try #require(histogram.quantile(0.5))
        let error = found > exact ? found - exact : exact - found
        #expect(error <= max(exact / 16, .microseconds(32)), "\(exact) became \(found)")
      }
    }
  }

  @Test func `quantiles are those of a sorted list`() throws {
    var random = SeededGenerator(seed: 7)
    var histogram = LatencyHistogram()
    var exact: [Duration] = []
    for _ in 0..<5_000 {
      let duration = Duration.microseconds(Int.random(in: 1_000..<2_000_000, using: &random))
      exact.append(duration)
      histogram.record(duration)
    }
    exact.sort()
    for share in [0.01, 0.25, 0.5, 0.9, 0.99, 1] {
      let expected = exact[Int((share * 5_000).rounded(.up)) - 1]
      let found = try #require(histogram.quantile(share))
      #expect(abs(found / expected - 1) <= 0.0625)
    }
    #expect(histogram.maximum == exact.last)
    #expect(histogram.sum == exact.reduce(.zero, +))
  }

  @Test func `merging is as if all had been measured in one place`() {
    var random = SeededGenerator(seed: 3)
    var (all, parts) = (LatencyHistogram(), [LatencyHistogram](repeating: LatencyHistogram(), count: 4))
    for number in 0..<1_000 {
      let duration = Duration.microseconds(Int.random(in: 0..<10_000_000, using: &random))
      all.record(duration)
      parts[number % 3].record(duration)
    }
    var merged = LatencyHistogram()
    for part in parts { merged.merge(part) }
    #expect(merged == all)
  }

  @Test func `each duration is told with how often it was measured, the shortest first`() {
    var histogram = LatencyHistogram()
    histogram.forEach { _, _ in Issue.record("nothing was measured") }
    for milliseconds in [40, 2_000, 40, 7, 40] { histogram.record(.milliseconds(milliseconds)) }
    var told: [(duration: Duration, count: Int)] = []
    histogram.forEach { told.append(($0, $1)) }
    #expect(told.map(\.count) == [1, 3, 1])
    for (measured, value) in zip([7.0, 40, 2_000], told) {
      #expect(abs(value.duration / .milliseconds(1) - measured) <= measured / 16)
    }
  }

  @Test func `what is out of range is counted at the end of the range`() throws {
    var histogram = LatencyHistogram()
    histogram.record(.seconds(-5))
    #expect(histogram.quantile(1) == .zero)
    histogram.record(.seconds(Int64.max))
    histogram.record(.seconds(4_294))
    #expect(histogram.count == 3)
    for share in [-1, 0, 0.5, 1, 2, .nan, .infinity] { #expect(histogram.quantile(share) != nil) }
    #expect(try #require(histogram.quantile(1)) > .seconds(4_000))
  }
}
