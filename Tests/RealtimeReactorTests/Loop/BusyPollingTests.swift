import Dispatch
import Foundation
@testable import RealtimeReactor
import Testing

@Suite struct BusyPollingTests {
  @Test func `polls that come close to each other look before they sleep`() {
    var polling = BusyPolling(for: .microseconds(50))
    #expect(polling.isOn)
    #expect(polling.endOfPoll(at: 1_000_000) == nil)
    #expect(polling.endOfPoll(at: 1_050_000) == 1_100_000)
    #expect(polling.endOfPoll(at: 1_050_000) == 1_100_000)
    #expect(polling.endOfPoll(at: 1_100_001) == nil)
    #expect(polling.endOfPoll(at: 1_100_002) == 1_150_002)
  }

  @Test(
    arguments: [
      (Duration.zero, UInt64(0)), (.seconds(-1), 0), (.microseconds(1), 1_000), (.seconds(2), 1_000_000),
    ]
  )
  func `the time is kept between nothing and a millisecond`(time: Duration, nanoseconds: UInt64) {
    var polling = BusyPolling(for: time)
    #expect(polling.isOn == (nanoseconds > 0))
    _ = polling.endOfPoll(at: 5_000_000)
    #expect(polling.endOfPoll(at: 5_000_000) == 5_000_000 + nanoseconds)
  }

  @Test func `a loop that polls busily hears its connections, its timers and other threads`() throws {
    let pair = try TestPair(on: EventLoop(configuration: busy))
    pair.client.onConnect = { $0.write([0]) }
    pair.server.onReceive = { [unowned server = pair.server] connection in
      connection.write([server.received.last ?? 0])
    }
    var hasFired = false
    pair.client.onReceive = { [unowned client = pair.client] connection in
      guard client.received.count == 100 else {
        connection.write([UInt8(client.received.count)])
        return
      }
      pair.loop.schedule(after: .milliseconds(2)) {
        hasFired = true
        connection.shutdown()
      }
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.client.received == Array(0..<100))
    #expect(hasFired)
  }

  @Test func `two loops that poll busily hand work to each other, and stop`() throws {
    var configuration = busy
    configuration.staysAliveWhenIdle = true
    let loops = try [EventLoop(configuration: configuration), EventLoop(configuration: configuration)]
    let ends = loops.map { loop in onNewThread { loop.run() } }
    handOver(1_000, loops[0], loops[1])
    for end in ends { end.wait() }
  }

  @Test func `running once does not wait`() throws {
    var configuration = busy
    configuration.staysAliveWhenIdle = true
    let loop = try EventLoop(configuration: configuration)
    for _ in 0..<3 { loop.runOnce() }
    #expect(loop.busyPolling.lastPoll == 0)
  }

  private var busy: EventLoop.Configuration {
    var configuration = EventLoop.Configuration()
    configuration.busyPollTime = .milliseconds(1)
    return configuration
  }
}

/// Passes a count back and forth between two loops until it has come down to zero, and stops both.
private func handOver(_ count: Int, _ loop: EventLoop, _ other: EventLoop) {
  loop.execute {
    guard count > 0 else { return [loop, other].forEach { $0.stop() } }
    handOver(count - 1, other, loop)
  }
}
