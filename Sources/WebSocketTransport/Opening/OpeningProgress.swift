internal import RealtimeReactor
internal import RealtimeTLS

/// How far an opening has come, how long that took, and how long it may take.
struct OpeningProgress {
  typealias Stage = WebSocketTransportError.Stage

  private(set) var report: ConnectionReport
  private var stage: Stage?
  private var clock: StageClock?

  init(proxy: ProxyEndpoint?, now: Duration) {
    report = ConnectionReport(now: now)
    report.proxy = proxy
  }

  // MARK: Stages

  mutating func begin(_ next: Stage, limit: Duration?, now: Duration) {
    endStage(now: now)
    stage = next
    clock?.begin(limit)
  }

  /// Ends the stage, and what follows waits for somebody.
  mutating func pause(now: Duration) {
    endStage(now: now)
    stage = nil
    clock?.stop()
  }

  /// Somebody waits again. The next stage counts from now.
  mutating func resume(totalLimit: Duration?, now: Duration) {
    report.stageStart = now
    clock?.limitAll(totalLimit)
  }

  private mutating func endStage(now: Duration) {
    switch stage {
    case .resolve: report.endStage(\.resolving, now: now)
    case .connect: report.endStage(\.connecting, now: now)
    case .proxy: report.endStage(\.proxying, now: now)
    case .tls: report.endStage(\.securing, now: now)
    case .upgrade: report.endStage(\.upgrading, now: now)
    case .configuration, .open, nil: break
    }
  }

  /// Begins anew. The limit of all stages together goes on.
  mutating func startOver(now: Duration) {
    stage = nil
    let proxy = report.proxy
    report = ConnectionReport(now: now)
    report.proxy = proxy
  }

  mutating func secured(_ tls: TLSInfo?) { report.tls = tls }

  // MARK: Limits

  mutating func start(_ clock: StageClock, totalLimit: Duration?) {
    self.clock = clock
    self.clock?.limitAll(totalLimit)
  }

  /// The limit of the stage counts from now.
  mutating func limitStage(_ limit: Duration?) { clock?.begin(limit) }
  mutating func putOffStage() { clock?.putOffStage() }
  mutating func stop() { clock?.stop() }

  // MARK: Attempts

  mutating func begin(attemptTo address: SocketAddress) {
    report.attempts.append(ConnectionReport.Attempt(address: address))
  }

  mutating func end(attempt: Int, _ outcome: ConnectionReport.Attempt.Outcome) {
    report.attempts[attempt].outcome = outcome
  }
}
