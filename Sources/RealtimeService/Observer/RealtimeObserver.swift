#if Service
public import Logging
public import Metrics
public import RealtimeSessions
public import Tracing

/// Watches sessions, connections and their loops for the logs, metrics and traces of a service.
///
/// ```swift
/// var configuration = RealtimeObserver.Configuration()
/// configuration.logger = Logger(label: "gateway")
/// configuration.metrics = MetricsSystem.factory
/// let observer = RealtimeObserver(configuration)
/// observer.observe(group)
/// ```
///
/// A process has one. It takes a logger, a factory of metrics and a tracer, and makes none; what is `nil` is left out
/// and costs nothing. Metrics are counted by each loop in integers of its own and pushed at an interval, so that no
/// session takes a lock for them.
///
/// Nothing of what is said, no header, no key and no phone number is in any of it. Any thread may use it, except where
/// a method says otherwise.
public final class RealtimeObserver: Sendable {
  /// What is watched, and who is told.
  public struct Configuration: Sendable {
    /// Gets a line for each connection that has ended at `debug`, and one at `info` each time that a session waits for
    /// its next attempt.
    public var logger: Logger?
    /// Makes the metrics, each once, when the observer is made.
    public var metrics: (any MetricsFactory)?
    /// Dimensions that all metrics have beside their own, such as the model: of the process and never of a session.
    public var dimensions: [(String, String)] = []
    /// How often each loop pushes what it has counted; at least 100 ms. Default 10 s.
    public var interval = Duration.seconds(10)
    /// How often each loop measures how late it is; at least 10 ms. Default 250 ms.
    public var lagInterval = Duration.milliseconds(250)
    /// Gets a span for each connection and one for each response.
    public var tracer: (any Tracer)?
    /// What spans call the service: `openai`, the default, or `azure.ai.openai`.
    public var provider = "openai"

    /// Nothing is watched.
    public init() {}
  }

  let configuration: Configuration
  let instruments: Instruments?
  private let loops = PosixMutex<WatchedLoops>(WatchedLoops())

  /// Makes the metrics; nothing is watched yet.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    instruments = configuration.metrics.map { Instruments($0, configuration.dimensions) }
  }

  // MARK: Watching

  /// Watches the loops of a group until they are closed: how late they are, and how much of their thread's time is
  /// used.
  public func observe(_ group: EventLoopGroup) {
    guard instruments != nil else { return }
    for loop in group.loops {
      _ = begin(loop)
      let isTaken = loop.execute { LoopObserver.of(loop, for: self).watchLoop() }
      if !isTaken { end(loop) }
    }
  }

  /// Watches a session to the end of its last connection. On the session's loop, before anything has happened to it: in
  /// the same call that makes it, or in the `beforeOpening` of `RealtimeSession.with`.
  ///
  /// - Parameters:
  ///   - session: the one to watch.
  ///   - logger: in place of the observer's, such as with the metadata of a call.
  ///   - context: what the spans of its connections are part of; `nil` for the task's, or for nothing.
  public func observe(_ session: RealtimeSession, logger: Logger? = nil, in context: ServiceContext? = nil) {
    watch(session, logger, in: context)
  }

  /// Watches a connection without a session, to its end. On its loop: in the call that makes it, or later, and what has
  /// happened until then is told as far as it is known: not the greeting, from which the id of the service's session
  /// and the model of spans are. Latencies, which a session measures, are not among it.
  ///
  /// ```swift
  /// func watch(_ session: RealtimeHandle<OpenAIRealtimeWS>, by observer: RealtimeObserver) async throws {
  ///   try await session.run { rt in observer.observe(rt) }
  /// }
  /// ```
  ///
  /// - Parameters:
  ///   - connection: the one to watch; not one that belongs to a `RealtimeSession`.
  ///   - logger: in place of the observer's.
  ///   - context: what its span is part of; `nil` for the task's, or for nothing.
  public func observe(_ connection: OpenAIRealtimeWS, logger: Logger? = nil, in context: ServiceContext? = nil) {
    watch(connection, logger, in: context)
  }

  private func watch(_ channel: some WatchedChannel, _ logger: Logger?, in context: ServiceContext?) {
    channel.loop.preconditionOnLoop("RealtimeObserver.observe")
    let log = (logger ?? configuration.logger).map { SessionLog($0) }
    let spans = configuration.tracer.map {
      SessionSpans($0, in: context ?? .current ?? .topLevel, provider: configuration.provider)
    }
    let loop = instruments.map { _ in LoopObserver.of(channel.loop, for: self) }
    Watch(channel, log: log, spans: spans, loop: loop).start()
  }

  /// Has every connection of a plan carry a trace's context to the service, in the header fields that the tracer writes
  /// (`traceparent`). Never done unless asked for: it tells the service, and who is in between, which requests belong
  /// together.
  public func propagate(_ context: ServiceContext, in plan: inout RealtimeSession.Plan) {
    guard let tracer = configuration.tracer else { return }
    var fields: [String: String] = [:]
    tracer.inject(context, into: &fields, using: FieldInjector())
    for (name, value) in fields.sorted(by: { $0.key < $1.key }) { plan.options.headers.append(name, value) }
  }

  // MARK: Pushing

  /// Has every watched loop push what it has counted, and returns when all have: before a process ends, or when
  /// somebody asks for its metrics.
  public func push() async {
    for loop in loops.withLock({ $0.loops }) {
      await withCheckedContinuation { continuation in
        let isTaken = loop.execute {
          LoopObserver.of(loop, for: self).push()
          continuation.resume()
        }
        if !isTaken { continuation.resume() }
      }
    }
  }

  // MARK: Loops

  /// A loop is watched, from now on if it was not: the gauges of its number.
  func begin(_ loop: EventLoop) -> LoopGauges? {
    guard let factory = configuration.metrics else { return nil }
    return loops.withLock { $0.add(loop) { LoopGauges(factory, configuration.dimensions, loop: $0) } }
  }

  func end(_ loop: EventLoop) { loops.withLock { $0.remove(loop) } }
}

/// The loops that are watched, each with the smallest number that was free: there are never more metrics than loops at
/// once.
private struct WatchedLoops: Sendable {
  private var slots: [EventLoop?] = []
  /// By number; kept, because a metric is made once.
  private var gauges: [LoopGauges] = []

  var loops: [EventLoop] { slots.compactMap { $0 } }

  mutating func add(_ loop: EventLoop, make: (Int) -> LoopGauges) -> LoopGauges {
    let known = slots.firstIndex { $0 === loop }
    let number = known ?? slots.firstIndex { $0 == nil } ?? slots.count
    if number == slots.count {
      slots.append(loop)
      gauges.append(make(number))
    } else {
      slots[number] = loop
    }
    return gauges[number]
  }

  mutating func remove(_ loop: EventLoop) {
    if let number = slots.firstIndex(where: { $0 === loop }) { slots[number] = nil }
  }
}

private struct FieldInjector: Injector {
  func inject(_ value: String, forKey key: String, into carrier: inout [String: String]) { carrier[key] = value }
}
#endif
