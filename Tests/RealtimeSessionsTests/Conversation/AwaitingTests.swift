import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// A session whose user waits in tasks.
@Suite struct AwaitingTests {
  @Test func `a task on the loop waits for the outcome of its response`() async throws {
    try await onThread {
      let rig = try SessionRig()
      let session = try rig.session()
      let bound = LoopBound(session, on: rig.loop)
      Task {
        try await bound.run { session in
          let outcome = try await session.respond()
          #expect(outcome.text == "completed")
          session.close()
        }
      }
      rig.run(session, in: .ofTheSystem)
      #expect(rig.json("response.create", 1).count == 1)
    }
  }

  @Test func `a task that is cancelled cancels its response`() async throws {
    try await onThread {
      let rig = try SessionRig {
        $0.script = .turns([.text(String(repeating: "word ", count: 400))])
        $0.pace = .realTime
      }
      let session = try rig.session()
      let bound = LoopBound(session, on: rig.loop)
      let task = Task {
        try await bound.run { session in
          await #expect(throws: CancellationError.self) { try await session.respond() }
        }
      }
      session.on(.responseOutputTextDelta) { _ in task.cancel() }
      session.on(.responseDone) { event in
        #expect(event.response.status == .cancelled)
        session.close()
      }
      rig.run(session, in: .ofTheSystem)
      #expect(rig.json("response.cancel", 1).count == 1)
    }
  }

  @Test func `a task hears events that came at once one after the other`() async throws {
    try await onThread {
      let rig = try SessionRig()
      let session = try rig.session()
      let bound = LoopBound(session, on: rig.loop)
      Task {
        try await bound.run { session in
          session.send(.responseCreate())
          let created = try await session.emitted(.responseCreated)
          let added = try await session.emitted(.responseOutputItemAdded)
          let done = try await session.emitted(.responseDone)
          #expect(created.response.id == done.response.id && added.responseID == done.response.id)
          session.close()
        }
      }
      rig.run(session, in: .ofTheSystem)
    }
  }
}
