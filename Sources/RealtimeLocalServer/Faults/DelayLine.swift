/// Events on their way over a distance. Each leaves when its time has come, and they keep their order.
struct DelayLine {
  /// Events on their way at once. Further ones wait in the session.
  static let maximumCount = 1_024
  static let maximumDelay: Duration = .seconds(3_600)

  private let delay: Duration
  private let jitterMilliseconds: UInt64
  private var random: SplitMix64
  private var events: [(event: LocalServerEvent, due: Duration)] = []
  private var head = 0
  private var latest: Duration = .zero

  init(_ latency: EventLatency, session: Int) {
    delay = bounded(latency.delay, maximum: Self.maximumDelay)
    let jitter = bounded(latency.jitter, maximum: Self.maximumDelay)
    jitterMilliseconds = UInt64(jitter / .milliseconds(1))
    random = SplitMix64(seed: latency.seed ^ SplitMix64.mixed(UInt64(truncatingIfNeeded: session)))
  }

  /// Whether events are late at all.
  var isOn: Bool { delay > .zero || jitterMilliseconds > 0 }
  var isEmpty: Bool { head == events.count }
  var isFull: Bool { events.count - head >= Self.maximumCount }
  var nextDue: Duration? { isEmpty ? nil : events[head].due }

  mutating func append(_ event: LocalServerEvent, now: Duration) {
    let jitter = jitterMilliseconds == 0 ? 0 : random.next() % (jitterMilliseconds + 1)
    latest = max(latest, now + delay + .milliseconds(Int64(jitter)))
    events.append((event, latest))
  }

  mutating func popFirst(now: Duration) -> LocalServerEvent? {
    guard let due = nextDue, due <= now else { return nil }
    defer {
      head += 1
      if isEmpty {
        events.removeAll(keepingCapacity: true)
        head = 0
      }
    }
    return events[head].event
  }
}
