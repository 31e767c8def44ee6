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

  // MARK: Hops

  @Test func `awaiting what is on the same loop does not hop`() async throws {
    let loop = try EventLoop(configuration: waiting)
    let done = onNewThread { loop.run() }
    let hopper = Hopper(loop: loop)
    #expect(await hopper.hopCount(callCount: 1_000) == 0)
    #expect(await hopper.hopCount(beside: Hopper(loop: loop), callCount: 1_000) == 0)
    let inTask = await Task(executorPreference: loop) {
      let hops = HopCount(on: loop)
      for _ in 0..<1_000 { _ = await Helper.isOnLoop(loop) }
      return hops.end()
    }.value
    #expect(inTask == 0)
    loop.stop()
    await wait(for: done)
  }

  @Test func `a task that was resumed goes on before what comes after it`() async throws {
    let loop = try EventLoop(configuration: waiting)
    let done = onNewThread { loop.run() }
    let hopper = Hopper(loop: loop)
    for _ in 0..<1_000 { #expect(await hopper.goesOnAtOnce()) }
    loop.stop()
    await wait(for: done)
  }

  @Test func `an actor of a loop serves tasks that prefer another executor, on its own thread`() async throws {
    let loops = try [EventLoop(configuration: waiting), EventLoop(configuration: waiting)]
    let done = loops.map { loop in onNewThread { loop.run() } }
    let gateways = loops.map { Gateway(loop: $0) }
    for preferred in loops {
      let results = await Task(executorPreference: preferred) {
        var results: [Bool] = []
        for _ in 0..<100 {
          for gateway in gateways { results.append(await gateway.increment()) }
          results.append(await Helper.isOnLoop(preferred))
        }
        return results
      }.value
      #expect(results == Array(repeating: true, count: 300))
    }
    for (loop, done) in zip(loops, done) {
      loop.stop()
      await wait(for: done)
    }
  }

  // MARK: After the end

  @Test func `tasks go on when their loop was closed, one at a time`() async throws {
    let loop = try EventLoop()
    let gateway = Gateway(loop: loop)
    loop.close()
    await withTaskGroup { group in
      for _ in 0..<8 {
        group.addTask { for _ in 0..<100 { #expect(await gateway.increment()) } }
      }
    }
    #expect(await gateway.count == 800)
    #expect(await Task(executorPreference: loop) { loop.isOnLoop }.value)
  }

  @Test func `no task is lost while loops close`() async throws {
    for _ in 0..<200 {
      let loop = try EventLoop(configuration: waiting)
      let gateway = Gateway(loop: loop)
      let done = onNewThread {
        loop.run()
        loop.close()
      }
      async let first: Void = { for _ in 0..<10 { #expect(await gateway.increment()) } }()
      loop.stop()
      async let second: Void = { for _ in 0..<10 { #expect(await gateway.increment()) } }()
      _ = await (first, second)
      #expect(await gateway.count == 20)
      await wait(for: done)
    }
  }

  nonisolated(nonsending) private func isOnLoopNow(_ loop: EventLoop) async -> Bool {
    await Helper.isOnLoop(loop)
  }

  enum Helper {
    @concurrent static func isOnLoop(_ loop: EventLoop) async -> Bool { loop.isOnLoop }
  }
}

/// Counts how often a loop got to other work between two lines of a function that runs on it.
private final class HopCount: Sendable {
  private let loop: EventLoop
  private let count = Atomic(0)
  private let isOver = Atomic(false)

  /// Called on the loop.
  init(on loop: EventLoop) {
    self.loop = loop
    loop.execute { self.step() }
  }

  private func step() {
    count.add(1, ordering: .relaxed)
    if !isOver.load(ordering: .relaxed) { loop.execute { self.step() } }
  }

  func end() -> Int {
    isOver.store(true, ordering: .relaxed)
    return count.load(ordering: .relaxed)
  }
}

/// Calls what has no need to leave the loop.
private actor Hopper {
  let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(loop: EventLoop) {
    self.loop = loop
  }

  func hopCount(callCount: Int) async -> Int {
    let hops = HopCount(on: loop)
    for _ in 0..<callCount {
      await Self.withIsolation()
      await Self.nonsending()
    }
    return hops.end()
  }

  func nothing() {}

  func hopCount(beside neighbour: Hopper, callCount: Int) async -> Int {
    let hops = HopCount(on: loop)
    for _ in 0..<callCount { await neighbour.nothing() }
    return hops.end()
  }

  /// Whether the loop got to nothing else between the call that resumes and the next line.
  func goesOnAtOnce() async -> Bool {
    let loop = loop
    let gotToOthers = Atomic(false)
    _ = try? await Answer<Int>.wait { answer in
      loop.execute {
        answer.give(.success(1))
        loop.execute { gotToOthers.store(true, ordering: .relaxed) }
      }
    }
    return !gotToOthers.load(ordering: .relaxed)
  }

  static func withIsolation(_ isolation: isolated (any Actor)? = #isolation) async {}
  nonisolated(nonsending) static func nonsending() async {}
}
