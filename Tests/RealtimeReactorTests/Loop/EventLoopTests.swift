import Dispatch
import Foundation
import RealtimeReactor
import RealtimeTestSupport
import Synchronization
import Testing

@Suite struct EventLoopTests {
  @Test func `an empty loop runs and returns`() throws {
    let loop = try EventLoop()
    loop.run()
    #expect(!loop.runOnce())
    #expect(EventLoop.current == nil)
  }

  @Test func `current is the running loop`() throws {
    let loop = try EventLoop()
    loop.execute { #expect(EventLoop.current === loop) }
    loop.run()
    #expect(EventLoop.current == nil)
  }

  @Test func `work runs in the order in which it was given and never inside execute`() throws {
    let loop = try EventLoop()
    let order = Locked<[Int]>([])
    loop.execute {
      loop.execute { order.withLock { $0.append(3) } }
      order.withLock { $0.append(1) }
    }
    loop.execute { order.withLock { $0.append(2) } }
    loop.run()
    #expect(order.withLock { $0 } == [1, 2, 3])
  }

  @Test func `work from many threads arrives completely and in the order of each thread`() throws {
    let loop = try EventLoop(configuration: waiting)
    let threadCount = 8
    let jobCount = 12_500
    let seen = Locked([[Int]](repeating: [], count: threadCount))
    let remaining = Atomic(threadCount * jobCount)
    let done = onNewThread { loop.run() }
    DispatchQueue.concurrentPerform(iterations: threadCount) { thread in
      for job in 0..<jobCount {
        loop.execute {
          seen.withLock { $0[thread].append(job) }
          if remaining.subtract(1, ordering: .relaxed).newValue == 0 { loop.stop() }
        }
      }
    }
    done.wait()
    #expect(seen.withLock { $0 } == [[Int]](repeating: Array(0..<jobCount), count: threadCount))
  }

  @Test func `the thread that made a loop may give it work while another begins to run it`() throws {
    for _ in 0..<500 {
      let loop = try EventLoop(configuration: waiting)
      let done = onNewThread { loop.run() }
      for _ in 0..<20 { loop.execute {} }
      loop.execute { loop.stop() }
      done.wait()
    }
  }

  @Test func `work given to a full inbox is refused and reported`() throws {
    var configuration = EventLoop.Configuration()
    configuration.maximumInboxCount = 2
    let loop = try EventLoop(configuration: configuration)
    var errors: [any Error] = []
    loop.unhandledError = { errors.append($0) }
    #expect(loop.execute {})
    #expect(loop.execute {})
    #expect(!loop.execute { Issue.record("refused work ran") })
    loop.run()
    #expect(loop.execute {})
    loop.run()
    #expect(errors.count == 1)
    let error = try #require(errors.first as? ReactorError)
    #expect(error.code == .limitExceeded)
    #expect(error.message.contains("maximumInboxCount (2)"))
  }

  @Test func `stop ends a loop that waits, from any thread`() throws {
    let loop = try EventLoop(configuration: waiting)
    let done = onNewThread { loop.run() }
    loop.stop()
    done.wait()
  }

  @Test func `stop before run makes that run return, once`() throws {
    let loop = try EventLoop()
    let timer = loop.schedule(after: .seconds(3600)) {}
    loop.stop()
    loop.run()
    #expect(timer.isPending)
    timer.cancel()
    loop.run()
  }

  @Test func `the loop belongs to the thread that runs it`() throws {
    let loop = try EventLoop()
    #expect(loop.isOnLoop)
    loop.execute { #expect(loop.isOnLoop) }
    onNewThread {
      #expect(!loop.isOnLoop)
      loop.run()
      #expect(loop.isOnLoop)
    }.wait()
    #expect(!loop.isOnLoop)
  }

  @Test func `runOnce does not wait and tells whether something is alive`() throws {
    let loop = try EventLoop()
    var fired = false
    let timer = loop.schedule(after: .seconds(3600)) { fired = true }
    #expect(loop.runOnce())
    timer.cancel()
    #expect(!loop.runOnce())
    #expect(!fired)
  }

  @Test func `errors without a listener go to the hook`() throws {
    let loop = try EventLoop()
    var count = 0
    loop.unhandledError = { _ in count += 1 }
    loop.reportUnhandled(ReactorError(code: .timedOut, operation: "test", message: "none"))
    #expect(count == 1)
  }

  @Test func `a call from another thread traps and names the fix`() async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) {
      let loop = try EventLoop()
      let thread = Thread { loop.schedule(after: .zero) {} }
      thread.start()
      while !thread.isFinished { usleep(1000) }
    }
    #expect(result != nil)
    // What an optimised build under a sanitizer leaves of the other process's output cannot be relied on.
    #if DEBUG
    let message = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self)
    #expect(message.contains("`let bound = LoopBound(value, on: loop)`"))
    #endif
  }

  @Test(arguments: [true, false]) func `a loop that cannot be run traps and says why`(isClosed: Bool) async {
    let result = await #expect(processExitsWith: .failure, observing: [\.standardErrorContent]) { [isClosed] in
      let loop = try EventLoop()
      if isClosed { loop.close() } else { loop.schedule(after: .zero) { loop.run() } }
      loop.run()
    }
    #expect(result != nil)
    #if DEBUG
    let reason =
      isClosed
      ? "the event loop is closed; make a new one"
      : "the event loop is already running; run and runOnce do not nest"
    // A line of its own: what the compiler adds to it is gone where it optimises.
    let lines = String(decoding: result?.standardErrorContent ?? [], as: UTF8.self).split(separator: "\n")
    #expect(lines.contains { $0 == reason })
    #endif
  }

  @Test func `the time that the loop's thread has worked is told`() throws {
    let loop = try EventLoop()
    let before = loop.cpuTime
    var sum: UInt64 = 0
    while loop.cpuTime - before < .milliseconds(2) { sum &+= loop.nowNanoseconds }
    #expect(sum != 0 && before >= .zero && loop.cpuTime < .seconds(86_400))
  }

  // MARK: Embedding

  @Test func `another loop may poll the descriptor and run what is ready`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.client.onConnect = {
      $0.write(pattern(100_000))
      $0.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    drive(pair.loop)
    #expect(pair.server.received == pattern(100_000))
    #expect(pair.loop.timeout == -1)
  }

  @Test func `work from another thread makes the descriptor readable`() throws {
    let loop = try EventLoop()
    loop.runOnce()
    let ran = Atomic(false)
    onNewThread { loop.execute { ran.store(true, ordering: .relaxed) } }.wait()
    #expect(loop.timeout == 0)
    var descriptor = pollfd(fd: loop.backendFD, events: Int16(POLLIN), revents: 0)
    #expect(poll(&descriptor, 1, 10_000) == 1)
    loop.runOnce()
    let didRun = ran.load(ordering: .relaxed)
    #expect(didRun)
    #expect(loop.timeout == -1)
  }

  @Test func `the timeout follows the earliest deadline`() throws {
    let loop = try EventLoop()
    loop.runOnce()
    #expect(loop.timeout == -1)
    let timer = loop.schedule(after: .seconds(100)) {}
    loop.runOnce()
    #expect((1...100_001).contains(loop.timeout))
    timer.cancel()
    loop.runOnce()
    #expect(loop.timeout == -1)
  }

  private func drive(_ loop: EventLoop) {
    while loop.runOnce() {
      var descriptor = pollfd(fd: loop.backendFD, events: Int16(POLLIN), revents: 0)
      poll(&descriptor, 1, loop.timeout)
    }
  }
}

/// Waits for work although nothing is alive.
var waiting: EventLoop.Configuration {
  var configuration = EventLoop.Configuration()
  configuration.staysAliveWhenIdle = true
  return configuration
}

/// Runs `body` on a thread of its own. Wait on the result before the test ends.
func onNewThread(_ body: @escaping @Sendable () -> Void) -> DispatchSemaphore {
  let done = DispatchSemaphore(value: 0)
  Thread.detachNewThread {
    body()
    done.signal()
  }
  return done
}

/// Waits for a thread without blocking one of the tests' own.
func wait(for done: DispatchSemaphore) async {
  await withCheckedContinuation { continuation in
    Thread.detachNewThread {
      done.wait()
      continuation.resume()
    }
  }
}
