#if Service
import Metrics
import MetricsTestKit
@testable import RealtimeService
@testable import RealtimeSessions
import Testing

/// How the figures of loops become metrics.
@Suite struct InstrumentsTests {
  @Test func `what several loops have counted is added up, with the dimensions of the process`() throws {
    let metrics = TestMetrics()
    let instruments = Instruments(metrics, [("model", "m")])
    var figures = LoopFigures()
    for _ in 0..<2 {
      figures.count(.response(.cancelled), by: 3)
      figures.record(.interruption, .milliseconds(40))
      figures.record(.interruption, .milliseconds(40))
      figures.record(.interruption, .seconds(2))
      let (counts, durations) = figures.take()
      instruments.push(counts, durations)
      #expect(figures.counts.isEmpty && figures.durations.isEmpty)
    }
    let cancelled = try metrics.expectCounter("openai.realtime.responses", [("outcome", "cancelled"), ("model", "m")])
    #expect(cancelled.values == [3, 3])
    let values = try metrics.expectTimer("openai.realtime.interruption.duration", [("model", "m")]).values.sorted()
    #expect(values.count == 6)
    for (value, milliseconds) in zip(values, [40, 40, 40, 40, 2_000, 2_000]) {
      #expect(abs(value - Int64(milliseconds) * 1_000_000) <= Int64(milliseconds) * 1_000_000 / 16)
    }
  }

  @Test func `every metric has a name of its own, and no dimension that a peer chooses`() {
    let metrics = TestMetrics()
    _ = Instruments(metrics, [])
    _ = LoopGauges(metrics, [], loop: 0)
    #expect(metrics.counters.count == Countable.allCases.count)
    #expect(metrics.timers.count == ObservedDuration.allCases.count)
    #expect(metrics.recorders.count == SessionPhase.allCases.count + 2)
  }
}
#endif
