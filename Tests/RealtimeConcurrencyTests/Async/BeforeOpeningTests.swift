import OpenAIRealtime
import RealtimeLocalServer
import RealtimeSessions
import RealtimeTestSupport
import Testing

/// What a scope's `beforeOpening` finds, and what hears everything because it was added there.
@Suite struct BeforeOpeningTests {
  private let service: Service

  init() throws { service = try Service() }

  @Test func `a listener that a connection is given before it opens hears its first event`() async throws {
    let heard = Locked<[String]>([])
    try await OpenAIRealtimeWS.withSession(
      service.client(), model: "gpt-realtime-2.1", options: service.options,
      beforeOpening: { rt in
        heard.withLock { $0.append("\(rt.loop.isOnLoop) \(rt.state)") }
        rt.socket.on(.open) { heard.withLock { $0.append("open") } }
        rt.on(.sessionCreated) { event in heard.withLock { $0.append(event.raw.type) } }
      }
    ) { session in try await session.append(.user("Hello.")) }
    #expect(heard.withLock { $0 } == ["true connecting", "open", "session.created"])
    try service.end()
  }

  @Test func `a function that a session is given before it opens is among its settings`() async throws {
    let heard = Locked<[String]>([])
    try await RealtimeSession.with(
      service.client(), .local(service.options, .init()),
      beforeOpening: { session in
        heard.withLock { $0.append("\(session.loop.isOnLoop) \(session.sessionState)") }
        session.onState { state in heard.withLock { $0.append("\(state)") } }
        session.onConnection { event in if event.number != 1 { heard.withLock { $0.append("another connection") } } }
        session.on(.sessionUpdated) { event in
          heard.withLock { $0.append(event.raw["session"]["tools"][0]["name"].string ?? "no function") }
        }
        session.tools.register(FunctionTool(name: "weather", description: "The weather.")) { _ in "18 degrees" }
      }
    ) { session in try await session.append(.user("Hello.")) }
    #expect(heard.withLock { $0 } == ["true connecting(attempt: 0)", "weather", "live", "closed(closed as asked)"])
    try service.end()
  }
}
