#if Service
import InMemoryLogging
import InMemoryTracing
import Logging
import Metrics
import MetricsTestKit
import RealtimeLocalServer
import RealtimeService
import Testing

/// A local server over wss, sessions to it on the same loop that are watched, and all that was told of them.
final class ObservedRig {
  let loop: EventLoop
  let server: RealtimeLocalServer
  let client: OpenAI
  let logs = InMemoryLogHandler()
  let metrics = TestMetrics()
  let tracer = InMemoryTracer(recordInjections: true)
  let observer: RealtimeObserver
  var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
  private var sessionCount = 0

  /// - Parameters:
  ///   - plans: what becomes of the connections, in order; those after them are served as usual.
  ///   - change: what the observer is to be like.
  init(_ plans: [ConnectionPlan] = [], _ change: (inout RealtimeObserver.Configuration) -> Void = { _ in }) throws {
    loop = try EventLoop()
    var configuration = RealtimeLocalServer.Configuration()
    configuration.models = .any
    configuration.plan = ConnectionPlan.inOrder(plans)
    server = try RealtimeLocalServer(configuration: configuration, on: loop)
    client = OpenAI(apiKey: .static(Self.key), baseURL: server.baseURL)
    plan.parameters = .realtime(RealtimeSessionParameters(instructions: Self.instructions))
    plan.options.tls.trustRoots = .only([.bytes(server.certificateAuthorityPEM ?? [])])
    plan.governors = DialGovernors()
    // A test has no time to wait for a host to recover.
    plan.reconnect.initialDelay = .milliseconds(5)
    plan.reconnect.firstDelay = .milliseconds(5)
    var watched = RealtimeObserver.Configuration()
    watched.logger = Logger(label: "observed") { [logs] _ in logs }
    watched.logger?.logLevel = .trace
    watched.metrics = metrics
    watched.tracer = tracer
    change(&watched)
    observer = RealtimeObserver(watched)
  }

  static let key = "sk-hush-hush-17"
  static let instructions = "Whisper hush-hush-18."
  static let question = "Call +4915112345678 about hush-hush-19."
  /// Whatever of it is in a log, a metric or a span is there by mistake.
  static let secrets = [key, "hush-hush", "4915112345678", "Bearer"]

  func session() throws -> RealtimeSession {
    let session = try RealtimeSession(client, plan, on: loop)
    observer.observe(session)
    sessionCount += 1
    session.onClose { [unowned self] _ in closed() }
    return session
  }

  /// A connection without a session.
  ///
  /// - Parameter isWatchedLate: not from its making on, but when it is open.
  func connection(isWatchedLate: Bool = false) throws -> OpenAIRealtimeWS {
    let rt = try OpenAIRealtimeWS(client, model: "gpt-realtime-2.1", on: loop, options: plan.options)
    if isWatchedLate { rt.socket.on(.open) { [observer] in observer.observe(rt) } } else { observer.observe(rt) }
    sessionCount += 1
    rt.onClose { [unowned self] _ in closed() }
    return rt
  }

  private func closed() {
    sessionCount -= 1
    if sessionCount == 0 { server.close() }
  }

  /// Runs the loop until all sessions and the server are closed.
  func run() {
    let watchdog = loop.schedule(after: .seconds(30)) { [loop] in
      Issue.record("the loop did not come to an end")
      loop.stop()
    }
    // The loop has nothing left to do but this.
    let ending = loop.schedule(every: .milliseconds(1)) { [unowned self] _ in
      guard sessionCount == 0, loop.connectionCount == 0 else { return }
      loop.stop()
    }
    loop.run()
    watchdog.cancel()
    ending.cancel()
  }

  // MARK: What was told

  func count(_ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
    metrics.counterTotal(label: label, dimensions: dimensions)
  }

  var allText: String {
    "\(logs.entries) \(metrics.counters.map(\.key)) \(metrics.timers.map(\.key)) \(metrics.recorders.map(\.key)) "
      + tracer.finishedSpans.map { "\($0.operationName) \($0.attributes) \($0.events) \($0.errors)" }.joined()
  }
}
#endif
