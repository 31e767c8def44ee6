import RealtimeReactor
import Synchronization
import Testing

@Suite struct EventLoopExecutorTests {
  actor Gateway {
    let loop: EventLoop
    nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }
    var count = 0

    init(loop: EventLoop) {
      self.loop = loop
    }

    func increment() -> Bool {
      count += 1
      return loop.isOnLoop && EventLoop.current === loop
    }

    /// Reaches a loop-bound object without a hop.
    func fireSoon() async {
      await withCheckedContinuation { continuation in
        loop.schedule(after: .milliseconds(1)) {
          self.assumeIsolated { $0.count += 1000 }
          continuation.resume()
        }
      }
    }
  }

  @Test func `an actor lives on the loop`() async throws {
    let loop = try EventLoop(configuration: waiting)
    let done = onNewThread { loop.run() }
    let gateway = Gateway(loop: loop)
    for _ in 0..<100 { #expect(await gateway.increment()) }
    await gateway.fireSoon()
    #expect(await gateway.count == 1100)
    loop.stop()
    await wait(for: done)
  }

  @Test func `tasks prefer the loop as their executor`() async throws {
    let loop = try EventLoop(configuration: waiting)
    let done = onNewThread { loop.run() }
    let wasOnLoop = await withTaskExecutorPreference(loop) { await isOnLoopNow(loop) }
    #expect(wasOnLoop)
    let child = Task(executorPreference: loop) { loop.isOnLoop }
    #expect(await child.value)
    loop.stop()
    await wait(for: done)
  }

  @Test func `run waits for an answer that another thread will bring`() throws {
    let loop = try EventLoop()
    let count = Atomic(0)
    loop.beginAwaiting()
    _ = onNewThread {
      loop.execute {
        count.add(1, ordering: .relaxed)
        loop.endAwaiting()
      }
    }
    loop.run()
    #expect(count.load(ordering: .relaxed) == 1)
  }

  @Test func `close does not wait for an answer that never comes`() throws {
    let loop = try EventLoop()
    loop.beginAwaiting()
    loop.close()
    #expect(loop.backendFD == -1)
    loop.endAwaiting()
  }

  @Test func `a task that is waiting when the loop closes is run to its end`() async throws {
    let loop = try EventLoop()
    let gateway = Gateway(loop: loop)
    let task = Task { await gateway.increment() }
    while !loop.hasWaitingWork { await Task.yield() }
    let done = onNewThread { loop.close() }
    #expect(await task.value)
    await wait(for: done)
  }

  nonisolated(nonsending) private func isOnLoopNow(_ loop: EventLoop) async -> Bool {
    await Helper.isOnLoop(loop)
  }

  enum Helper {
    @concurrent static func isOnLoop(_ loop: EventLoop) async -> Bool { loop.isOnLoop }
  }
}
