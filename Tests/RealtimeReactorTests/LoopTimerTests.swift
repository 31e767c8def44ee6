import RealtimeReactor
import Testing

@Suite struct LoopTimerTests {
  @Test func `timers fire in the order of their deadlines`() throws {
    let loop = try EventLoop()
    var order: [Int] = []
    // In one tick, so that all count from the same time.
    loop.enqueueLocally {
      for delay in [5, 1, 3, 1, 0, 5, 3] {
        loop.schedule(after: .milliseconds(delay)) { order.append(delay) }
      }
    }
    loop.run()
    #expect(order == [0, 1, 1, 3, 3, 5, 5])
  }

  @Test func `equal deadlines keep their order`() throws {
    let loop = try EventLoop()
    var order: [Int] = []
    loop.enqueueLocally {
      for number in 0..<100 { loop.schedule(after: .milliseconds(1)) { order.append(number) } }
    }
    loop.run()
    #expect(order == Array(0..<100))
  }

  @Test func `a cancelled timer does not fire, also when it is cancelled by one that is due with it`() throws
  {
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
    timer = loop.schedule(after: .milliseconds(1), repeating: .milliseconds(1)) {
      count += 1
      if count == 5 { timer?.cancel() }
    }
    loop.run()
    #expect(count == 5)
  }

  @Test func `a restarted deadline counts from the restart, in both directions`() throws {
    let loop = try EventLoop()
    var order: [String] = []
    loop.enqueueLocally {
      let later = loop.schedule(after: .milliseconds(1)) { order.append("later") }
      let earlier = loop.schedule(after: .seconds(3600)) { order.append("earlier") }
      loop.schedule(after: .milliseconds(2)) { order.append("middle") }
      later.restart(after: .milliseconds(4))
      earlier.restart(after: .zero)
    }
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
    var generator = SplitMix(state: 7)
    var fired: [Int] = []
    var expected: [(deadline: Int, number: Int)] = []
    var timers: [LoopTimer] = []
    loop.enqueueLocally {
      for number in 0..<2000 {
        timers.append(
          loop.schedule(after: .milliseconds(Int(generator.next() % 50))) { fired.append(number) })
      }
      for number in 0..<2000 {
        let delay = Int(generator.next() % 50)
        switch generator.next() % 3 {
        case 0: timers[number].cancel()
        case 1:
          timers[number].cancel()
          timers[number].restart(after: .milliseconds(delay))
          expected.append((delay, number))
        default:
          timers[number].restart(after: .milliseconds(delay))
          expected.append((delay, number))
        }
      }
    }
    loop.run()
    // All were set in one tick, so the deadlines are comparable; the order of equal ones is not part of this
    // test.
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

  @Test func `durations round up to milliseconds and never overflow`() {
    #expect(Duration.zero.roundedUpToMilliseconds == 0)
    #expect(Duration.seconds(-5).roundedUpToMilliseconds == 0)
    #expect(Duration.nanoseconds(-1).roundedUpToMilliseconds == 0)
    #expect(Duration.nanoseconds(1).roundedUpToMilliseconds == 1)
    #expect(Duration.milliseconds(1).roundedUpToMilliseconds == 1)
    #expect(Duration.microseconds(1001).roundedUpToMilliseconds == 2)
    #expect(Duration.milliseconds(1999).roundedUpToMilliseconds == 1999)
    #expect(Duration.seconds(Int64.max).roundedUpToMilliseconds == 100 * 366 * 86_400_000)
  }
}

/// Numbers that are the same in every run.
struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
