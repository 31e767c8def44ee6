import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct CallClockTests {
  @Test func `times come up in their order and not before, however often they are moved`() async throws {
    try await onThread {
      let loop = try EventLoop()
      let start = loop.now
      var fired: [String] = []
      func timer(_ name: String, at due: Duration) -> CallTimer {
        CallTimer(on: loop) { now in
          #expect(now >= start + due && loop.now >= now)
          fired.append(name)
        }
      }
      let (first, second, third) = (
        timer("first", at: .milliseconds(25)), timer("second", at: .milliseconds(70)),
        timer("third", at: .milliseconds(110))
      )
      let never = timer("never", at: .seconds(9))
      never.set(start + .seconds(9))
      second.set(start + .seconds(5))
      second.set(start + .milliseconds(70))
      third.set(start + .milliseconds(10))
      third.set(start + .milliseconds(110))
      first.set(start + .milliseconds(25))
      never.set(nil)
      loop.run()
      #expect(fired == ["first", "second", "third"], "the loop ends when nobody waits any more")
    }
  }

  @Test func `a timer may be set again when it fires, and calls of one loop share the clock`() async throws {
    try await onThread {
      let loop = try EventLoop()
      #expect(CallClock.of(loop) === CallClock.of(loop))
      var count = 0
      var timer: CallTimer?
      timer = CallTimer(on: loop) { now in
        count += 1
        if count < 4 { timer?.set(now + .milliseconds(20)) }
      }
      timer?.set(loop.now)
      loop.run()
      timer = nil
      #expect(count == 4)
    }
  }
}
