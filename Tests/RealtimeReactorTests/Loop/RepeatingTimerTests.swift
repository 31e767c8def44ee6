import Testing

@testable import RealtimeReactor

@Suite struct RepeatingTimerTests {
  /// What fires when, and what is missed: 20 ms from 100 on, in milliseconds.
  private static let table: [(name: String, firings: [(at: UInt64, missed: Int, next: UInt64)])] = [
    ("on time", [(100, 0, 120), (120, 0, 140), (140, 0, 160)]),
    ("always a little late, which is not passed on", [(103, 0, 120), (124, 0, 140), (141, 0, 160)]),
    ("late by almost an interval", [(119, 0, 120), (120, 0, 140)]),
    ("late by an interval", [(120, 1, 140), (141, 0, 160)]),
    ("late by many", [(100, 0, 120), (205, 4, 220), (220, 0, 240)]),
    ("early, as a coarse clock may have it", [(99, 0, 120), (119, 0, 140)]),
  ]

  @Test(arguments: table.indices)
  func `times are multiples of the interval, missed ones are counted and left out`(_ row: Int) {
    var series = TimerSeries(every: 20_000_000)
    series.start(at: 100_000_000)
    for firing in Self.table[row].firings {
      #expect(series.advance(past: firing.at * 1_000_000) == firing.missed, "\(Self.table[row].name)")
      #expect(series.next == firing.next * 1_000_000, "\(Self.table[row].name)")
    }
  }

  @Test func `an interval that is no whole number of milliseconds is kept to the nanosecond`() {
    var series = TimerSeries(every: 22_675_737)
    series.start(at: 5)
    for _ in 0..<44_100 { _ = series.advance(past: series.next) }
    #expect(series.next == 5 + 44_100 * 22_675_737)
  }

  @Test func `the longest interval does not overflow`() {
    var series = TimerSeries(every: Duration.seconds(Int64.max).roundedUpToNanoseconds)
    series.start(at: 1)
    #expect(series.advance(past: 1 << 62) == 1)
  }

  @Test(arguments: [Duration.milliseconds(1), .microseconds(2500), .milliseconds(4)])
  func `after each firing as many times have passed as were counted, by the loop's own clock`(
    interval: Duration
  ) throws {
    let loop = try EventLoop()
    let begin = loop.now + .milliseconds(2)
    var passedCount = 0
    var firingCount = 0
    var lastEnd = begin
    var timer: LoopTimer?
    timer = loop.schedule(every: interval) { missedCount in
      // The first time is `begin` itself.
      let leastCount = max(passedCount + 1, Int((lastEnd - begin) / interval) + 1)
      passedCount += 1 + missedCount
      #expect(passedCount >= leastCount)
      #expect(loop.now >= begin + interval * (passedCount - 1))
      firingCount += 1
      if firingCount == 20 { block(interval * 3) }
      if firingCount == 21 { #expect(missedCount >= 2) }
      if firingCount == 50 { timer?.cancel() }
      lastEnd = loop.now
    }
    timer?.restart(at: begin)
    loop.run()
    #expect(firingCount == 50)
  }

  @Test func `what ran before it in the same tick is part of the lateness`() throws {
    let loop = try EventLoop()
    let time = loop.now + .milliseconds(5)
    var missed: [Int] = []
    var timer: LoopTimer?
    loop.schedule(at: time) { block(.milliseconds(50)) }
    timer = loop.schedule(every: .milliseconds(10)) { missedCount in
      missed.append(missedCount)
      if missed.count == 2 { timer?.cancel() }
    }
    timer?.restart(at: time)
    loop.run()
    #expect(missed.first ?? 0 >= 5, "it does not fire once for now and then again for what was missed")
  }

  @Test func `a restart goes on from there, and a cancel ends it`() throws {
    let loop = try EventLoop()
    var count = 0
    let timer = loop.schedule(every: .seconds(3600), startingAfter: .zero) { _ in count += 1 }
    loop.runOnce()
    #expect(count == 1 && timer.isPending)
    timer.restart(after: .zero)
    loop.runOnce()
    #expect(count == 2 && timer.isPending)
    timer.cancel()
    loop.run()
    #expect(count == 2)
  }

  @Test func `an interval of nothing is one millisecond`() throws {
    let loop = try EventLoop()
    var count = 0
    var timer: LoopTimer?
    timer = loop.schedule(every: .zero) { _ in
      count += 1
      if count == 3 { timer?.cancel() }
    }
    loop.run()
    #expect(count == 3)
  }
}
