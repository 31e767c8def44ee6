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
    _ = keepAlive.beginPing(at: .seconds(20))
    keepAlive.pingFlushed(at: .seconds(21))
    #expect(keepAlive.decision(now: .seconds(40)) == .wait(until: .seconds(41)))
    #expect(keepAlive.decision(now: .seconds(41)) == .timedOut)
  }

  @Test func `the time-out starts when the ping leaves the queue, and output that moves is a sign of life`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    _ = keepAlive.beginPing(at: .seconds(20))
    keepAlive.outputProgressed(at: .seconds(35))
    #expect(keepAlive.decision(now: .seconds(50)) == .wait(until: .seconds(55)))
    keepAlive.pingFlushed(at: .seconds(50))
    #expect(keepAlive.decision(now: .seconds(69)) == .wait(until: .seconds(70)))
    #expect(keepAlive.decision(now: .seconds(70)) == .timedOut)
  }

  @Test func `a queue that does not move at all ends in the time-out as well`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    _ = keepAlive.beginPing(at: .seconds(20))
    #expect(keepAlive.decision(now: .seconds(40)) == .timedOut)
  }

  @Test func `any received byte counts as life, and the next ping still comes`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    _ = keepAlive.beginPing(at: .seconds(20))
    keepAlive.pingFlushed(at: .seconds(20))
    keepAlive.bytesReceived(at: .seconds(30))
    #expect(keepAlive.decision(now: .seconds(39)) == .wait(until: .seconds(40)))
    #expect(keepAlive.decision(now: .seconds(40)) == .sendPing)
  }

  @Test func `the pong to the current ping gives the round-trip time, another one does not`() {
    var keepAlive = KeepAlive(KeepAliveConfiguration(), now: .zero)
    let first = keepAlive.beginPing(at: .seconds(20))
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
