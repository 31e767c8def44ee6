/// Who closes, with what, and until when (RFC 6455 section 7).
struct ClosingHandshake {
  // In this order what is asked for each message is in one cache line.
  private var isTransportEnded = false
  private var isFrameWritten = false
  private var isFrameFlushed = false
  private var initiator = CloseReport.Initiator.nobody
  private(set) var sent: CloseFrame?
  private(set) var failure: WebSocketError?
  private(set) var received: CloseFrame?
  private var deadline: Duration?

  var isOpenForSending: Bool { sent == nil && failure == nil && !isTransportEnded }
  /// Data may still come after our own Close frame, never after the peer's.
  var isReceiving: Bool { received == nil && failure == nil }

  /// The Close frame that waits to be written.
  var frameToWrite: CloseFrame? { isFrameWritten ? nil : sent }

  var report: CloseReport {
    CloseReport(
      initiator: initiator, sentCode: isFrameWritten ? sent?.code : nil, sentReason: sent?.reason ?? "",
      receivedCode: received?.code, receivedReason: received?.reason ?? "", error: failure)
  }

  /// After our Close frame nothing else may be sent, not even a Pong.
  var hasWrittenFrame: Bool { isFrameWritten }

  // MARK: Inputs

  mutating func close(_ frame: CloseFrame) {
    guard isOpenForSending else { return }
    send(frame, as: .local)
  }

  /// The peer's Close frame is echoed, unless ours is out already.
  mutating func peerClosed(_ frame: CloseFrame) {
    guard isReceiving else { return }
    received = frame
    send(CloseFrame(frame.code), as: .peer)
  }

  mutating func fail(_ error: WebSocketError) {
    guard failure == nil else { return }
    failure = error
    if let code = error.closeCode { send(CloseFrame(code), as: .local) }
  }

  mutating func frameWritten() { isFrameWritten = true }

  mutating func outputFlushed() {
    if isFrameWritten { isFrameFlushed = true }
  }

  mutating func transportEnded() {
    isTransportEnded = true
    if !(sent != nil && received != nil) { fail(WebSocketError(.transportEndedEarly)) }
  }

  private mutating func send(_ frame: CloseFrame, as who: CloseReport.Initiator) {
    guard sent == nil, !isTransportEnded else { return }
    sent = frame
    if initiator == .nobody { initiator = who }
  }

  // MARK: Decision

  /// The clock of the closing handshake starts at the first question after it began.
  mutating func step(now: Duration, timeout: Duration, role: WebSocketMachine.Role) -> ClosingStep {
    if isTransportEnded { return .closeTransport }
    guard sent != nil || failure != nil else { return .none }
    let until = deadline ?? now + timeout
    deadline = until
    if now >= until {
      if received == nil { fail(WebSocketError(.closingHandshakeTimedOut)) }
      return .closeTransport
    }
    if sent != nil && !isFrameFlushed { return .waitForPeer(until: until) }
    if failure != nil { return .shutDown(until: until) }
    guard received != nil else { return .waitForPeer(until: until) }
    // RFC 6455 section 7.1.1: the server ends the transport first, so that it holds the TIME_WAIT state.
    return role == .server ? .closeTransport : .waitForPeer(until: until)
  }
}
