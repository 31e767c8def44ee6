internal import RealtimeReactor
internal import RealtimeWebSocketProtocol

// Whether the peer is still there, and still takes what is sent to it.
extension WebSocket {
  /// Asks both watches what to do, does it, and comes back at the earlier of the times that they name.
  func watchPeer() {
    guard readyState != .closed, let stream, !stream.isClosing else { return }
    let now = loop.now
    var next: Duration?
    switch unsafe watch.lookAtSending(stream, now: now) {
    case .off: break
    case .stalled: return cutStalled(stream)
    case .wait(let until): next = until
    }
    if readyState == .open, let until = driveKeepAlive(now: now) { next = min(next ?? until, until) }
    if let next, !stream.isClosing { comeBack(at: next) }
  }

  private func comeBack(at time: Duration) {
    // Not weakly: an object that anything refers to weakly pays for it with every reference that is taken to it.
    unsafe watch.comeBack(at: time, on: loop) { [self] in watchPeer() }
  }

  /// Nothing reaches such a peer any more, a Close frame neither, and what waits for it is to be given up at once.
  private func cutStalled(_ stream: ByteStream) {
    let error = WebSocketError(.sendStalled)
    machine?.abandon(error)
    fail(error)
    stream.reset()
  }

  // MARK: Keep-alive

  /// Returns when to ask again.
  private func driveKeepAlive(now: Duration) -> Duration? {
    guard let machine else { return nil }
    switch unsafe watch.lookAtPeer(now: now, isReading: !reading.isPaused) {
    case .off, .waitForFlush: return nil
    case .wait(let until): return until
    case .sendPing:
      sendKeepAlivePing(now: now)
      return driveKeepAlive(now: now)
    case .timedOut:
      let error = WebSocketError(.keepAliveTimedOut)
      machine.abandon(error)
      fail(error)
      writeControlOutput()
      advanceClosing()
      return nil
    }
  }

  private func sendKeepAlivePing(now: Duration) {
    // Before the Ping, which may leave at once.
    stream?.awaitFlush()
    let outcome = unsafe withUnsafeBytes(of: watch.beginPing()) { payload in
      unsafe ping(RawSpan(_unsafeBytes: payload))
    }
    if !outcome.isAccepted { unsafe watch.pingRefused(at: now) }
  }
}
