internal import ByteBuffers
internal import Reactor
internal import WebSocketProtocol

extension WebSocket {
  func didFinishOpening(_ result: Result<OpenedConnection, WebSocketTransportError>) {
    if let opening { connectionReport = opening.report }
    opening = nil
    switch result {
    case .success(let opened):
      adopt(opened, as: .client)
      begin()
    case .failure(let error):
      failOpening(error)
    }
  }

  /// Begins once the caller had time to add its listeners. Until then nothing is read, so nothing is missed.
  func beginLater() {
    stream?.pauseReading()
    loop.enqueueLocally { [self] in
      if !isReadingPaused { stream?.resumeReading() }
      if readyState == .open { begin() } else { pump() }
    }
  }

  /// Takes over the stream; reading goes on through this socket.
  func adopt(_ opened: OpenedConnection, as role: WebSocketMachine.Role) {
    machine = WebSocketMachine(
      role: role,
      configuration: settings.machine,
      deflate: opened.deflate,
      maskingKeys: LoopShared.of(loop).maskingKeys,
      input: opened.input,
      pool: loop.blockPool
    )
    subprotocol = opened.subprotocol
    headers = opened.headers
    connectionReport = opened.report
    stream = opened.stream
    opened.stream.handOver(to: self)
    state = .open
  }

  /// Tells the listeners, then works off the frames that came with the end of the handshake.
  func begin() {
    keepAlive = KeepAlive(settings.keepAlive, now: loop.now)
    for listener in listeners.open { listener() }
    if isReadingPaused { stream?.pauseReading() }
    pump()
    driveKeepAlive()
    // The handshake's buffers serve the next handshake; when thousands connect they would otherwise all exist at once.
    stream?.releaseIdleMemory()
  }

  func failOpening(_ error: WebSocketTransportError) {
    self.error = error
    state = .closed
    emit(error)
    emitClose(
      CloseReport(
        initiator: .nobody, sentCode: nil, sentReason: "", receivedCode: nil, receivedReason: "", error: nil))
  }
}
