internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeWebSocketProtocol

extension WebSocket {
  func didFinishOpening(
    _ result: Result<OpenedConnection, WebSocketTransportError>, _ framing: WebSocketMachine.Configuration
  ) {
    if let opening { beginning.report = opening.report }
    opening = nil
    switch result {
    case .success(let opened):
      adopt(opened, as: .client, framing)
      begin()
    case .failure(let error): failOpening(error)
    }
  }

  /// Takes over the stream; reading goes on through this socket.
  func adopt(_ opened: OpenedConnection, as role: WebSocketMachine.Role, _ framing: WebSocketMachine.Configuration) {
    machine = WebSocketMachine(
      role: role, configuration: framing, deflate: opened.deflate,
      maskingKeys: LoopShared.of(loop).maskingKeys, input: opened.input, pool: loop.blockPool)
    beginning = Beginning(report: opened.report, subprotocol: opened.subprotocol, headers: opened.headers)
    stream = opened.stream
    opened.stream.handOver(to: self, landing: opened.input)
    unsafe life.open()
  }

  /// Tells the listeners, then works off the frames that came with the end of the handshake.
  func begin() {
    unsafe watch.begin(at: loop.now)
    for listener in unsafe listeners.takeOpen() { listener() }
    if unsafe reading.isPaused { stream?.pauseReading() } else { stream?.resumeReading() }
    pump()
    watchPeer()
    // The handshake's buffers serve the next handshake; when thousands connect they would otherwise all exist at once.
    stream?.releaseIdleMemory()
  }

  func failOpening(_ error: WebSocketTransportError) {
    unsafe life.note(error)
    unsafe life.end()
    emit(error)
    emitClose(
      CloseReport(
        initiator: .nobody, sentCode: nil, sentReason: "", receivedCode: nil, receivedReason: "", error: nil))
  }
}

extension WebSocketMachine.Configuration {
  /// What the machine needs of a socket's configuration. The rest goes with the opening, so that neither its size nor
  /// the credentials in its headers stay with an open connection.
  init(_ configuration: WebSocketConfiguration) {
    self.init()
    limits = configuration.limits
    reading = configuration.deliversFragments ? .fragments : .wholeMessages
    closeTimeout = configuration.timeLimits.close?.addable ?? Self.unlimitedCloseTime
  }

  /// For those who switched the close limit off: longer than any process lives.
  private static var unlimitedCloseTime: Duration { .seconds(100 * 365 * 86_400) }
}
