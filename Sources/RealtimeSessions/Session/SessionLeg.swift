/// One connection of a session, from the permit to dial to the end. Loop-bound.
///
/// It knows what it is to its session, and tells it what comes. A late word of a connection that is over reaches nobody.
final class SessionLeg {
  enum Role {
    /// It is being opened, configured or given the conversation.
    case settingUp
    case live
    /// Another one has taken over; it may still say what its last response cost.
    case retired
    case over
  }

  let id: Leg
  let isStandby: Bool
  private let target: RealtimeTarget
  private let loop: EventLoop
  /// Those of the session as they were when this was made: the session may be over before its last connection is.
  private let watchers: Listeners<RealtimeSession.ConnectionEvent>
  /// `nil` once it is over: then nobody is told anything.
  private var connections: SessionConnections?
  var role = Role.settingUp
  private(set) var rt: OpenAIRealtimeWS?
  private var clock = ServerClock(date: nil, openedAt: .zero)
  private var ticket: DialTicket?
  private var cancellation: ConnectionCancellation?

  /// What has been sent to set it up, and is not confirmed yet.
  var setUp = SetUp()

  struct SetUp {
    /// The event that carried the settings.
    var settings: ClientEvent?
    var isMuted = false
    var replay: Replay?
  }

  init(
    _ id: Leg, isStandby: Bool, of connections: SessionConnections, to target: RealtimeTarget,
    watchedBy watchers: Listeners<RealtimeSession.ConnectionEvent>, on loop: EventLoop
  ) {
    self.id = id
    self.loop = loop
    self.watchers = watchers
    self.isStandby = isStandby
    self.connections = connections
    self.target = target
  }

  // MARK: Opening

  /// Asks for a permit and dials. Whatever becomes of it is told to the session, not before this returns.
  func dial(_ dialer: Dialer, _ options: RealtimeOptions, _ governors: DialGovernors) {
    let priority = isStandby ? DialPriority.standby : .live
    tell(.requested)
    ticket = governors.request(priority, to: dialer.host, on: loop) { _ in self.connect(dialer, options) }
    if ticket == nil { loop.enqueueLocally { self.endUnopened(ConnectionEnd()) } }
  }

  private func connect(_ dialer: Dialer, _ options: RealtimeOptions) {
    guard case .settingUp = role else { return }
    tell(.dialled)
    cancellation = dialer.dial(options) { [self] result in
      guard case .settingUp = role else { return }
      cancellation = nil
      switch result {
      case .success(let rt): adopt(rt)
      case .failure(let error): fail(error)
      }
    }
  }

  /// A connection was not even tried. A key that could not be had now may be had later; a setting that cannot be used stays
  /// so.
  private func fail(_ error: any Error) {
    ticket?.cancel()
    let isPassing =
      switch (error as? RealtimeConfigurationError)?.kind {
      case .apiKeyProviderFailed, .apiKeyTimedOut: true
      default: false
      }
    connections?.note(OpenAIRealtimeError("could not open a connection", cause: error))
    endUnopened(ConnectionEnd(isMisconfigured: !isPassing))
  }

  private func adopt(_ rt: OpenAIRealtimeWS) {
    self.rt = rt
    if let connections, let owner = connections.owner {
      // What a closure refers to is not counted for a call. It goes with the connection's listeners, when that is closed.
      rt.emitter.setRelay { [self, connections, owner] event in
        guard case .live = role else { return connections.received(event, on: self) }
        switch event.kind {
        // Nearly everything that comes is audio, which changes little.
        case .responseOutputAudioDelta: owner.receivedAudio(event)
        // It says when the session ends.
        case .sessionUpdated: connections.received(event, on: self)
        default: owner.received(event)
        }
      }
    }
    rt.on(.error) { [unowned self] error in failed(error) }
    rt.socket.on(.open) { [unowned self, unowned rt] in opened(rt) }
    rt.socket.on(.drain) { [unowned self] in connections?.drained(self) }
    // What keeps this object as long as its connection.
    rt.onClose { [self] report in closed(report) }
  }

  private func opened(_ rt: OpenAIRealtimeWS) {
    ticket?.report(.answered)
    tell(.opened)
    clock = ServerClock(date: rt.serverDate, openedAt: rt.loop.now)
    connections?.handle(.opened(id))
  }

  // MARK: Ending

  /// Errors of the service come as events; this is what fails on this side. That a connection fails is what a session is
  /// there for: it is an error only if the session ends with it.
  private func failed(_ error: OpenAIRealtimeError) {
    if case .over = role { return }
    if error.json != nil { return }
    if error.cause is WebSocketTransportError { connections?.note(error) } else { connections?.failed(error) }
  }

  private func closed(_ report: RealtimeCloseReport) {
    ticket?.report(DialOutcome(report.refusal))
    tell(.ended(report))
    // While a connection is set up the session's listeners hear nothing of it.
    if case .settingUp = role, let error = report.lastServerError { connections?.note(error) }
    // What failed here was told before; a Close frame is no error of the connection.
    if report.error == nil {
      connections?.note(OpenAIRealtimeError("the service closed the connection with code \(report.code)"))
    }
    end(ConnectionEnd(report, to: target))
  }

  /// Without a socket; one that there is tells of its end itself. Told once: `drop` may have come first.
  private func endUnopened(_ end: ConnectionEnd) {
    guard case .settingUp = role else { return }
    tell(.ended(nil))
    self.end(end)
  }

  private func end(_ end: ConnectionEnd) {
    let connections = connections
    finish()
    connections?.ended(self, end)
  }

  private func finish() {
    role = .over
    rt = nil
    connections = nil
  }

  /// Gives the connection, or the attempt, up. Nothing more is told.
  func drop(code: UInt16 = 1000, reason: String = "") {
    let rt = rt
    finish()
    if rt == nil { tell(.ended(nil)) }
    // A handshake that has begun has used its permit.
    if rt == nil, cancellation == nil { ticket?.cancel() }
    cancellation?.cancel()
    rt?.close(code: code, reason: reason)
  }

  // MARK: Watching

  func becomeLive() {
    role = .live
    tell(.live)
  }

  private func tell(_ kind: RealtimeSession.ConnectionEvent.Kind) {
    if watchers.isEmpty { return }
    watchers.tell(.init(number: id.number, isStandby: isStandby, time: loop.now, kind: kind))
  }

  func noteGreeting(_ event: borrowing ServerEvent) {
    if watchers.isEmpty { return }
    tell(.greeted(sessionID: SessionCreated(copy event).session.id))
  }

  // MARK: Facts

  /// `nil` while there is no socket.
  var figures: RealtimeSession.ConnectionFigures? {
    (rt?.socket).map { socket in
      .init(
        number: id.number, bytesReceived: socket.bytesReceived, bytesSent: socket.bytesSent,
        bufferedByteCount: socket.bufferedByteCount)
    }
  }

  /// How long the session goes on.
  func left(until expiresAt: Int?, at now: Duration, assuming assumed: Duration) -> Duration {
    clock.left(until: expiresAt, at: now, assuming: assumed)
  }
}

extension ConnectionEnd {
  /// - Parameter target: what the connection was to.
  init(_ report: RealtimeCloseReport, to target: RealtimeTarget) {
    if case .call = target { self.target = .call }
    status = report.refusal?.status
    retryAfter = report.refusal?.retryAfter
    error = report.refusal?.error ?? report.lastServerError?.error
    guard status == nil, report.error?.stage ?? .open == .open else { return }
    code = report.code.rawValue
    reason = report.reason
  }
}
