internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// A connection whose opening handshake is done, on its way from the opening to its `WebSocket`.
struct OpenedConnection {
  let stream: ByteStream
  /// Holds the first frames, when they came with the end of the handshake.
  let input: ByteBuffer
  let subprotocol: String?
  let headers: HTTPHeaders
  let deflate: DeflateParameters?
  let report: ConnectionReport
}

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

extension TCPConnection {
  /// Does `start`, which starts a TLS handshake on the connection, when the loop's budget for TLS handshakes allows it. Until then nothing is read,
  /// so that whatever happens to the connection is told to its next owner.
  func startHandshake(_ start: @escaping (TCPConnection) -> Void) {
    let hasStarted = LoopShared.of(loop).handshakes.perform(.advance) {
      self.resumeReading()
      start(self)
    }
    if !hasStarted { pauseReading() }
  }
}
