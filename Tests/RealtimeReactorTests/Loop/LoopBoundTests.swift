import Foundation
import RealtimeReactor
import RealtimeTestSupport
import Synchronization
import Testing

@Suite struct LoopBoundTests {
  /// Not Sendable, and tells where it went.
  private final class Resident {
    let loop: EventLoop
    var number = 0
    let didGo: @Sendable (_ isOnLoop: Bool) -> Void

    init(_ loop: EventLoop, didGo: @escaping @Sendable (Bool) -> Void = { _ in }) {
      self.loop = loop
      self.didGo = didGo
    }

    deinit { didGo(loop.isOnLoop) }
  }

  private func withLoop(_ body: (EventLoop) async throws -> Void) async throws {
    let loop = try EventLoop(configuration: waiting)
    let done = onNewThread { loop.run() }
    try await body(loop)
    loop.stop()
    await wait(for: done)
  }

  @Test func `work reaches the value on its loop, in order`() async throws {
    try await withLoop { loop in
      let bound = try await LoopBound.make(on: loop) { Resident(loop) }
      for _ in 0..<100 {
        let isTaken = bound.execute { resident in
          if loop.isOnLoop { resident.number += 1 }
        }
        #expect(isTaken)
      }
      #expect(try await bound.run { $0.number } == 100)
    }
  }

  @Test func `what the work awaits comes back to the loop`() async throws {
    try await withLoop { loop in
      let bound = try await LoopBound.make(on: loop) { Resident(loop) }
      let wasOnLoop = try await bound.run { resident in
        try await Task.sleep(for: .milliseconds(1))
        resident.number += 1
        return loop.isOnLoop && EventLoop.current === loop
      }
      #expect(wasOnLoop)
    }
  }

  @Test func `what the work throws is thrown, and a cancelled task is told so`() async throws {
    try await withLoop { loop in
      let bound = try await LoopBound.make(on: loop) { Resident(loop) }
      await #expect(throws: ReactorError.self) {
        try await bound.run { _ in
          throw ReactorError(code: .timedOut, operation: "test", message: "none")
        }
      }
      let task = Task { try await bound.run { _ in try await Task.sleep(for: .seconds(3600)) } }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      await #expect(throws: CancellationError.self) {
        try await LoopBound.make(on: loop) { () throws -> Int in throw CancellationError() }
      }
    }
  }

  @Test func `the value goes on its loop, whoever lets the handle go`() async throws {
    let goneOnLoop = Locked<[Bool]>([])
    try await withLoop { loop in
      for _ in 0..<1000 {
        let bound = try await LoopBound.make(on: loop) {
          Resident(loop) { isOnLoop in goneOnLoop.withLock { $0.append(isOnLoop) } }
        }
        _ = consume bound
      }
      let marker = try await LoopBound.make(on: loop) { 0 }
      _ = try await marker.run { $0 }
      #expect(goneOnLoop.withLock { $0 } == Array(repeating: true, count: 1000))
    }
  }

  @Test func `a value is let go though the inbox is full, and the loop closed`() throws {
    var configuration = EventLoop.Configuration()
    configuration.maximumInboxCount = 1
    let loop = try EventLoop(configuration: configuration)
    let goneCount = Atomic(0)
    let count: @Sendable (Bool) -> Void = { _ in goneCount.add(1, ordering: .relaxed) }
    func makeAndLetGo() {
      let holder = Locked<LoopBound<Resident>?>(LoopBound(Resident(loop, didGo: count), on: loop))
      onNewThread { holder.withLock { $0 = nil } }.wait()
    }
    loop.execute {}
    makeAndLetGo()
    loop.run()
    #expect(goneCount.load(ordering: .relaxed) == 1)
    makeAndLetGo()
    loop.close()
    #expect(goneCount.load(ordering: .relaxed) == 2)
  }

  @Test func `work for a closed loop is refused, and a task goes on all the same`() async throws {
    let loop = try EventLoop()
    let bound = LoopBound(Resident(loop), on: loop)
    loop.close()
    #expect(!bound.execute { _ in Issue.record("work ran on a closed loop") })
    #expect(try await bound.run { $0.number } == 0)
  }
}
