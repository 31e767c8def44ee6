internal import ByteBuffers
internal import Reactor
internal import TLSEngine
internal import WebSocketProtocol

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
  private let loop: EventLoop
  private let expire: (WebSocketTransportError.Stage, Duration) -> Void
  private var stageTimer: LoopTimer?
  private var totalTimer: LoopTimer?

  init(_ loop: EventLoop, expire: @escaping (WebSocketTransportError.Stage, Duration) -> Void) {
    self.loop = loop
    self.expire = expire
  }

  mutating func begin(_ stage: WebSocketTransportError.Stage, _ limit: Duration?) {
    stageTimer?.cancel()
    stageTimer = timer(stage, limit)
  }

  mutating func limitAll(_ limit: Duration?) { totalTimer = timer(.open, limit) }

  mutating func stop() {
    stageTimer?.cancel()
    totalTimer?.cancel()
    stageTimer = nil
    totalTimer = nil
  }

  private func timer(_ stage: WebSocketTransportError.Stage, _ limit: Duration?) -> LoopTimer? {
    limit.map { limit in loop.schedule(after: limit) { [expire] in expire(stage, limit) } }
  }
}
