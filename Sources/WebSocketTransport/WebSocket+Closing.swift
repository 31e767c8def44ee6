internal import RealtimeReactor
public import RealtimeWebSocketProtocol

extension WebSocket {
  /// Begins the closing handshake (RFC 6455 section 7). A second call changes nothing.
  ///
  /// While connecting it gives up the attempt: `.error` and `.close` with code 1006 follow, as with `ws`.
  ///
  /// - Parameters:
  ///   - code: 1000 or 3000 to 4999; the codes that the protocol itself sends are allowed too.
  ///   - reason: at most 123 bytes of UTF-8.
  /// - Throws: `WebSocketError` for a code or reason that cannot be sent; the connection is as it was.
  public func close(_ code: CloseCode = .normalClosure, reason: String = "") throws(WebSocketError) {
    loop.preconditionOnLoop()
    guard let machine else {
      try WebSocketMachine.checkClose(code, reason: reason)
      return giveUpOpening()
    }
    try machine.close(code, reason: reason)
    guard readyState == .open else { return }
    state = .closing
    writeControlOutput()
    advanceClosing()
  }

  /// Cuts the connection at once, without a closing handshake. What the kernel takes without waiting is sent; what
  /// was received and not delivered yet is dropped.
  public func terminate() {
    loop.preconditionOnLoop()
    guard let stream else { return giveUpOpening() }
    if readyState == .open { state = .closing }
    stream.close()
  }

  private func giveUpOpening() {
    guard readyState == .connecting, let opening else { return }
    connectionReport = opening.report
    opening.cancel()
    self.opening = nil
    state = .closing
    loop.enqueueLocally {
      self.failOpening(WebSocketTransportError(stage: .open, cause: .closedBeforeOpen))
    }
  }

  // MARK: The closing handshake

  /// Does what the machine says is next, and comes back when it says so.
  func advanceClosing() {
    guard let machine, let stream, !stream.connection.isClosing else { return }
    let now = loop.now
    switch machine.closingStep(now: now) {
    case .none:
      return
    case .waitForPeer(let until):
      askAgain(at: until, now: now)
    case .shutDown(let until):
      stream.shutDown()
      askAgain(at: until, now: now)
    case .closeTransport:
      stream.close()
    }
  }

  private func askAgain(at until: Duration, now: Duration) {
    guard closeTimer == nil else { return }
    closeTimer = loop.schedule(after: until - now) { [weak self] in
      self?.closeTimer = nil
      self?.advanceClosing()
    }
  }

  // MARK: Keep-alive

  /// Asks the keep-alive what to do, does it, and comes back at the time it names.
  func driveKeepAlive() {
    guard readyState == .open, let machine else { return }
    let now = loop.now
    // Who does not read cannot hold the peer's silence against it.
    let lastSign = isReadingPaused ? now : .milliseconds(lastReceivedAt)
    changeKeepAlive { $0.bytesReceived(at: lastSign) }
    switch keepAlive.decision(now: now) {
    case .off:
      return
    case .wait(let until):
      scheduleKeepAlive(after: until - now)
    case .sendPing:
      sendKeepAlivePing(now: now)
      driveKeepAlive()
    case .timedOut:
      let error = WebSocketError(.keepAliveTimedOut)
      machine.abandon(error)
      fail(error)
      writeControlOutput()
      advanceClosing()
    }
  }

  private func sendKeepAlivePing(now: Duration) {
    hasQueuedPing = true
    stream?.awaitFlush()
    withUnsafeBytes(of: changeKeepAlive { $0.beginPing(at: now) }) { payload in
      _ = ping(RawSpan(_unsafeBytes: payload))
    }
  }

  /// Changes the keep-alive as a local: see `WebSocketMachine.changeClosing`.
  func changeKeepAlive<Result>(_ change: (inout KeepAlive) -> Result) -> Result {
    var changed = keepAlive
    defer { keepAlive = changed }
    return change(&changed)
  }

  private func scheduleKeepAlive(after delay: Duration) {
    if let keepAliveTimer {
      keepAliveTimer.restart(after: delay)
    } else {
      // Not weakly: an object that anything refers to weakly pays for it with every reference that is taken to it.
      keepAliveTimer = loop.schedule(after: delay) { [self] in driveKeepAlive() }
    }
  }
}
