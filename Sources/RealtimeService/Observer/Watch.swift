#if Service
internal import RealtimeSessions

/// Takes what a session tells, or a connection without one, to its figures, its log and its spans, whichever are
/// wanted. Loop-bound.
final class Watch {
  /// `nil` once it is over.
  private var channel: (any WatchedChannel)?
  private var figures = SessionFigures()
  private var log: SessionLog?
  private let spans: SessionSpans?
  private let loop: LoopObserver?

  init(_ channel: any WatchedChannel, log: SessionLog?, spans: SessionSpans?, loop: LoopObserver?) {
    self.channel = channel
    self.log = log
    self.spans = spans
    self.loop = loop
  }

  /// Whether anybody wants to know more than what becomes of connections.
  var hearsResponses: Bool { spans != nil || loop != nil }

  /// The channel's listeners keep this object, and the last connection's, which come to an end by themselves.
  func start() {
    guard let channel, log != nil || hearsResponses else { return }
    loop?.add(self)
    channel.tell(self)
    if hearsResponses { hearResponses(of: channel) }
  }

  private func hearResponses(of channel: some WatchedChannel) {
    channel.on(.responseCreated) { [self] event in
      let id = event.raw["response"]["id"].string ?? ""
      count { figures, _ in figures.responseBegan(id) }
      spans?.responseBegan(id)
    }
    channel.on(.responseDone) { [self] event in
      // Not all that was said, which only a span has a use for.
      let response = event.raw["response"]
      let end = ResponseEnd(status: response["status"].string.map { ResponseStatus(rawValue: $0) })
      count { $0.responseEnded(response["id"].string ?? "", end, in: &$1) }
      spans?.responseEnded(event.response, end)
    }
    if spans == nil { return }
    channel.on(.sessionCreated) { [self] event in spans?.know(model: event.session.model?.rawValue) }
  }

  /// Counts what the connections have carried by now. Returns how much waits to be sent.
  func carry() -> Int {
    var queuedByteCount = 0
    channel?.forEachConnection { connection in
      queuedByteCount += connection.bufferedByteCount
      count { $0.carry(connection.number, connection.bytesReceived, connection.bytesSent, in: &$1) }
    }
    return queuedByteCount
  }

  // MARK: What happens

  func receive(_ event: RealtimeSession.ConnectionEvent) {
    count { $0.receive(event, in: &$1) }
    log?.receive(event)
    spans?.receive(event)
    leaveAtEnd()
  }

  func move(to phase: SessionPhase?) { count { $0.move(to: phase, in: &$1) } }

  /// The session tries again after a loss.
  func backOff(after error: OpenAIRealtimeError?) { log?.backOff(after: error) }

  func restored(_ report: RealtimeSession.RestoredReport) { count { $0.restored(report, in: &$1) } }

  func measured(_ value: LatencyValue) {
    count { $0.measured(value, in: &$1) }
    spans?.measured(value)
  }

  func closed() {
    channel = nil
    leaveAtEnd()
  }

  private func count(_ change: (inout SessionFigures, inout LoopFigures) -> Void) {
    if let loop { change(&figures, &loop.figures) }
  }

  private func leaveAtEnd() {
    if channel == nil, figures.connectionCount == 0 { loop?.remove(self) }
  }
}
#endif
