#if Service
internal import RealtimeSessions

/// Counts what happens on one loop for one observer, and pushes it at an interval. Loop-bound.
///
/// Its timers run while the loop or a session on it is watched, so that a loop that has nothing else to do comes to its
/// end.
final class LoopObserver {
  private let loop: EventLoop
  private let observer: RealtimeObserver
  var figures = LoopFigures()
  private var watches: [ObjectIdentifier: Watch] = [:]
  private var isLoopWatched = false
  private var running: Running?

  private struct Running {
    let gauges: LoopGauges?
    let push: LoopTimer
    let lag: LoopTimer
    var usage: LoopUsage
  }

  private init(_ loop: EventLoop, for observer: RealtimeObserver) {
    self.loop = loop
    self.observer = observer
  }

  /// The one of an observer on a loop.
  static func of(_ loop: EventLoop, for observer: RealtimeObserver) -> LoopObserver {
    let all = loop.shared { LoopObservers() }
    let id = ObjectIdentifier(observer)
    if let found = all.byObserver[id] { return found }
    let made = LoopObserver(loop, for: observer)
    all.byObserver[id] = made
    return made
  }

  // MARK: What is watched

  func watchLoop() {
    isLoopWatched = true
    start()
  }

  func add(_ watch: Watch) {
    watches[ObjectIdentifier(watch)] = watch
    start()
  }

  /// It is over, and its last connection too.
  func remove(_ watch: Watch) {
    watches[ObjectIdentifier(watch)] = nil
    if watches.isEmpty, !isLoopWatched { stop() }
  }

  // MARK: Running

  private func start() {
    guard running == nil else { return }
    let lagInterval = max(observer.configuration.lagInterval, .milliseconds(10))
    let lag = loop.schedule(every: lagInterval) { [unowned self] missedCount in measureLag(missedCount) }
    let push = loop.schedule(every: max(observer.configuration.interval, .milliseconds(100))) { [unowned self] _ in
      self.push()
    }
    running = Running(
      gauges: observer.begin(loop), push: push, lag: lag,
      usage: LoopUsage(lagInterval: lagInterval, cpuTime: loop.cpuTime, at: loop.now))
    loop.whenClosing(self) { [unowned self] in stop() }
  }

  private func stop() {
    push()
    running?.push.cancel()
    running?.lag.cancel()
    running = nil
    loop.whenClosing(self, nil)
    observer.end(loop)
    loop.shared { LoopObservers() }.byObserver[ObjectIdentifier(observer)] = nil
  }

  private func measureLag(_ missedCount: Int) {
    guard let lag = running?.usage.lag(missedCount, at: loop.now) else { return }
    figures.record(.loopLag, lag)
  }

  /// Hands over what was counted, and what there is.
  func push() {
    var queuedByteCount = 0
    for watch in watches.values { queuedByteCount += watch.carry() }
    let (counts, durations) = figures.take()
    observer.instruments?.push(counts, durations)
    guard let share = running?.usage.share(cpuTime: loop.cpuTime, at: loop.now) else { return }
    running?.gauges?.push(sessions: figures.sessions, queuedByteCount: queuedByteCount, utilization: share)
  }
}

/// Those on one loop.
private final class LoopObservers {
  var byObserver: [ObjectIdentifier: LoopObserver] = [:]
}
#endif
