import Reactor
import Testing

@Suite struct EventLoopTests {
  @Test func `an empty loop runs and returns`() throws {
    let loop = try EventLoop()
    loop.run()
    #expect(!loop.runOnce())
  }

  @Test func `a timer fires and the loop ends`() throws {
    let loop = try EventLoop()
    var fired = 0
    loop.schedule(after: .milliseconds(1)) { fired += 1 }
    loop.run()
    #expect(fired == 1)
  }
}
