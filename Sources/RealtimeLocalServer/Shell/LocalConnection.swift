internal import RealtimeBuffers
internal import WebSocketTransport

/// Drives one session core over one WebSocket: messages in, events out as the connection takes them, time.
final class LocalConnection {
  let number: Int
  let socket: WebSocket
  private var session: any SessionCore
  private let watch: (RealtimeLocalServer.PassedEvent) -> Void
  private var timer: LoopTimer?
  private var timerDue: Duration?
  private var isWaitingForDrain = false
  private var isPumping = false

  init(
    number: Int,
    socket: WebSocket,
    session: any SessionCore,
    watch: @escaping (RealtimeLocalServer.PassedEvent) -> Void,
    didClose: @escaping () -> Void
  ) {
    self.number = number
    self.socket = socket
    self.session = session
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

  func close(_ code: CloseCode, reason: String) {
    // Only a code or reason that may not be sent throws, and ours may.
    try? socket.close(code, reason: reason)
  }

  private func received(_ message: RawSpan) {
    watch(.init(session: number, direction: .received, type: nil, byteCount: message.byteCount))
    session.receive(message, now: socket.loop.now)
    pump()
  }

  private func drained() {
    isWaitingForDrain = false
    pump()
    if !isWaitingForDrain { socket.resumeReading() }
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
    while socket.readyState == .open, !isWaitingForDrain, let event = session.nextEvent(now: socket.loop.now)
    {
      send(event)
    }
    if let ending = session.ending, !isWaitingForDrain { close(after: ending) }
    scheduleWakeUp()
  }

  private func close(after ending: SessionEnding) {
    switch ending {
    case .expired: close(.goingAway, reason: "session expired")
    case .closedByClient: close(.normalClosure, reason: "")
    case .overflowed: close(.policyViolation, reason: "events are not read")
    }
  }

  private func send(_ event: LocalServerEvent) {
    var byteCount = 0
    let outcome = socket.send(.text) { buffer in
      let before = buffer.readableByteCount
      event.write(into: buffer)
      byteCount = buffer.readableByteCount - before
    }
    watch(.init(session: number, direction: .sent, type: event.type, byteCount: byteCount))
    switch outcome {
    case .accepted: break
    case .queued:
      // A client that does not read gets nothing more and is not read from, so neither side's memory grows.
      isWaitingForDrain = true
      socket.pauseReading()
    case .refused(.notOpen): break
    case .refused(.bufferFull), .refused(.tooLarge):
      // An event cannot be left out of the order: the session is over, and says why.
      close(.messageTooBig, reason: "an event exceeds the send buffer")
    case .refused(.messageUnderWay), .refused(.textNotUTF8):
      // The socket is ours alone, and events are sent whole.
      close(.internalError, reason: "an event could not be sent")
    }
  }

  private func scheduleWakeUp() {
    let due = isWaitingForDrain || socket.readyState != .open ? nil : session.wakeUpTime
    guard due != timerDue else { return }
    timerDue = due
    guard let due else { return timer?.cancel() ?? () }
    let delay = max(due - socket.loop.now, .zero)
    if let timer {
      timer.restart(after: delay)
    } else {
      timer = socket.loop.schedule(after: delay) { [weak self] in self?.timeHasCome() }
    }
  }
}
