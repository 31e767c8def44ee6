import Foundation
import OpenAIRealtime
import RealtimeLocalServer
import RealtimeTestSupport
import Testing
import WebSocketTransport

extension LoopActor {
  /// A gateway's call.
  fileprivate func take(_ turnCount: Int, with client: OpenAI, _ options: RealtimeOptions) async throws -> Int {
    for turn in 0..<turnCount { try await Turn.take(turn, with: client, options) }
    return turnCount
  }
}

/// Four awaits: the connection, and three events that a listener would hear one after the other.
private enum Turn {
  nonisolated(nonsending) static func take(
    _ number: Int, with client: OpenAI, _ options: RealtimeOptions
  ) async throws {
    let rt = try await OpenAIRealtimeWS.create(client, model: "gpt-realtime", options: options)
    #expect(rt.loop.isOnLoop)
    let created = try await rt.emitted(.sessionCreated)
    #expect(!created.session.id.isEmpty)
    let parameters = RealtimeSessionParameters(outputModalities: [.text], instructions: "turn \(number)")
    rt.send(.sessionUpdate(parameters))
    let updated = try await rt.emitted(.sessionUpdated)
    #expect(updated.session.id == created.session.id)
    rt.send(.conversationItemCreate(.user("Hello.")))
    rt.send(.responseCreate())
    let done = try await rt.emitted(.responseDone)
    #expect(done.response.status == .completed)
    #expect(rt.loop.isOnLoop)
    rt.close()
  }

  static func takeInTask(_ turnCount: Int, with client: OpenAI, _ options: RealtimeOptions) async throws
    -> Int
  {
    for turn in 0..<turnCount { try await take(turn, with: client, options) }
    return turnCount
  }
}

/// Turns of a conversation in `async` code, against a server on another thread.
@Suite struct TurnTests {
  private let turnCount = LongWalk.steps(1_000)

  @Test func `many turns from an actor on a loop`() async throws {
    let service = try Service()
    let turns = try await withLoopThread { loop in
      try await LoopActor(on: loop).take(turnCount, with: service.client(), service.options)
    }
    #expect(turns == turnCount)
    try service.end()
  }

  @Test func `many turns from actors on two loops at once`() async throws {
    let service = try Service()
    let turns = try await withLoopThread { first in
      try await withLoopThread { second in
        async let one = LoopActor(on: first).take(turnCount / 2, with: service.client(), service.options)
        async let other = LoopActor(on: second).take(turnCount / 2, with: service.client(), service.options)
        return try await one + other
      }
    }
    #expect(turns == turnCount)
    try service.end()
  }

  @Test func `turns from a task that prefers a loop`() async throws {
    let service = try Service()
    let turns = try await withLoopThread { loop in
      try await Task(executorPreference: loop) {
        try await Turn.takeInTask(turnCount / 5, with: service.client(), service.options)
      }.value
    }
    #expect(turns == turnCount / 5)
    try service.end()
  }

  @Test func `turns from an actor on a loop whose task prefers another loop`() async throws {
    let service = try Service()
    let turns = try await withLoopThread { loop in
      try await withLoopThread { preferred in
        try await Task(executorPreference: preferred) {
          try await LoopActor(on: loop).take(turnCount / 5, with: service.client(), service.options)
        }.value
      }
    }
    #expect(turns == turnCount / 5)
    try service.end()
  }

  @Test func `turns of many calls on one loop at once`() async throws {
    let service = try Service()
    let turns = try await withLoopThread { loop in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<20 {
          group.addTask { try await LoopActor(on: loop).take(10, with: service.client(), service.options) }
        }
        return try await group.reduce(0, +)
      }
    }
    #expect(turns == 200)
    try service.end()
  }

  @Test func `turns whose key comes from another actor`() async throws {
    let service = try Service()
    let key = APIKey.provider { await MainActor.run { "test-key" } }
    let turns = try await withLoopThread { loop in
      try await LoopActor(on: loop).take(50, with: service.client(key), service.options)
    }
    #expect(turns == 50)
    try service.end()
  }
}
