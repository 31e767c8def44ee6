import RealtimeSessions
import Testing

@Suite struct DialGovernorTests {
  /// A governor, the time, and what came of the requests.
  private struct Bench {
    var governor: DialGovernor
    var now = Duration.seconds(1_000)

    init(_ change: (inout DialLimits) -> Void = { _ in }) {
      var limits = DialLimits()
      limits.handshakesPerSecond = 10
      limits.burst = 2
      limits.pauseJitter = .zero
      change(&limits)
      governor = DialGovernor(limits)
    }

    mutating func request(_ priority: DialPriority = .live, loop: Int = 0) -> DialGovernor.Answer {
      governor.request(priority, loop: loop, at: now)
    }

    /// Uses up what is there.
    mutating func takeAll() -> [UInt64] {
      var taken: [UInt64] = []
      while case .granted(let id) = request() { taken.append(id) }
      governor.cancel(taken.last.map { $0 + 1 } ?? 1, at: now)
      return taken
    }

    mutating func wait(_ time: Duration) -> [UInt64] {
      now += time
      return governor.expire(at: now)
    }

    mutating func report(_ outcome: DialOutcome, of id: UInt64, draw: Double = 0) {
      governor.report(outcome, of: id, at: now, draw: draw)
    }

    mutating func fail(_ ids: some Sequence<UInt64>) {
      for id in ids { report(.failed, of: id) }
    }
  }

  // MARK: The bucket

  @Test func `a burst goes at once, and then one at each interval`() {
    var bench = Bench()
    #expect(bench.request() == .granted(1) && bench.request() == .granted(2))
    #expect(bench.request() == .waiting(3) && bench.request() == .waiting(4))
    #expect(bench.governor.nextDeadline == bench.now + .milliseconds(100))
    #expect(bench.wait(.milliseconds(99)) == [])
    #expect(bench.wait(.milliseconds(1)) == [3])
    #expect(bench.wait(.milliseconds(250)) == [4])
    #expect(bench.governor.waitingCount == 0 && bench.governor.permitCount == 4)
  }

  @Test func `tokens come back up to the burst and no further`() {
    var bench = Bench()
    #expect(bench.takeAll().count == 2)
    _ = bench.wait(.seconds(60))
    #expect(bench.takeAll().count == 2)
  }

  @Test func `the defaults are fifty a second and a hundred at once`() {
    var governor = DialGovernor()
    var count = 0
    while case .granted = governor.request(.live, loop: 0, at: .zero) { count += 1 }
    #expect(count == 100)
    #expect(governor.nextDeadline == .milliseconds(20))
  }

  // MARK: The line

  @Test func `live goes before standby, also before one that waited longer`() {
    var bench = Bench()
    _ = bench.takeAll()
    guard case .waiting(let standby) = bench.request(.standby), case .waiting(let live) = bench.request(.live)
    else { return #expect(Bool(false)) }
    #expect(bench.wait(.milliseconds(100)) == [live])
    #expect(bench.wait(.milliseconds(100)) == [standby])
  }

  @Test func `a newcomer does not pass by whoever waits already, but live passes by standby`() {
    var bench = Bench()
    _ = bench.takeAll()
    guard case .waiting(let first) = bench.request(.standby) else { return #expect(Bool(false)) }
    bench.now += .milliseconds(100)
    #expect(bench.request(.standby) == .waiting(first + 1))
    #expect(bench.request(.live) == .granted(first + 2))
    #expect(bench.wait(.milliseconds(200)) == [first, first + 1])
  }

  @Test func `loops are served in turn, however much one of them asks for`() {
    var bench = Bench { $0.handshakesPerSecond = 1_000 }
    _ = bench.takeAll()
    var loops: [UInt64: Int] = [:]
    for loop in [1, 1, 1, 1, 1, 2, 3, 3] {
      if case .waiting(let id) = bench.request(loop: loop) { loops[id] = loop }
    }
    let order = (0..<8).flatMap { _ in bench.wait(.milliseconds(1)) }.map { loops[$0] }
    #expect(order == [1, 2, 3, 1, 3, 1, 1, 1])
  }

  @Test func `a request that gives up its place leaves the others theirs`() {
    var bench = Bench { $0.handshakesPerSecond = 1_000 }
    _ = bench.takeAll()
    let ids = [1, 2, 1, 2].map { loop in
      if case .waiting(let id) = bench.request(loop: loop) { id } else { UInt64.max }
    }
    bench.governor.cancel(ids[0], at: bench.now)
    bench.governor.cancel(ids[0], at: bench.now)
    bench.governor.cancel(ids[3], at: bench.now)
    #expect(bench.governor.waitingCount == 2)
    #expect(bench.wait(.milliseconds(1)) == [ids[2]])
    #expect(bench.wait(.milliseconds(1)) == [ids[1]])
    #expect(bench.wait(.milliseconds(1)) == [])
  }

  @Test func `no more wait than may wait`() {
    var bench = Bench { $0.maximumWaitingCount = 1 }
    _ = (bench.request(), bench.request())
    #expect(bench.request() == .waiting(3))
    #expect(bench.request() == .refused)
    #expect(bench.wait(.milliseconds(100)) == [3])
    #expect(bench.request() == .waiting(4))
  }

  // MARK: Permits

  @Test func `a permit that is given up is the next one's, at once`() {
    var bench = Bench()
    let permits = bench.takeAll()
    guard case .waiting(let waiting) = bench.request() else { return #expect(Bool(false)) }
    bench.governor.cancel(permits[0], at: bench.now)
    #expect(bench.wait(.zero) == [waiting])
  }

  @Test(arguments: [[0, 1, 2], [2, 1, 0], [1, 0, 2]])
  func `all that is given up comes back, in any order`(order: [Int]) {
    var bench = Bench { $0.burst = 3 }
    let permits = bench.takeAll()
    for index in order { bench.governor.cancel(permits[index], at: bench.now) }
    #expect(bench.takeAll().count == 3)
  }

  @Test func `a permit that is given up twice, or after its report, comes back once or not at all`() {
    var bench = Bench()
    let permits = bench.takeAll()
    bench.report(.answered, of: permits[0])
    for id in [permits[0], permits[1], permits[1]] { bench.governor.cancel(id, at: bench.now) }
    #expect(bench.takeAll().count == 1)
  }

  @Test func `what is given up comes back no more than the bucket would have held`() {
    var bench = Bench()
    let permits = bench.takeAll()
    // All but a millisecond of both has come back by itself, and both are taken again.
    _ = bench.wait(.milliseconds(199))
    #expect(bench.request() == .granted(permits[1] + 2))
    for id in permits { bench.governor.cancel(id, at: bench.now) }
    #expect(bench.takeAll().count == 1)
  }

  @Test func `a permit whose handshake nobody reports is forgotten, and counts as used`() {
    var bench = Bench {
      $0.permitTime = .seconds(1)
      $0.failuresUntilProbing = 1
    }
    #expect(bench.request() == .granted(1))
    #expect(bench.governor.nextDeadline == bench.now + .seconds(1))
    #expect(bench.wait(.seconds(1)) == [])
    #expect(bench.governor.permitCount == 0 && bench.governor.nextDeadline == nil)
    bench.report(.failed, of: 1)
    #expect(bench.request() == .granted(2) && bench.request() == .granted(3))
  }

  // MARK: A host that asks for time

  @Test(
    arguments: [
      (.seconds(3), 0.0, 3_000), (.seconds(3), 1.0, 5_000), (.seconds(3), 0.5, 4_000),
      (.milliseconds(250), 0, 250), (nil, 0, 1_000), (nil, 0.25, 1_500), (.zero, 0, 0),
      (.seconds(120), 0, 120_000), (.seconds(121), 0, 120_000), (.seconds(86_400), 1, 122_000),
      // No draw and no time of a peer does harm.
      (.seconds(3), .nan, 3_000), (.seconds(3), 7, 5_000), (.seconds(3), -1, 3_000), (.seconds(-5), 0, 0),
    ] as [(Duration?, Double, Int)])
  func `nobody dials before the time that a refusal names, and a random part of the jitter more`(
    wait: Duration?, draw: Double, milliseconds: Int
  ) {
    var bench = Bench { $0.pauseJitter = .seconds(2) }
    _ = bench.request()
    bench.report(.throttled(wait), of: 1, draw: draw)
    #expect(bench.request() == .waiting(2))
    // The bucket is empty at the end of it: the first token comes an interval later.
    #expect(bench.wait(.milliseconds(milliseconds + 99)) == [])
    #expect(bench.wait(.milliseconds(1)) == [2])
  }

  @Test func `a shorter pause does not end a longer one, and after it there is no burst`() {
    var bench = Bench()
    let permits = bench.takeAll()
    for _ in 0..<3 { _ = bench.request() }
    bench.report(.throttled(.seconds(10)), of: permits[0])
    bench.report(.throttled(.seconds(1)), of: permits[1])
    #expect(bench.wait(.milliseconds(10_099)) == [])
    #expect(bench.wait(.milliseconds(1)).count == 1)
    #expect(bench.wait(.milliseconds(99)) == [])
    #expect(bench.wait(.milliseconds(1)).count == 1)
  }

  @Test func `a permit from before a pause gives nothing back`() {
    var bench = Bench()
    let permits = bench.takeAll()
    _ = bench.request()
    bench.report(.throttled(.seconds(1)), of: permits[0])
    bench.governor.cancel(permits[1], at: bench.now)
    #expect(bench.wait(.milliseconds(1_099)) == [])
  }

  // MARK: A host that is down

  @Test func `after so many failures in a row there is one probe at a time`() {
    var bench = Bench { $0.burst = 10 }
    let permits = bench.takeAll()
    bench.fail(permits.prefix(4))
    bench.report(.answered, of: permits[4])
    bench.fail(permits[5...8])
    _ = bench.wait(.seconds(10))
    // Four in a row, twice, are not five.
    guard case .granted(let fifth) = bench.request() else { return #expect(Bool(false)) }
    bench.report(.failed, of: fifth)
    let line = (0..<3).compactMap { _ in
      if case .waiting(let id) = bench.request() { id } else { nil as UInt64? }
    }
    #expect(line.count == 3)
    #expect(bench.wait(.milliseconds(1_999)) == [])
    #expect(bench.wait(.milliseconds(1)) == [line[0]])
    bench.report(.failed, of: line[0])
    #expect(bench.wait(.milliseconds(1_999)) == [])
    // The time counts from the probe before and not from the deadline that it had.
    #expect(bench.wait(.milliseconds(5_001)) == [line[1]])
    #expect(bench.wait(.milliseconds(1_999)) == [])
    #expect(bench.wait(.milliseconds(1)) == [line[2]])
  }

  @Test func `one answer ends the probing, without a burst`() {
    var bench = Bench { $0.burst = 10 }
    bench.fail(bench.takeAll())
    let line = (0..<4).compactMap { _ in
      if case .waiting(let id) = bench.request() { id } else { nil as UInt64? }
    }
    #expect(bench.wait(.seconds(60)) == [line[0]])
    bench.report(.answered, of: line[0])
    #expect(bench.wait(.milliseconds(99)) == [])
    #expect(bench.wait(.milliseconds(1)) == [line[1]])
    #expect(bench.wait(.milliseconds(100)) == [line[2]])
  }

  @Test func `a probe that is given up is the next one's at once`() {
    var bench = Bench { $0.burst = 10 }
    bench.fail(bench.takeAll())
    let line = (0..<2).compactMap { _ in
      if case .waiting(let id) = bench.request() { id } else { nil as UInt64? }
    }
    #expect(bench.wait(.seconds(2)) == [line[0]])
    bench.governor.cancel(line[0], at: bench.now)
    #expect(bench.wait(.zero) == [line[1]])
    #expect(bench.wait(.zero) == [])
  }

  @Test func `refusals that ask for time count as failures`() {
    var bench = Bench { $0.burst = 10 }
    for id in bench.takeAll() { bench.report(.throttled(.seconds(1)), of: id) }
    let line = (0..<2).compactMap { _ in
      if case .waiting(let id) = bench.request() { id } else { nil as UInt64? }
    }
    #expect(bench.wait(.seconds(30)) == [line[0]])
    #expect(bench.wait(.milliseconds(1_999)) == [])
    #expect(bench.wait(.milliseconds(1)) == [line[1]])
  }

  // MARK: Limits

  @Test func `any limits can be worked with`() {
    var limits = DialLimits()
    limits.handshakesPerSecond = .nan
    limits.burst = .min
    limits.failuresUntilProbing = 0
    limits.probeInterval = .seconds(Int64.max)
    limits.pauseWithoutTime = .seconds(Int64.max)
    limits.longestPause = .seconds(Int64.max)
    limits.pauseJitter = .seconds(Int64.max)
    limits.permitTime = .seconds(Int64.max)
    limits.maximumWaitingCount = .max
    for rate in [Double.nan, -1, 0, .infinity, .leastNonzeroMagnitude] {
      limits.handshakesPerSecond = rate
      for burst in [Int.min, 0, 1, .max] {
        limits.burst = burst
        var governor = DialGovernor(limits)
        #expect(governor.request(.live, loop: 0, at: .zero) == .granted(1))
        governor.report(.throttled(.seconds(Int64.max)), of: 1, at: .zero, draw: .infinity)
        #expect(governor.request(.live, loop: 0, at: .zero) == .waiting(2))
        var last = Duration.zero
        while let deadline = governor.nextDeadline, governor.waitingCount > 0, deadline > last {
          last = deadline
          _ = governor.expire(at: deadline)
        }
        #expect(governor.waitingCount == 0)
      }
    }
  }

  @Test func `other limits hold from then on, with what was taken before`() {
    var bench = Bench { $0.burst = 10 }
    _ = bench.takeAll()
    _ = bench.request()
    var limits = DialLimits()
    (limits.handshakesPerSecond, limits.burst) = (1, 5)
    bench.governor.setLimits(limits, at: bench.now)
    #expect(bench.wait(.milliseconds(999)) == [])
    #expect(bench.wait(.milliseconds(1)).count == 1)
  }
}
