internal import RealtimeReactor

/// One time limit at a time, and one over all of them.
struct StageClock {
  /// The limit that has passed.
  enum Expired {
    case stage(Duration)
    case total(Duration)

    var cause: WebSocketTransportError.Cause {
      switch self {
      case .stage(let limit): .timedOut(after: limit)
      case .total(let limit): .totalTimedOut(after: limit)
      }
    }
  }

  private let loop: EventLoop
  private let expire: (Expired) -> Void
  private var stageTimer: LoopTimer?
  private var totalTimer: LoopTimer?

  init(_ loop: EventLoop, expire: @escaping (Expired) -> Void) {
    self.loop = loop
    self.expire = expire
  }

  /// The limit of the stage that begins now, in place of the one before.
  mutating func begin(_ limit: Duration?) {
    stageTimer?.cancel()
    stageTimer = limit.map { timer(.stage($0), $0) }
  }

  mutating func limitAll(_ limit: Duration?) { totalTimer = limit.map { timer(.total($0), $0) } }

  /// The stage whose limit has passed waits for this side, which has yet to read what the peer sent: asks again soon.
  mutating func putOffStage() { stageTimer?.restart(after: .milliseconds(20)) }

  mutating func stop() {
    stageTimer?.cancel()
    totalTimer?.cancel()
    stageTimer = nil
    totalTimer = nil
  }

  private func timer(_ expired: Expired, _ limit: Duration) -> LoopTimer {
    loop.scheduleDeadline(after: limit) { [expire] in expire(expired) }
  }
}
