import Foundation
import RealtimeReactor
import Testing

/// Waits on a loop.
private actor Asker {
  let loop: EventLoop
  nonisolated var unownedExecutor: UnownedSerialExecutor { loop.asUnownedSerialExecutor() }

  init(loop: EventLoop) {
    self.loop = loop
  }

  func ask(_ arrange: @Sendable (Answer<Int>) -> Void) async throws -> Int {
    let value = try await Answer.wait(arrange)
    #expect(loop.isOnLoop)
    return value
  }
}

@Suite struct AnswerTests {
  private func withAsker(_ body: (Asker, EventLoop) async throws -> Void) async throws {
    let loop = try EventLoop(configuration: waiting)
    let done = onNewThread { loop.run() }
    try await body(Asker(loop: loop), loop)
    loop.stop()
    await wait(for: done)
  }

  @Test func `an answer that is there before anyone waits is kept`() async throws {
    try await withAsker { asker, _ in
      for number in 0..<1_000 {
        let value = try await asker.ask { $0.give(.success(number)) }
        #expect(value == number)
      }
    }
  }

  @Test func `an answer from another thread comes at any moment between asking and waiting`() async throws {
    try await withAsker { asker, _ in
      for number in 0..<1_000 {
        let value = try await asker.ask { answer in Task.detached { answer.give(.success(number)) } }
        #expect(value == number)
      }
    }
  }

  @Test func `only the first answer counts`() async throws {
    try await withAsker { asker, _ in
      for _ in 0..<1_000 {
        let value = try await asker.ask { answer in
          for number in 0..<4 { Task.detached { answer.give(.success(number)) } }
        }
        #expect((0..<4).contains(value))
      }
      let value = try await asker.ask { answer in
        answer.give(.success(1))
        answer.give(.failure(CancellationError()))
      }
      #expect(value == 1)
    }
  }

  @Test func `an error is thrown`() async throws {
    try await withAsker { asker, _ in
      let error = ReactorError(code: .timedOut, operation: "test", message: "none")
      await #expect(throws: error) { try await asker.ask { $0.give(.failure(error)) } }
    }
  }

  @Test func `a cancelled task is told so, whether it waits or is about to`() async throws {
    try await withAsker { asker, loop in
      for _ in 0..<200 {
        let early = Task { try await asker.ask { _ in } }
        early.cancel()
        await #expect(throws: CancellationError.self) { try await early.value }
        let onLoop = Task { try await asker.ask { _ in } }
        loop.execute { onLoop.cancel() }
        await #expect(throws: CancellationError.self) { try await onLoop.value }
      }
    }
  }

  @Test func `a cancellation that comes with the answer does not lose it twice`() async throws {
    try await withAsker { asker, _ in
      for _ in 0..<1_000 {
        let task = Task { try await asker.ask { answer in Task.detached { answer.give(.success(1)) } } }
        task.cancel()
        switch await task.result {
        case .success(let value): #expect(value == 1)
        case .failure(let error): #expect(error is CancellationError)
        }
      }
    }
  }

  @Test func `an answer reaches a task that is on no loop`() async throws {
    for number in 0..<1_000 {
      let value = try await Answer.wait { answer in
        Thread.detachNewThread { answer.give(.success(number)) }
      }
      #expect(value == number)
    }
    let task = Task { try await Answer<Int>.wait { _ in } }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func `an answer reaches a task of a loop that has closed`() async throws {
    let loop = try EventLoop()
    let asker = Asker(loop: loop)
    loop.close()
    for number in 0..<100 {
      let value = try await asker.ask { answer in Task.detached { answer.give(.success(number)) } }
      #expect(value == number)
    }
  }
}
