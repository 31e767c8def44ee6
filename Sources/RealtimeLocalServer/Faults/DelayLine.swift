/// Events on their way over a distance. Each leaves when its time has come, and they keep their order.
struct DelayLine {
  /// Events on their way at once. Further ones wait in the session.
  static let maximumCount = 1_024
  static let maximumDelay: Duration = .seconds(3_600)

  private let delay: Duration
  private let jitterMilliseconds: UInt64
  private var random: SplitMix64
  private var events: ArraySlice<(event: LocalServerEvent, due: Duration)> = []
  private var latest: Duration = .zero

  init(_ latency: EventLatency, session: Int) {
    delay = min(max(latency.delay, .zero), Self.maximumDelay)
    let jitter = min(max(latency.jitter, .zero), Self.maximumDelay)
    jitterMilliseconds = UInt64(jitter / .milliseconds(1))
    random = SplitMix64(seed: latency.seed ^ SplitMix64.mixed(UInt64(truncatingIfNeeded: session)))
  }

  /// Whether events are late at all.
  var isOn: Bool { delay > .zero || jitterMilliseconds > 0 }
  var isEmpty: Bool { events.isEmpty }
  var isFull: Bool { events.count >= Self.maximumCount }
  var nextDue: Duration? { events.first?.due }

  mutating func append(_ event: LocalServerEvent, now: Duration) {
    let jitter = jitterMilliseconds == 0 ? 0 : random.next() % (jitterMilliseconds + 1)
    latest = max(latest, now + delay + .milliseconds(Int64(jitter)))
    events.append((event, latest))
  }

  mutating func popFirst(now: Duration) -> LocalServerEvent? {
    guard let due = nextDue, due <= now else { return nil }
    // What was taken out of a slice stays in its memory.
    defer { if isEmpty { events = [] } }
    return events.popFirst()?.event
  }
}
