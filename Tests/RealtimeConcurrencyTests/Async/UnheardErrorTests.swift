import OpenAIRealtime
import RealtimeLocalServer
import RealtimeTestSupport
import Testing
import WebSocketTransport

/// What is said of an error that nobody listens to, where tasks take the place of listeners.
@Suite struct UnheardErrorTests {
  private let service: Service

  init() throws {
    service = try Service { configuration in
      configuration.plan = { _ in .serve(SessionScript().at(.onReceiving("response.create"), .sendRaw([0xff, 0x00]))) }
    }
  }

  /// A connection fails, because its peer sends what is no frame. Returns what came to the loop's hook.
  private func fail(
    _ body: nonisolated(nonsending) (RealtimeHandle<OpenAIRealtimeWS>) async throws -> Void
  ) async throws -> [String] {
    let group = try EventLoopGroup()
    let unhandled = Locked<[String]>([])
    let loop = group.nextLoop()
    loop.execute { loop.unhandledError = { error in unhandled.withLock { $0.append("\(error)") } } }
    try await OpenAIRealtimeWS.withSession(
      service.client(), model: "gpt-realtime-2.1", options: service.options, on: loop, body)
    try group.stop()
    try service.end()
    return unhandled.withLock { $0 }
  }

  @Test func `an end that a sequence throws is no error that nobody hears of`() async throws {
    let unhandled = try await fail { session in
      let done = session.events(.responseDone)
      session.send(.responseCreate())
      await #expect(throws: EventSequenceError.self) { for try await _ in done {} }
    }
    #expect(unhandled == [])
  }

  @Test func `an end that only a call waits through is told: the call says that it ended, and not why`() async throws {
    let unhandled = try await fail { session in
      await #expect(throws: RealtimeAnswerError.self) { try await session.respond() }
    }
    #expect(unhandled.count == 1)
  }
}
