#if Service
@testable import RealtimeService
import Testing

/// How late a loop is, and how busy: times turned by hand.
@Suite struct LoopUsageTests {
  @Test func `lag is the time since a timer was due, what was left out included`() {
    var usage = LoopUsage(lagInterval: .milliseconds(100), cpuTime: .zero, at: .seconds(5))
    #expect(usage.lag(0, at: .milliseconds(5_100)) == .zero)
    #expect(usage.lag(0, at: .milliseconds(5_201)) == .milliseconds(1))
    // A callback took 450 ms: the times of 5 300, 5 400 and 5 500 are answered for by one firing.
    #expect(usage.lag(2, at: .milliseconds(5_550)) == .milliseconds(250))
    #expect(usage.lag(0, at: .milliseconds(5_600)) == .zero)
    #expect(usage.lag(0, at: .milliseconds(5_650)) == .zero)
  }

  @Test func `utilization is that of the time since the reading before`() {
    var usage = LoopUsage(lagInterval: .seconds(1), cpuTime: .seconds(3), at: .seconds(100))
    #expect(usage.share(cpuTime: .seconds(8), at: .seconds(110)) == 0.5)
    #expect(usage.share(cpuTime: .seconds(8), at: .seconds(110)) == 0)
    #expect(usage.share(cpuTime: .seconds(8), at: .seconds(120)) == 0)
    #expect(usage.share(cpuTime: .seconds(90), at: .seconds(121)) == 1)
    #expect(usage.share(cpuTime: .seconds(1), at: .seconds(122)) == 0)
  }
}
#endif
