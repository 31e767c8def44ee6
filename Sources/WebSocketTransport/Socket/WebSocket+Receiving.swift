internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

extension WebSocket: ByteStreamOwner {
  func streamDidOpen(_ stream: ByteStream) {}

  func streamDidReceive(_ stream: ByteStream) {
    unsafe watch.bytesReceived(at: loop.tickMilliseconds)
    pump()
  }

  func stream(_ stream: ByteStream, didReceive bytes: UnsafeMutableRawBufferPointer) {
    unsafe watch.bytesReceived(at: loop.tickMilliseconds)
    guard let machine else { return }
    unsafe machine.beginReading(bytes)
    pump(machine, stream)
  }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    unsafe reading.hasReceivedEnd = true
    // After both Close frames a missing close_notify harms nobody: nothing can be missing.
    if let truncation, machine?.closeReport.wasClean == false {
      unsafe life.note(WebSocketTransportError(stage: .open, cause: .tls(truncation)))
    }
    pump()
  }

  func streamDidFlush(_ stream: ByteStream) {
    guard let machine else { return }
    machine.outputFlushed()
    if readyState == .open {
      if unsafe watch.outputFlushed(at: loop.now) { watchPeer() }
      if machine.hasControlOutput { writeControlOutput() }
    } else {
      writeControlOutput()
      advanceClosing()
    }
  }

  func streamDidDrain(_ stream: ByteStream) {
    for listener in unsafe listeners.drain { listener() }
  }

  func streamDidClose(_ stream: ByteStream, error: WebSocketTransportError.Cause?) {
    machine?.transportEnded()
    if let error { unsafe life.note(WebSocketTransportError(stage: .open, cause: error)) }
    // An end without the closing handshake cuts the connection too, though no call failed.
    if let failure = machine?.failure {
      unsafe life.note(WebSocketTransportError(stage: .open, cause: .webSocket(failure)))
    }
    unsafe life.end()
    unsafe watch.stop()
    if let report = machine?.closeReport { emitClose(report) }
    machine = nil
  }

  // MARK: Frames

  /// Works off what has been received. After each listener it looks anew at what the listener left behind.
  func pump() {
    guard let machine, let stream, unsafe !reading.isPumping else { return }
    pump(machine, stream)
  }

  private func pump(_ machine: WebSocketMachine, _ stream: ByteStream) {
    unsafe reading.isPumping = true
    while unsafe !reading.isHeld, !stream.isClosing, handleNextEvent(of: machine) {}
    stream.land(in: machine.endReading() ? machine.receivingBuffer() : nil)
    unsafe reading.isPumping = false
    if unsafe reading.hasReceivedEnd && !reading.isHeld { return finishAfterEnd(machine) }
    if readyState != .open || machine.failure != nil { advanceClosing() }
  }

  /// A peer that has ended its half will not answer a Close frame any more.
  private func finishAfterEnd(_ machine: WebSocketMachine) {
    machine.transportEnded()
    stream?.close()
  }

  /// Returns whether there may be another event. A message leaves nothing to be answered, so it is out of here first.
  @inline(__always)
  private func handleNextEvent(of machine: WebSocketMachine) -> Bool {
    switch machine.nextEvent() {
    case .message(let kind, let bytes):
      unsafe counts.received &+= 1
      let message = WebSocketMessage(kind: kind, bytes: bytes)
      for listener in unsafe listeners.message { listener.call(message) }
      return machine.hasUnreadBytes
    case .fragment(let kind, let bytes, let isFinal):
      if isFinal { unsafe counts.received &+= 1 }
      let message = WebSocketMessage(kind: kind, bytes: bytes, isFinal: isFinal)
      for listener in unsafe listeners.fragment { listener.call(message) }
      return true
    case .ping(let payload):
      for listener in unsafe listeners.ping { listener(payload) }
    case .pong(let payload):
      unsafe watch.pongReceived(payload, at: loop.now)
      for listener in unsafe listeners.pong { listener(payload) }
    case .close: unsafe life.beginClosing()
    case .failed(let error): fail(error)
    case .needMoreBytes, .ended: return false
    }
    if machine.hasControlOutput { writeControlOutput() }
    return true
  }

  /// The Close frame that tells the peer waits in the control output.
  func fail(_ webSocketError: WebSocketError) {
    guard unsafe life.error == nil else { return }
    unsafe life.beginClosing()
    let error = WebSocketTransportError(stage: .open, cause: .webSocket(webSocketError))
    unsafe life.note(error)
    emit(error)
  }

  // MARK: Emitting

  func emit(_ error: WebSocketTransportError) {
    if unsafe listeners.areDeafToErrors { loop.reportUnhandled(error) }
    for listener in unsafe listeners.error { listener(error) }
  }

  func emitClose(_ handshake: CloseReport) {
    let report = unsafe WebSocketCloseReport(
      handshake: handshake, error: life.error, connection: connectionReport, bytesReceived: bytesReceived,
      bytesSent: bytesSent, unsentByteCount: bufferedByteCount, messagesReceived: counts.received,
      messagesSent: counts.sent)
    for listener in unsafe listeners.end(with: report) { listener(report) }
  }
}
