import Dispatch
import RealtimeSessions
import RealtimeTestSupport
import Testing

/// What the sessions of all loops share.
@Suite struct SharedGovernorTests {
  @Test func `each is granted on its own loop, once, whoever's timer it was`() throws {
    var configuration = EventLoopGroup.Configuration()
    configuration.loopCount = 3
    let group = try EventLoopGroup(configuration: configuration)
    var limits = DialLimits()
    limits.handshakesPerSecond = 2_000
    limits.burst = 1
    let governors = DialGovernors(limits)
    let host = DialHost("api.example", port: 443)
    let granted = Locked<[Int]>([])
    let done = DispatchSemaphore(value: 0)
    for number in 0..<300 {
      let loop = group.loops[number % 3]
      loop.execute {
        governors.request(.live, to: host, on: loop) { ticket in
          #expect(loop.isOnLoop)
          ticket.report(.answered)
          let count = granted.withLock { numbers in
            numbers.append(number)
            return numbers.count
          }
          if count == 300 { done.signal() }
        }
      }
    }
    done.wait()
    #expect(granted.withLock { $0.sorted() } == Array(0..<300))
    try group.stop()
  }
}
