import RealtimeReactor
import RealtimeTestSupport
import Testing

@Suite struct LoopTimerTests {
  @Test func `timers fire in the order of their deadlines`() throws {
    let loop = try EventLoop()
    var order: [Int] = []
    let now = loop.now
    for delay in [5, 1, 3, 1, 0, 5, 3] {
      loop.schedule(at: now + .milliseconds(delay)) { order.append(delay) }
    }
    loop.run()
    #expect(order == [0, 1, 1, 3, 3, 5, 5])
  }

  @Test func `equal deadlines keep their order`() throws {
    let loop = try EventLoop()
    var order: [Int] = []
    let time = loop.now + .milliseconds(1)
    for number in 0..<100 { loop.schedule(at: time) { order.append(number) } }
    loop.run()
    #expect(order == Array(0..<100))
  }

  @Test func `a cancelled timer does not fire, also when it is cancelled by one that is due with it`() throws {
    let loop = try EventLoop()
    var fired: [Int] = []
    var second: LoopTimer?
    let first = loop.schedule(after: .milliseconds(1)) {
      fired.append(1)
      second?.cancel()
      second?.cancel()
    }
    second = loop.schedule(after: .milliseconds(1)) { fired.append(2) }
    loop.schedule(after: .milliseconds(1)) { fired.append(3) }
    loop.run()
    first.cancel()
    #expect(fired == [1, 3])
    #expect(!first.isPending)
  }

  @Test func `a repeating timer fires until it cancels itself`() throws {
    let loop = try EventLoop()
    var count = 0
    var timer: LoopTimer?
    timer = loop.schedule(every: .milliseconds(1)) { _ in
      count += 1
      if count == 5 { timer?.cancel() }
    }
    loop.run()
    #expect(count == 5)
  }

  @Test func `a restarted deadline counts from the restart, in both directions`() throws {
    let loop = try EventLoop()
    var order: [String] = []
    let now = loop.now
    let later = loop.schedule(at: now + .milliseconds(1)) { order.append("later") }
    let earlier = loop.schedule(after: .seconds(3600)) { order.append("earlier") }
    loop.schedule(at: now + .milliseconds(2)) { order.append("middle") }
    later.restart(at: now + .milliseconds(4))
    earlier.restart(at: now)
    loop.run()
    #expect(order == ["earlier", "middle", "later"])
  }

  @Test func `a timer that has fired can be started again`() throws {
    let loop = try EventLoop()
    var count = 0
    let timer = loop.schedule(after: .zero) { count += 1 }
    loop.run()
    timer.restart(after: .zero)
    #expect(timer.isPending)
    loop.run()
    #expect(count == 2)
  }

  @Test func `a timer that restarts itself without delay leaves room for other work`() throws {
    let loop = try EventLoop()
    var count = 0
    var timer: LoopTimer?
    timer = loop.schedule(after: .zero) {
      count += 1
      timer?.restart(after: .zero)
    }
    loop.runOnce()
    #expect(count <= 2)
    timer?.cancel()
  }

  @Test func `thousands of deadlines keep their order through restarts and cancellations`() throws {
    let loop = try EventLoop()
    var generator = SeededGenerator(seed: 7)
    var fired: [Int] = []
    var expected: [(deadline: Int, number: Int)] = []
    var timers: [LoopTimer] = []
    let now = loop.now
    for number in 0..<2000 {
      let time = now + .milliseconds(Int(generator.next() % 50))
      timers.append(loop.schedule(at: time) { fired.append(number) })
    }
    for number in 0..<2000 {
      let delay = Int(generator.next() % 50)
      switch generator.next() % 3 {
      case 0: timers[number].cancel()
      case 1:
        timers[number].cancel()
        timers[number].restart(at: now + .milliseconds(delay))
        expected.append((delay, number))
      default:
        timers[number].restart(at: now + .milliseconds(delay))
        expected.append((delay, number))
      }
    }
    loop.run()
    // The order of equal times is not part of this test.
    let deadlineOf = Dictionary(uniqueKeysWithValues: expected.map { ($0.number, $0.deadline) })
    #expect(fired.count == expected.count)
    #expect(Set(fired) == Set(expected.map(\.number)))
    let deadlines = fired.compactMap { deadlineOf[$0] }
    #expect(zip(deadlines, deadlines.dropFirst()).allSatisfy { $0 <= $1 })
  }

  @Test func `a pending timer does not hold a closed loop`() throws {
    weak var seen: EventLoop?
    do {
      let loop = try EventLoop()
      loop.schedule(after: .seconds(3600)) { _ = loop.now }
      seen = loop
      loop.close()
    }
    #expect(seen == nil)
  }

  @Test func `durations round up to nanoseconds and never overflow`() {
    #expect(Duration.zero.roundedUpToNanoseconds == 0)
    #expect(Duration.seconds(-5).roundedUpToNanoseconds == 0)
    #expect(Duration.nanoseconds(-1).roundedUpToNanoseconds == 0)
    #expect(Duration.nanoseconds(1).roundedUpToNanoseconds == 1)
    #expect(Duration(secondsComponent: 0, attosecondsComponent: 1).roundedUpToNanoseconds == 1)
    #expect(Duration.milliseconds(1999).roundedUpToNanoseconds == 1_999_000_000)
    #expect(Duration.seconds(Int64.max).roundedUpToNanoseconds == 100 * 366 * 86_400_000_000_000)
  }

  @Test func `a delay counts from when it is asked for, however long the tick has taken by then`() throws {
    let loop = try EventLoop()
    var waited: Duration?
    loop.schedule(after: .zero) {
      block(.milliseconds(30))
      let begin = loop.now
      loop.schedule(after: .milliseconds(20)) { waited = loop.now - begin }
    }
    loop.run()
    #expect(try #require(waited) >= .milliseconds(20))
  }

  @Test func `the time is read when it is asked for`() throws {
    let loop = try EventLoop()
    loop.schedule(after: .zero) {
      let before = loop.now
      block(.milliseconds(5))
      #expect(loop.now - before >= .milliseconds(5))
    }
    loop.run()
  }
}

/// Keeps the thread from its loop for at least so long, as a slow callback or a stopped process does.
func block(_ duration: Duration) {
  let clock = ContinuousClock()
  let end = clock.now + duration
  while clock.now < end {}
}
