#if Service
internal import RealtimeSessions

/// Takes what a session tells to its figures, its log and its spans, whichever are wanted. Loop-bound.
final class SessionWatch {
  /// `nil` once it is over.
  private var session: RealtimeSession?
  private var figures = SessionFigures()
  private var log: SessionLog?
  private let spans: SessionSpans?
  private let loop: LoopObserver?

  init(_ session: RealtimeSession, log: SessionLog?, spans: SessionSpans?, loop: LoopObserver?) {
    self.session = session
    self.log = log
    self.spans = spans
    self.loop = loop
  }

  /// The session's listeners keep this object, and the last connection's, which come to an end by themselves.
  func start() {
    guard let session, log != nil || spans != nil || loop != nil else { return }
    session.onConnection { [self] event in connectionChanged(event) }
    session.onState { [self] state in stateChanged(state) }
    session.onClose { [self] _ in closed() }
    loop?.add(self)
    count { $0.move(to: session.sessionState, in: &$1) }
    if spans == nil, loop == nil { return }
    session.onRestored { [self] report in count { $0.restored(report, in: &$1) } }
    session.onLatency { [self] value in
      count { $0.measured(value, in: &$1) }
      spans?.measured(value)
    }
    session.on(.responseCreated) { [self] event in
      let id = event.raw["response"]["id"].string ?? ""
      count { figures, _ in figures.responseBegan(id) }
      spans?.responseBegan(id)
    }
    session.on(.responseDone) { [self] event in
      // Not all that was said, which only a span has a use for.
      let response = event.raw["response"]
      let end = ResponseEnd(status: response["status"].string.map { ResponseStatus(rawValue: $0) })
      count { $0.responseEnded(response["id"].string ?? "", end, in: &$1) }
      spans?.responseEnded(event.response, end)
    }
    if spans == nil { return }
    session.on(.sessionCreated) { [self] event in spans?.know(model: event.session.model?.rawValue) }
  }

  /// Counts what the connections have carried by now. Returns how much waits to be sent.
  func carry() -> Int {
    var queuedByteCount = 0
    session?.forEachConnection { connection in
      queuedByteCount += connection.bufferedByteCount
      count { $0.carry(connection.number, connection.bytesReceived, connection.bytesSent, in: &$1) }
    }
    return queuedByteCount
  }

  // MARK: What happens

  private func connectionChanged(_ event: RealtimeSession.ConnectionEvent) {
    count { $0.receive(event, in: &$1) }
    log?.receive(event)
    spans?.receive(event)
    leaveAtEnd()
  }

  private func stateChanged(_ state: RealtimeSession.State) {
    count { $0.move(to: state, in: &$1) }
    log?.move(to: state, session?.latestConnectionError)
  }

  private func closed() {
    session = nil
    leaveAtEnd()
  }

  private func count(_ change: (inout SessionFigures, inout LoopFigures) -> Void) {
    if let loop { change(&figures, &loop.figures) }
  }

  private func leaveAtEnd() {
    if session == nil, figures.connectionCount == 0 { loop?.remove(self) }
  }
}
#endif
