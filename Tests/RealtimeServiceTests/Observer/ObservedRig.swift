#if Service
import InMemoryLogging
import InMemoryTracing
import Logging
import Metrics
import MetricsTestKit
import RealtimeService
import RealtimeTestRig

/// A rig whose sessions are watched, and all that was told of them.
final class ObservedRig: LocalRig {
  let logs = InMemoryLogHandler()
  let metrics = TestMetrics()
  let tracer = InMemoryTracer(recordInjections: true)
  let observer: RealtimeObserver
  lazy var plan = RealtimeSession.Plan.local(options, .init(instructions: Self.instructions))
  private var sessionCount = 0

  /// - Parameters:
  ///   - plans: what becomes of the connections, in order; those after them are served as usual.
  ///   - change: what the observer is to be like.
  init(_ plans: [ConnectionPlan] = [], _ change: (inout RealtimeObserver.Configuration) -> Void = { _ in }) throws {
    var watched = RealtimeObserver.Configuration()
    watched.logger = Logger(label: "observed") { [logs] _ in logs }
    watched.logger?.logLevel = .trace
    watched.metrics = metrics
    watched.tracer = tracer
    change(&watched)
    observer = RealtimeObserver(watched)
    try super.init(plans)
  }

  static let key = "sk-hush-hush-17"
  static let instructions = "Whisper hush-hush-18."
  static let question = "Call +4915112345678 about hush-hush-19."
  /// Whatever of it is in a log, a metric or a span is there by mistake.
  static let secrets = [key, "hush-hush", "4915112345678", "Bearer"]

  func unwatchedSession() throws -> RealtimeSession {
    try RealtimeSession(client(.static(Self.key)), plan, on: loop)
  }

  func session() throws -> RealtimeSession {
    let session = try unwatchedSession()
    observer.observe(session)
    sessionCount += 1
    session.onClose { [unowned self] _ in closed() }
    return session
  }

  /// A connection without a session.
  ///
  /// - Parameter isWatchedLate: not from its making on, but when it is open.
  func connection(isWatchedLate: Bool = false) throws -> OpenAIRealtimeWS {
    let rt = try OpenAIRealtimeWS(client(.static(Self.key)), model: "gpt-realtime-2.1", on: loop, options: plan.options)
    if isWatchedLate { rt.socket.on(.open) { [observer] in observer.observe(rt) } } else { observer.observe(rt) }
    sessionCount += 1
    rt.onClose { [unowned self] _ in closed() }
    return rt
  }

  private func closed() {
    sessionCount -= 1
    if sessionCount == 0 { server.close() }
  }

  /// Runs the loop until all sessions and the server are closed. How busy a loop was is told by the system's time.
  func run() { run(in: .ofTheSystem) { sessionCount == 0 && loop.connectionCount == 0 } }

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
