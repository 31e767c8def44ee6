internal import RealtimeBuffers
internal import WebSocketTransport

/// Drives one scripted session over one WebSocket: messages in, outputs as the connection takes them, time.
final class LocalConnection {
  let number: Int
  let socket: WebSocket
  private var session: ScriptedSession
  private let watch: LocalWatch
  private let limits: EndLimits
  private var timer: LoopTimer?
  private var timerDue: Duration?
  private var isWaitingForDrain = false
  private var isPumping = false
  private var isSilent = false

  /// How long a connection may stay that does not end as it should.
  struct EndLimits {
    /// After a Close frame that is none of the WebSocket's own.
    var close: Duration
    /// Of a silent connection.
    var silence: Duration
  }

  init(
    number: Int, socket: WebSocket, session: ScriptedSession, limits: EndLimits, watch: LocalWatch,
    didClose: @escaping () -> Void
  ) {
    self.number = number
    self.socket = socket
    self.session = session
    self.limits = limits
    self.watch = watch
    // The socket keeps its listeners, and they this connection, until the close event.
    socket.on(.message) { self.received($0.bytes) }
    socket.on(.drain) { self.drained() }
    socket.on(.close) { _ in
      self.timer?.cancel()
      self.timer = nil
      didClose()
    }
    pump()
  }

  /// Cuts a silent connection, which has no way to be told that it ends.
  func endSilence() {
    if isSilent { socket.terminate() }
  }

  /// Does what a test commands.
  func perform(_ actions: [SessionAction]) {
    session.perform(actions, now: socket.loop.now)
    pump()
  }

  private func received(_ message: RawSpan) {
    guard !isSilent else { return }
    watch.received(message, session: number, at: socket.loop.now)
    session.receive(message, now: socket.loop.now)
    pump()
  }

  private func drained() {
    isWaitingForDrain = false
    pump()
    if !isWaitingForDrain, !isSilent { socket.resumeReading() }
  }

  private func timeHasCome() {
    timerDue = nil
    session.advance(to: socket.loop.now)
    pump()
  }

  /// Sends what the session has to say for as long as the connection takes it.
  private func pump() {
    guard !isPumping else { return }
    isPumping = true
    defer { isPumping = false }
    while socket.readyState == .open,
      let output = session.nextOutput(now: socket.loop.now, isBlocked: isWaitingForDrain)
    {
      perform(output)
    }
    scheduleWakeUp()
  }

  private func perform(_ output: SessionOutput) {
    switch output {
    case .event(let event, let byteLimit): send(event, byteLimit: byteLimit)
    case .text(let text):
      watch.sent(text, session: number, at: socket.loop.now)
      note(socket.send(text))
    // Bytes have no padding that could be read.
    case .binary(let bytes): note(socket.send(.binary, unsafe bytes.span.bytes))
    case .raw(let bytes): note(socket.sendRaw(bytes))
    case .end(let end): finish(end)
    }
  }

  private func send(_ event: LocalServerEvent, byteLimit: Int?) {
    var byteCount = 0
    let compose = { (buffer: ByteBuffer) in
      let before = buffer.readableByteCount
      event.write(into: buffer)
      byteCount = buffer.readableByteCount - before
    }
    let outcome =
      byteLimit.map { socket.sendPart(.text, byteLimit: $0, compose: compose) }
      ?? socket.send(.text, compose: compose)
    byteCount = min(byteCount, byteLimit ?? byteCount)
    watch.sent(event, byteCount: byteCount, session: number, at: socket.loop.now)
    note(outcome)
    session.didSend(byteCount: byteCount, now: socket.loop.now)
  }

  private func note(_ outcome: SendOutcome) {
    switch outcome {
    case .accepted: break
    case .queued:
      // A client that does not read gets nothing more and is not read from, so neither side's memory grows.
      isWaitingForDrain = true
      socket.pauseReading()
    case .refused(.notOpen): break
    case .refused:
      // An event cannot be left out of the order: the session is over, and says why.
      close(.messageTooBig, reason: "an event exceeds the send buffer")
    }
  }

  private func close(_ code: CloseCode, reason: String) {
    // Only a code or reason that may not be sent throws, and ours may.
    try? socket.close(code, reason: reason)
  }

  private func finish(_ end: SessionEnd) {
    switch end {
    case .close(let code, let reason): close(code, reason: reason)
    case .closeFrame(let bytes):
      _ = socket.sendRaw(bytes)
      terminate(after: limits.close)
    case .endStream: socket.endStream()
    case .reset: socket.reset()
    case .silence:
      isSilent = true
      socket.fallSilent()
      terminate(after: limits.silence)
    }
  }

  private func terminate(after delay: Duration) {
    timer?.cancel()
    timerDue = nil
    timer = socket.loop.schedule(after: delay) { [weak self] in self?.socket.terminate() }
  }

  private func scheduleWakeUp() {
    let now = socket.loop.now
    guard socket.readyState == .open, let due = session.wakeUpTime(now: now, isBlocked: isWaitingForDrain) else {
      if timerDue != nil { timer?.cancel() }
      timerDue = nil
      return
    }
    guard due != timerDue else { return }
    timerDue = due
    if let timer {
      timer.restart(at: due)
    } else {
      // What the client has sent by then is read first, because the deadline may be for its silence.
      timer = socket.loop.scheduleDeadline(at: due, grace: .zero) { [weak self] in self?.timeHasCome() }
    }
  }
}
