import RealtimeTestSupport
import Testing

@testable import RealtimeReactor

@Suite struct DeadlineTests {
  /// Runs until the server's end has sent a byte that the client has not read.
  private func pairWithUnreadByte() throws -> TestPair {
    let pair = try TestPair(on: EventLoop())
    var isConnected = false
    pair.client.onConnect = {
      $0.pauseReading()
      isConnected = true
    }
    while !(isConnected && pair.serverConnection != nil) { pair.loop.runOnce() }
    pair.serverConnection?.write([7])
    while pair.serverConnection?.queuedByteCount != 0 { pair.loop.runOnce() }
    pair.clientConnection?.resumeReading()
    return pair
  }

  @Test func `what has arrived is read before a deadline is judged, a timer does not wait`() throws {
    try HandClock.turned { clock in
      let pair = try pairWithUnreadByte()
      var order: [String] = []
      pair.client.onReceive = { _ in order.append("read") }
      pair.loop.scheduleDeadline(after: .milliseconds(5)) {
        order.append("deadline")
        pair.closeBoth()
      }
      pair.loop.schedule(after: .milliseconds(5)) { order.append("timer") }
      HandClock.pass(.milliseconds(10))
      clock.run(pair.loop)
      #expect(order == ["timer", "read", "deadline"])
    }
  }

  @Test func `a deadline that is taken back by what was read does not come`() throws {
    try HandClock.turned { clock in
      let pair = try pairWithUnreadByte()
      var cameCount = 0
      let cancelled = pair.loop.scheduleDeadline(after: .milliseconds(5)) { cameCount += 1 }
      let moved = pair.loop.scheduleDeadline(after: .milliseconds(5)) { cameCount += 10 }
      pair.client.onReceive = { _ in
        #expect(cancelled.isPending && moved.isPending)
        cancelled.cancel()
        #expect(!cancelled.isPending)
        moved.restart(after: .seconds(3600))
      }
      HandClock.pass(.milliseconds(10))
      pair.loop.runOnce()
      pair.loop.runOnce()
      #expect(cameCount == 0 && pair.client.received == [7])
      #expect(!cancelled.isPending && moved.isPending)
      moved.cancel()
      pair.closeBoth()
      clock.run(pair.loop)
    }
  }

  @Test func `the peer's end counts as having arrived`() throws {
    try HandClock.turned { clock in
      let pair = try pairWithUnreadByte()
      pair.serverConnection?.shutdown()
      pair.loop.runOnce()
      pair.clientConnection?.pauseReading()
      pair.loop.runOnce()
      pair.clientConnection?.resumeReading()
      var order: [String] = []
      pair.client.onEnd = { _ in order.append("end") }
      pair.loop.scheduleDeadline(after: .milliseconds(5)) {
        order.append("deadline")
        pair.closeBoth()
      }
      HandClock.pass(.milliseconds(10))
      clock.run(pair.loop)
      #expect(order == ["end", "deadline"])
    }
  }

  @Test func `deadlines alone keep a loop running and come in their order`() throws {
    let loop = try EventLoop()
    var order: [Int] = []
    let now = loop.now
    for delay in [3, 1, 2, 1, 0] {
      loop.scheduleDeadline(at: now + .milliseconds(delay)) { order.append(delay) }
    }
    loop.run()
    #expect(order == [0, 1, 1, 2, 3])
  }

  @Test func `a deadline that sets itself anew leaves room for other work`() throws {
    let loop = try EventLoop()
    var count = 0
    var timer: LoopTimer?
    timer = loop.scheduleDeadline(after: .zero) {
      count += 1
      timer?.restart(after: .zero)
    }
    for _ in 0..<5 { loop.runOnce() }
    #expect(1...5 ~= count)
    timer?.cancel()
    loop.run()
  }

  @Test func `a loop that is closed while a deadline waits for its poll drops it`() throws {
    let loop = try EventLoop()
    loop.schedule(after: .zero) { loop.close() }
    loop.scheduleDeadline(after: .zero) {}
    loop.run()
    #expect(loop.backendFD == -1)
  }

  @Test func `the end of a drain is a deadline that binds this side`() throws {
    try HandClock.turned { _ in
      let pair = try pairWithUnreadByte()
      var wasRead = false
      pair.client.onReceive = { _ in wasRead = true }
      pair.loop.enqueueLocally {
        pair.loop.drain(deadline: .milliseconds(5))
        HandClock.pass(.milliseconds(150))
      }
      // The deadline has passed: nothing is waited for.
      pair.loop.run()
      #expect(wasRead)
      pair.loop.close()
    }
  }

  // MARK: Grace

  private static let graces: [(lateness: UInt64, limit: Duration, later: UInt64?)] = [
    (0, .seconds(5), nil), (1, .seconds(5), nil), (100, .seconds(5), nil), (101, .seconds(5), 101),
    (5000, .seconds(5), 5000), (5001, .seconds(5), 5000), (3_600_000, .seconds(5), 5000),
    (101, .milliseconds(50), 50), (3000, .zero, nil),
  ]

  @Test(arguments: graces.indices)
  func `a loop that was held up gives the lost time once more, once and within a limit`(_ row: Int) {
    let (lateness, limit, later) = Self.graces[row]
    var grace = LateGrace(limit: limit)
    let now = 1000 + lateness
    #expect(grace.extend(1000, now: now) == later.map { now + $0 })
    #expect(later == nil || grace.extend(now + 1, now: now + 10_000) == nil)
    grace.renew()
    #expect(grace.extend(1000, now: now) == later.map { now + $0 })
  }

  @Test func `a deadline without grace comes however late the loop is`() throws {
    try HandClock.turned { clock in
      let loop = try EventLoop()
      var cameCount = 0
      loop.scheduleDeadline(after: .milliseconds(1), grace: .zero) { cameCount += 1 }
      let graceful = loop.scheduleDeadline(after: .milliseconds(1)) { cameCount += 10 }
      HandClock.pass(.milliseconds(150))
      loop.runOnce()
      #expect(cameCount == 1 && graceful.isPending)
      clock.run(loop)
      #expect(cameCount == 11)
    }
  }
}
