import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct KeepAliveTests {
  private func pong(_ number: UInt64, to keepAlive: inout KeepAlive, at now: Duration) {
    let payload = [number]
    keepAlive.pongReceived(payload.span.bytes, at: now)
  }

  @Test func `a silent peer is pinged after the interval and given up after the time-out`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    #expect(keepAlive.decision(now: .seconds(19)) == .wait(until: .seconds(20)))
    #expect(keepAlive.decision(now: .seconds(20)) == .sendPing)
    _ = keepAlive.beginPing()
    keepAlive.pingFlushed(at: .seconds(21))
    #expect(keepAlive.decision(now: .seconds(40)) == .wait(until: .seconds(41)))
    #expect(keepAlive.decision(now: .seconds(41)) == .timedOut)
  }

  @Test func `the time-out starts when the ping leaves the queue, however long that takes`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    _ = keepAlive.beginPing()
    #expect(keepAlive.decision(now: .seconds(20)) == .waitForFlush)
    #expect(keepAlive.decision(now: .seconds(3600)) == .waitForFlush)
    keepAlive.pingFlushed(at: .seconds(50))
    #expect(keepAlive.decision(now: .seconds(69)) == .wait(until: .seconds(70)))
    #expect(keepAlive.decision(now: .seconds(70)) == .timedOut)
  }

  @Test func `a ping that was not taken is followed by another one after the interval`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    _ = keepAlive.beginPing()
    keepAlive.pingRefused(at: .seconds(20))
    // What is flushed now is not the ping.
    keepAlive.pingFlushed(at: .seconds(21))
    #expect(keepAlive.decision(now: .seconds(39)) == .wait(until: .seconds(40)))
    #expect(keepAlive.decision(now: .seconds(40)) == .sendPing)
  }

  /// Asks at each time that the keep-alive names, and late by `lateness`. Returns how many Pings left.
  private func pingsLeft(
    _ configuration: KeepAliveConfiguration, lateness: Duration, isReading: Bool, until end: Duration
  ) -> Int {
    var keepAlive = KeepAlive(configuration, now: .zero)
    var now = Duration.zero
    var count = 0
    while now < end {
      switch keepAlive.decision(now: now, isReading: isReading) {
      case .sendPing:
        count += 1
        _ = keepAlive.beginPing()
        keepAlive.pingFlushed(at: now)
      case .wait(let until): now = until + lateness
      case .timedOut, .off, .waitForFlush: return count
      }
    }
    return count
  }

  @Test(
    arguments: [Duration.zero, .milliseconds(1), .seconds(3), .seconds(100)], [true, false])
  func `while the peer is silent one ping leaves and no more`(lateness: Duration, isReading: Bool) {
    for (interval, timeout) in [(1, 20), (20, 20), (20, 1), (1, 1)] {
      let configuration = KeepAliveConfiguration(interval: .seconds(interval), timeout: .seconds(timeout))
      let count = pingsLeft(configuration, lateness: lateness, isReading: isReading, until: .seconds(1000))
      #expect(count == 1, "\(interval) \(timeout)")
    }
  }

  @Test func `a pause in reading is not held against the peer, and its time starts anew`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    let ping = keepAlive.beginPing()
    keepAlive.pingFlushed(at: .seconds(20))
    #expect(keepAlive.decision(now: .seconds(500), isReading: false) == .wait(until: .seconds(520)))
    keepAlive.readingResumed(at: .seconds(510))
    #expect(keepAlive.decision(now: .seconds(520)) == .wait(until: .seconds(530)))
    #expect(keepAlive.decision(now: .seconds(530)) == .timedOut)
    pong(ping, to: &keepAlive, at: .seconds(511))
    #expect(keepAlive.roundTripTime == nil, "how long the answer lay unread is no round-trip time")
    #expect(keepAlive.decision(now: .seconds(511)) == .wait(until: .seconds(530)))
  }

  @Test func `any received byte counts as life, and the next ping still comes`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    _ = keepAlive.beginPing()
    keepAlive.pingFlushed(at: .seconds(20))
    keepAlive.bytesReceived(at: .seconds(30))
    #expect(keepAlive.decision(now: .seconds(39)) == .wait(until: .seconds(40)))
    #expect(keepAlive.decision(now: .seconds(40)) == .sendPing)
  }

  @Test func `the pong to the current ping gives the round-trip time, another one does not`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    let first = keepAlive.beginPing()
    keepAlive.pingFlushed(at: .seconds(20))
    pong(first &+ 7, to: &keepAlive, at: .seconds(21))
    #expect(keepAlive.roundTripTime == nil)
    pong(first, to: &keepAlive, at: .milliseconds(20_030))
    #expect(keepAlive.roundTripTime == .milliseconds(30))
    #expect(keepAlive.decision(now: .seconds(39)) == .wait(until: .seconds(40)))
  }

  @Test func `off is off`() {
    let keepAlive = KeepAlive(.off, now: .zero)
    #expect(keepAlive.decision(now: .seconds(1_000_000)) == .off)
  }
}
