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
    unsafe life.beginClosing()
    writeControlOutput()
    advanceClosing()
  }

  /// Cuts the connection at once, without a closing handshake. What the kernel takes without waiting is sent; what
  /// was received and not delivered yet is dropped.
  public func terminate() {
    loop.preconditionOnLoop()
    guard let stream else { return giveUpOpening() }
    if readyState == .open { unsafe life.beginClosing() }
    stream.close()
  }

  private func giveUpOpening() {
    guard readyState == .connecting, let opening else { return }
    beginning.report = opening.report
    opening.cancel()
    self.opening = nil
    unsafe life.beginClosing()
    loop.enqueueLocally { self.failOpening(WebSocketTransportError(stage: .open, cause: .closedBeforeOpen)) }
  }

  // MARK: The closing handshake

  /// Does what the machine says is next, and comes back when it says so.
  func advanceClosing() {
    guard let machine, let stream, !stream.connection.isClosing else { return }
    switch machine.closingStep(now: loop.now) {
    case .none: return
    case .waitForPeer(let until): askAgain(at: until)
    case .shutDown(let until):
      stream.shutDown()
      askAgain(at: until)
    case .closeTransport: stream.close()
    }
  }

  private func askAgain(at time: Duration) {
    unsafe life.askAgain(at: time, on: loop) { [weak self] in self?.advanceClosing() }
  }
}
