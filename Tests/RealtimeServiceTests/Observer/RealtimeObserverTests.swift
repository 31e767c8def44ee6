#if Service
import InMemoryLogging
import InMemoryTracing
import Logging
import MetricsTestKit
import RealtimeService
import RealtimeTestRig
import Testing
import Tracing

/// What a service learns of real sessions.
@Suite struct RealtimeObserverTests {
  /// One answer, and the end.
  private static func talk(_ rig: ObservedRig) throws {
    let session = try rig.session()
    session.send(.conversationItemCreate(.user(ObservedRig.question)))
    session.respond { outcome in
      // What a connection takes with it is asked for again.
      if case .interrupted = outcome { session.respond { _ in session.close() } } else { session.close() }
    }
    rig.run()
  }

  private static func lost() throws -> ObservedRig {
    try ObservedRig([
      .refuse(.init(status: 503, ServiceFailure(code: "overloaded", message: "hush-hush-20"))),
      .serve(SessionScript().at(.afterSending("response.created", 1), .endStream)),
    ])
  }

  // MARK: Metrics

  @Test func `a session that is answered and closed is counted once in each place`() throws {
    let rig = try ObservedRig()
    try Self.talk(rig)
    #expect(rig.count("openai.realtime.connections.opened") == 1)
    #expect(rig.metrics.counterTotal(label: "openai.realtime.connections.ended") == 1)
    #expect(rig.count("openai.realtime.responses", [("outcome", "completed")]) == 1)
    #expect(rig.metrics.counterTotal(label: "openai.realtime.responses") == 1)
    #expect(rig.metrics.counterTotal(label: "openai.realtime.renewals") == 0)
    #expect(rig.count("openai.realtime.bytes", [("direction", "received")]) > 2_000)
    #expect(rig.count("openai.realtime.bytes", [("direction", "sent")]) > 500)
    #expect(try rig.metrics.expectTimer("openai.realtime.opening.duration").values.count == 1)
    #expect(try rig.metrics.expectTimer("openai.realtime.response.first_audio.duration").values.count == 1)
    for state in ["connecting", "live", "backoff", "rolling_over"] {
      let gauge = try rig.metrics.expectGauge("openai.realtime.sessions", [("state", state), ("loop", "0")])
      #expect(gauge.lastValue == 0)
    }
  }

  @Test func `refusals, losses and what comes after them are counted`() throws {
    let rig = try Self.lost()
    try Self.talk(rig)
    #expect(rig.count("openai.realtime.refusals", [("status", "503")]) == 1)
    #expect(rig.count("openai.realtime.connections.ended", [("close.class", "refused")]) == 1)
    #expect(rig.count("openai.realtime.connections.ended", [("close.class", "lost")]) == 1)
    #expect(rig.count("openai.realtime.connections.opened") == 2)
    #expect(rig.count("openai.realtime.renewals", [("reason", "reconnected")]) == 1)
    #expect(rig.count("openai.realtime.responses", [("outcome", "interrupted")]) == 1)
  }

  @Test func `what there is now is told by the interval, for each loop`() throws {
    let rig = try ObservedRig { $0.interval = .milliseconds(100) }
    let sessions = try (0..<3).map { _ in try rig.session() }
    var liveCount = 0
    for session in sessions {
      session.onState { state in
        if state == .live { liveCount += 1 }
        guard state == .live, liveCount == 3 else { return }
        // Times come in their order, so that all that are due before have come by then.
        rig.loop.schedule(after: .milliseconds(300)) { for session in sessions { session.close() } }
      }
    }
    rig.run()
    let live = try rig.metrics.expectGauge("openai.realtime.sessions", [("state", "live"), ("loop", "0")])
    #expect(live.values.contains(3) && live.lastValue == 0)
    let share = try rig.metrics.expectGauge("openai.realtime.loop.utilization", [("loop", "0")])
    #expect(share.values.count >= 2 && share.values.allSatisfy { (0...1).contains($0) })
    #expect(share.values.contains { $0 > 0 })
    #expect(try rig.metrics.expectGauge("openai.realtime.send.queue.bytes", [("loop", "0")]).values.count >= 2)
    #expect(try rig.metrics.expectTimer("openai.realtime.loop.lag.duration").values.count >= 1)
  }

  @Test func `the metrics are the same however many sessions there are`() throws {
    let rig = try ObservedRig()
    let before = rig.metrics.counters.count + rig.metrics.timers.count
    try Self.talk(rig)
    #expect(rig.metrics.counters.count + rig.metrics.timers.count == before)
    #expect(rig.metrics.recorders.count == 6)
  }

  @Test func `the loops of a group are watched until they end, and push when they are asked`() async throws {
    let rig = try ObservedRig { $0.interval = .seconds(3_600) }
    var configuration = EventLoopGroup.Configuration()
    configuration.loopCount = 2
    let group = try EventLoopGroup(configuration: configuration)
    rig.observer.observe(group)
    await rig.observer.push()
    for loop in ["0", "1"] {
      #expect(try rig.metrics.expectGauge("openai.realtime.loop.utilization", [("loop", loop)]).values.count == 1)
    }
    try group.stop()
    await rig.observer.push()
    #expect(rig.metrics.recorders.count == 12)
  }

  // MARK: Logs

  @Test func `each connection is one line at debug, and a lost one a line more at info`() throws {
    let rig = try Self.lost()
    try Self.talk(rig)
    let ended = rig.logs.entries.filter { $0.level == .debug }
    #expect(ended.map(\.message) == Array(repeating: "Realtime connection ended", count: 3))
    #expect(ended.map { $0.metadata["close.class"] }.prefix(2) == ["refused", "lost"])
    #expect(ended.map { $0.metadata["openai.connection.number"] } == ["1", "2", "3"])
    #expect(ended[0].metadata["openai.refusal.status"] == "503")
    #expect(ended[0].metadata["openai.error.code"] == "overloaded")
    #expect("\(ended[1].metadata["openai.session.id"] ?? "")".hasPrefix("sess_"))
    let lost = rig.logs.entries.filter { $0.level == .info }
    #expect(lost.map(\.message) == Array(repeating: "Realtime connection lost, connecting again", count: 2))
    #expect(rig.logs.entries.count == ended.count + lost.count)
  }

  @Test func `a session's own logger takes the place of the observer's`() throws {
    let rig = try ObservedRig {
      $0.metrics = nil; $0.tracer = nil
    }
    let session = try rig.unwatchedSession()
    var logger = Logger(label: "call") { [logs = rig.logs] _ in logs }
    logger.logLevel = .debug
    logger[metadataKey: "call"] = "17"
    rig.observer.observe(session, logger: logger)
    session.onState { if $0 == .live { session.close() } }
    session.onClose { _ in rig.server.close() }
    rig.loop.run()
    #expect(rig.logs.entries.map { $0.metadata["call"] } == ["17"])
  }

  // MARK: Spans

  @Test func `a connection and a response are a span each, the one within the other`() throws {
    let rig = try ObservedRig()
    try Self.talk(rig)
    let spans = rig.tracer.finishedSpans
    let response = try #require(spans.first { $0.operationName == "realtime_inference gpt-realtime-2.1" })
    let connection = try #require(spans.first { $0.operationName == "realtime_session" })
    #expect(spans.count == 2 && rig.tracer.activeSpans.isEmpty)
    #expect(response.parentSpanID == connection.spanID && connection.parentSpanID == nil)
    #expect(response.kind == .client && connection.kind == .client)
    #expect(response.attributes.get("gen_ai.provider.name") == "openai")
    #expect(response.attributes.get("gen_ai.operation.name") == "realtime_inference")
    #expect(response.attributes.get("gen_ai.output.type") == "speech")
    #expect(response.attributes.get("gen_ai.response.finish_reasons") == ["completed"].toSpanAttribute())
    #expect(response.attributes.get("gen_ai.usage.output_tokens") != nil)
    #expect(
      response.attributes.get("gen_ai.realtime_session.id") == connection.attributes.get("gen_ai.realtime_session.id"))
    #expect(response.events.map(\.name) == ["gen_ai.first_output"] && response.status == nil)
    #expect(connection.events.map(\.name) == ["opened", "live"])
  }

  @Test func `what is refused, lost or cut is an error of its span`() throws {
    let rig = try Self.lost()
    try Self.talk(rig)
    let errors = rig.tracer.finishedSpans.filter { $0.status?.code == .error }
      .map { ($0.operationName.prefix(18), $0.attributes.get("error.type")) }
    #expect(errors.map(\.0) == ["realtime_session", "realtime_inference", "realtime_session"])
    #expect(errors.map(\.1) == ["503", "interrupted", "lost"])
    #expect(rig.tracer.activeSpans.isEmpty)
  }

  @Test(arguments: [false, true])
  func `a trace's context goes to the service when it is asked for`(isAsked: Bool) throws {
    let rig = try ObservedRig()
    let span = rig.tracer.startSpan("call", context: .topLevel)
    if isAsked { rig.observer.propagate(span.context, in: &rig.plan) }
    try Self.talk(rig)
    let request = try #require(rig.server.requests.first)
    #expect(request.headers["in-memory-span-id"] == (isAsked ? span.spanID : nil))
    span.end()
  }

  // MARK: Connections without a session

  @Test(arguments: [false, true])
  func `a connection without a session is a count, a line and a span too`(isWatchedLate: Bool) throws {
    let rig = try ObservedRig()
    let rt = try rig.connection(isWatchedLate: isWatchedLate)
    rt.send(.responseCreate())
    rt.once(.responseDone) { _ in rt.close() }
    rig.run()
    #expect(rig.count("openai.realtime.connections.opened") == 1)
    #expect(rig.count("openai.realtime.connections.ended", [("close.class", "normal")]) == 1)
    #expect(rig.count("openai.realtime.responses", [("outcome", "completed")]) == 1)
    #expect(rig.count("openai.realtime.bytes", [("direction", "received")]) > 2_000)
    #expect(try rig.metrics.expectTimer("openai.realtime.opening.duration").values.count == 1)
    let live = try rig.metrics.expectGauge("openai.realtime.sessions", [("state", "live"), ("loop", "0")])
    #expect(live.lastValue == 0)
    #expect(rig.logs.entries.map(\.message) == ["Realtime connection ended"])
    let line = try #require(rig.logs.entries.first)
    #expect(line.level == .debug && line.metadata["close.code"] == "1000")
    #expect("\(line.metadata["openai.session.id"] ?? "")".hasPrefix("sess_"))
    #expect(
      Set(rig.tracer.finishedSpans.map(\.operationName)) == ["realtime_session", "realtime_inference gpt-realtime-2.1"])
    #expect(rig.tracer.activeSpans.isEmpty)
    for secret in ObservedRig.secrets { #expect(!rig.allText.contains(secret), "\(secret)") }
  }

  @Test func `one that is refused, or is lost in a response, is told as that`() throws {
    let rig = try Self.lost()
    for _ in 0..<2 {
      let rt = try rig.connection()
      rt.send(.responseCreate())
      rt.on(.error) { _ in }
    }
    rig.run()
    #expect(rig.count("openai.realtime.connections.ended", [("close.class", "refused")]) == 1)
    #expect(rig.count("openai.realtime.connections.ended", [("close.class", "lost")]) == 1)
    #expect(rig.count("openai.realtime.responses", [("outcome", "interrupted")]) == 1)
    #expect(rig.logs.entries.map { $0.metadata["close.class"] } == ["refused", "lost"])
    #expect(rig.tracer.finishedSpans.filter { $0.status?.code == .error }.count == 3)
    #expect(rig.tracer.activeSpans.isEmpty)
  }

  // MARK: Rules

  @Test func `nothing that was said, and nothing that lets somebody in, is in any of it`() throws {
    let rig = try Self.lost()
    try Self.talk(rig)
    #expect(rig.allText.contains("realtime_session"))
    for secret in ObservedRig.secrets { #expect(!rig.allText.contains(secret), "\(secret)") }
  }

  @Test func `an observer of nothing adds no listener`() throws {
    let rig = try ObservedRig { $0 = RealtimeObserver.Configuration() }
    try Self.talk(rig)
    #expect(rig.logs.entries.isEmpty && rig.metrics.counters.isEmpty && rig.tracer.finishedSpans.isEmpty)
  }
}
#endif
