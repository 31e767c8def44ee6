#if Service
internal import Metrics
internal import RealtimeSessions

/// The metrics of a process, each made once, with fixed dimensions.
struct Instruments: Sendable {
  private let counters: [Countable: Counter]
  private let timers: [ObservedDuration: Timer]

  init(_ factory: any MetricsFactory, _ dimensions: [(String, String)]) {
    var counters: [Countable: Counter] = [:]
    for what in Countable.allCases {
      let (label, own) = Self.name(what)
      counters[what] = Counter(label: label, dimensions: own + dimensions, factory: factory)
    }
    self.counters = counters
    var timers: [ObservedDuration: Timer] = [:]
    for what in ObservedDuration.allCases {
      timers[what] = Timer(label: Self.name(what), dimensions: dimensions, factory: factory)
    }
    self.timers = timers
  }

  /// Hands over what one loop has counted.
  func push(_ counts: [Countable: Int], _ durations: [ObservedDuration: LatencyHistogram]) {
    for (what, count) in counts { counters[what]?.increment(by: count) }
    for (what, histogram) in durations {
      guard let timer = timers[what] else { continue }
      histogram.forEach { duration, count in
        let nanoseconds = Int64(duration / .nanoseconds(1))
        for _ in 0..<count { timer.recordNanoseconds(nanoseconds) }
      }
    }
  }

  private static func name(_ what: Countable) -> (label: String, dimensions: [(String, String)]) {
    switch what {
    case .connectionOpened: (ObservedName.connectionsOpened, [])
    case .connectionEnded(let end): (ObservedName.connectionsEnded, [(ObservedName.closeClass, end.rawValue)])
    case .response(let end): (ObservedName.responses, [(ObservedName.outcome, end.rawValue)])
    case .renewal(let reason): (ObservedName.renewals, [(ObservedName.reason, reason.rawValue)])
    case .refusal(let status): (ObservedName.refusals, [(ObservedName.status, status.rawValue)])
    case .dialWait: (ObservedName.dialWaits, [])
    case .bytes(let direction): (ObservedName.bytes, [(ObservedName.direction, direction.rawValue)])
    }
  }

  private static func name(_ what: ObservedDuration) -> String {
    switch what {
    case .firstAudio: ObservedName.firstAudio
    case .responseFirstAudio: ObservedName.responseFirstAudio
    case .interruption: ObservedName.interruption
    case .dialWait: ObservedName.dialWait
    case .opening: ObservedName.opening
    case .loopLag: ObservedName.loopLag
    }
  }
}

/// What there is on one loop at a moment.
struct LoopGauges: Sendable {
  private let sessions: [SessionPhase: Gauge]
  private let queuedBytes: Gauge
  private let utilization: Gauge

  /// - Parameter number: the loop's: a small one, the same for as long as the loop is watched.
  init(_ factory: any MetricsFactory, _ dimensions: [(String, String)], loop number: Int) {
    let dimensions = [(ObservedName.loop, String(number))] + dimensions
    var sessions: [SessionPhase: Gauge] = [:]
    for phase in SessionPhase.allCases {
      sessions[phase] = Gauge(
        label: ObservedName.sessions, dimensions: [(ObservedName.state, phase.rawValue)] + dimensions, factory: factory)
    }
    self.sessions = sessions
    queuedBytes = Gauge(label: ObservedName.queuedBytes, dimensions: dimensions, factory: factory)
    utilization = Gauge(label: ObservedName.loopUtilization, dimensions: dimensions, factory: factory)
  }

  func push(sessions counts: [SessionPhase: Int], queuedByteCount: Int, utilization share: Double) {
    for (phase, gauge) in sessions { gauge.record(counts[phase] ?? 0) }
    queuedBytes.record(queuedByteCount)
    utilization.record(share)
  }
}
#endif
