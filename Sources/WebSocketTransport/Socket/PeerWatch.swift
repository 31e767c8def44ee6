internal import RealtimeReactor
internal import RealtimeWebSocketProtocol

/// Whether the peer is still there, and still takes what is sent to it: what is known of that, and when to look next.
struct PeerWatch {
  private var keepAlive: KeepAlive
  private var sending: SendWatch
  /// When the latest bytes came, in the loop's milliseconds. The keep-alive is told when asked, not with every read.
  private var lastReceivedAt: UInt64 = 0
  /// Whether a Ping of the keep-alive waits to leave for the kernel.
  private var hasQueuedPing = false
  private var timer: LoopTimer?

  init(_ configuration: WebSocketConfiguration, now: Duration) {
    keepAlive = KeepAlive(configuration.keepAlive, now: now)
    sending = SendWatch(limit: configuration.timeLimits.sendStall)
  }

  // MARK: The time of the next look

  /// - Parameter look: for the first time; later calls move the timer, whose closure is the first one's.
  mutating func comeBack(at time: Duration, on loop: EventLoop, _ look: @escaping () -> Void) {
    if let timer { timer.restart(at: time) } else { timer = loop.scheduleDeadline(at: time, look) }
  }

  /// Looks no more. Nor does a Ping that is under way bring the watch back.
  mutating func stop() {
    hasQueuedPing = false
    timer?.cancel()
    // Its closure holds the socket.
    timer = nil
  }

  // MARK: Sending

  mutating func lookAtSending(_ stream: ByteStream, now: Duration) -> SendWatch.Decision {
    let progress = stream.connection.sendProgress
    return sending.decision(
      now: now, waitingByteCount: progress.waitingByteCount,
      acknowledgedByteCount: progress.acknowledgedByteCount)
  }

  // MARK: Keep-alive

  var roundTripTime: Duration? { keepAlive.roundTripTime }

  mutating func begin(at now: Duration) { keepAlive.begin(at: now) }
  mutating func bytesReceived(at milliseconds: UInt64) { lastReceivedAt = milliseconds }
  mutating func readingResumed(at now: Duration) { keepAlive.readingResumed(at: now) }
  mutating func pongReceived(_ payload: RawSpan, at now: Duration) { keepAlive.pongReceived(payload, at: now) }

  mutating func lookAtPeer(now: Duration, isReading: Bool) -> KeepAlive.Decision {
    keepAlive.bytesReceived(at: .milliseconds(lastReceivedAt))
    return keepAlive.decision(now: now, isReading: isReading)
  }

  /// A Ping is written now. Returns its payload.
  mutating func beginPing() -> UInt64 {
    hasQueuedPing = true
    return keepAlive.beginPing()
  }

  mutating func pingRefused(at now: Duration) {
    hasQueuedPing = false
    keepAlive.pingRefused(at: now)
  }

  /// Everything written has left. Returns whether a Ping was among it.
  mutating func outputFlushed(at now: Duration) -> Bool {
    guard hasQueuedPing else { return false }
    hasQueuedPing = false
    keepAlive.pingFlushed(at: now)
    return true
  }
}
