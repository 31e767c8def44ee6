#if Service
import InMemoryLogging
import InMemoryTracing
import Logging
import MetricsTestKit
import RealtimeLocalServer
import RealtimeService
import RealtimeTestRig
import Testing

/// What a service learns of scopes of `async` code: all of it, as of sessions that are made on their loop.
@Suite struct ObservedScopeTests {
  private let server: RealtimeLocalServerGroup
  private let client: OpenAI
  private let logs = InMemoryLogHandler()
  private let metrics = TestMetrics()
  private let tracer = InMemoryTracer()
  private let observer: RealtimeObserver
  private let plan: RealtimeSession.Plan

  init() throws {
    server = try RealtimeLocalServerGroup(loops: 1)
    client = OpenAI(apiKey: .static("any"), baseURL: server.baseURL)
    var options = RealtimeOptions()
    options.tls = TLSConfiguration(trusting: server.certificateAuthorityPEM)
    plan = .local(options, .init())
    var configuration = RealtimeObserver.Configuration()
    configuration.logger = Logger(label: "observed") { [logs] _ in logs }
    configuration.logger?.logLevel = .debug
    configuration.metrics = metrics
    configuration.tracer = tracer
    observer = RealtimeObserver(configuration)
  }

  /// One connection and one response, told whole.
  private func expectOneOfEach() async throws {
    // The end of a session's connection is told after the scope has ended: on the loop, which is asked here.
    await observer.push()
    #expect(metrics.counterTotal(label: "openai.realtime.connections.opened", dimensions: []) == 1)
    #expect(
      metrics.counterTotal(label: "openai.realtime.connections.ended", dimensions: [("close.class", "normal")]) == 1)
    #expect(metrics.counterTotal(label: "openai.realtime.bytes", dimensions: [("direction", "received")]) > 2_000)
    #expect(try metrics.expectTimer("openai.realtime.opening.duration").values.count == 1)
    #expect(logs.entries.map(\.message) == ["Realtime connection ended"])
    let sessionID = "\(logs.entries.first?.metadata["openai.session.id"] ?? "")"
    #expect(sessionID.hasPrefix("sess_"))
    #expect(
      Set(tracer.finishedSpans.map(\.operationName)) == ["realtime_session", "realtime_inference gpt-realtime-2.1"])
    #expect(tracer.activeSpans.isEmpty)
    _ = await server.drain(deadline: .zero)
  }

  @Test func `a connection's scope`() async throws {
    try await OpenAIRealtimeWS.withSession(
      client, model: "gpt-realtime-2.1", options: plan.options, beforeOpening: { observer.observe($0) }
    ) { session in _ = try await session.respond() }
    try await expectOneOfEach()
  }

  @Test func `a session's scope`() async throws {
    try await RealtimeSession.with(client, plan, beforeOpening: { observer.observe($0) }) { session in
      _ = try await session.respond()
    }
    try await expectOneOfEach()
  }
}
#endif
