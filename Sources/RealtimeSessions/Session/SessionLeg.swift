internal import RealtimeEvents

/// One connection of a session, from the permit to dial to the end. Loop-bound.
///
/// It knows what it is to its session, and tells it what comes. A late word of a connection that is over reaches
/// nobody.
final class SessionLeg: RealtimeConnectionOwner {
  enum Role {
    /// It is being opened, configured or given the conversation.
    case settingUp
    case live
    /// Another one has taken over; it may still say what its last response cost.
    case retired
    /// Nobody is told anything.
    case over
  }

  let id: Leg
  let isStandby: Bool
  private(set) var role = Role.settingUp
  private(set) var rt: OpenAIRealtimeWS?
  private let connections: SessionConnections
  private let session: RealtimeSession
  /// Those of the session as they were when this was made: the session may be over before its last connection is.
  private let watchers: Listeners<RealtimeSession.ConnectionEvent>
  private var clock = ServerClock(date: nil, openedAt: .zero)
  private var dialling: Dialling?
  private var watchesDrain = false
  /// What has been sent to set it up, and is not confirmed yet; `nil` once it is live.
  private(set) var setUp: SetUp? = SetUp()

  /// What is under way until the connection is open.
  private struct Dialling {
    var ticket: DialTicket?
    var attempt: PendingCreation?
  }

  /// Apart from the leg, which soon has no use for it any more.
  final class SetUp {
    /// The event that carried the settings.
    var settings: ClientEvent?
    var isMuted = false
    var replay: Replay?
    var sessionID: String?
  }

  init(_ id: Leg, isStandby: Bool, of connections: SessionConnections, for session: RealtimeSession) {
    self.id = id
    self.isStandby = isStandby
    self.connections = connections
    self.session = session
    watchers = session.audience?.connection ?? Listeners()
  }

  // MARK: Opening

  /// Asks for a permit and dials. Whatever becomes of it is told to the session, not before this returns.
  func dial(_ dialer: Dialer, _ options: RealtimeOptions, _ governors: DialGovernors, on loop: EventLoop) {
    let priority = isStandby ? DialPriority.standby : .live
    dialling = Dialling()
    tell(.requested)
    let ticket = governors.request(priority, to: dialer.host, on: loop) { _ in self.connect(dialer, options, on: loop) }
    dialling?.ticket = ticket
    if ticket == nil { loop.enqueueLocally { self.endUnopened(ConnectionEnd()) } }
  }

  private func connect(_ dialer: Dialer, _ options: RealtimeOptions, on loop: EventLoop) {
    guard case .settingUp = role else { return }
    tell(.dialled)
    dialling?.attempt = dialer.dial(options, on: loop) { [self] result in
      guard case .settingUp = role else {
        // Given up while it was made, and about to be cut: what becomes of it concerns nobody.
        if case .success(let rt) = result { rt.on(.error) { _ in } }
        return
      }
      dialling?.attempt = nil
      switch result {
      case .success(let rt): adopt(rt)
      case .failure(let error): fail(error)
      }
    }
  }

  /// A connection was not even tried. A key that could not be had now may be had later; a setting that cannot be used
  /// stays so.
  private func fail(_ error: any Error) {
    dialling?.ticket?.cancel()
    let isPassing =
      switch (error as? RealtimeConfigurationError)?.kind {
      case .apiKeyProviderFailed, .apiKeyTimedOut: true
      default: false
      }
    connections.note(OpenAIRealtimeError("could not open a connection", cause: error))
    endUnopened(ConnectionEnd(isMisconfigured: !isPassing))
  }

  private func adopt(_ rt: OpenAIRealtimeWS) {
    self.rt = rt
    rt.owner = self
    // A closure that refers to one object takes no memory of its own. It goes with the connection's listeners, when
    // that is closed.
    rt.emitter.setRelay({ [self] event in received(event) }, error: { [self] error in failed(error) })
  }

  func connectionOpened() {
    guard let rt, role != .over else { return }
    dialling?.ticket?.report(.answered)
    dialling = nil
    tell(.opened)
    clock = ServerClock(date: rt.serverDate, openedAt: rt.loop.now)
    connections.handle(.opened(id))
  }

  /// Has the session told when the connection takes more again.
  func watchDrain() {
    if watchesDrain { return }
    watchesDrain = true
    rt?.socket.on(.drain) { [unowned self] in if case .live = role { session.audience?.drain.tell(()) } }
  }

  // MARK: Events

  private func received(_ event: borrowing ServerEvent) {
    guard case .live = role else { return connections.received(event, on: self) }
    switch event.kind {
    // Nearly everything that comes is audio, which changes little.
    case .responseOutputAudioDelta: session.receivedAudio(event)
    // It says when the session ends.
    case .sessionUpdated: connections.received(event, on: self)
    default: session.received(event)
    }
  }

  // MARK: Ending

  /// Errors of the service come as events; this is what fails on this side. That a connection fails is what a session
  /// is there for: it is an error only if the session ends with it.
  private func failed(_ error: OpenAIRealtimeError) {
    if role == .over || error.json != nil { return }
    if error.cause is WebSocketTransportError { connections.note(error) } else { session.emitter.emit(error) }
  }

  func connectionClosed(_ report: RealtimeCloseReport) {
    dialling?.ticket?.report(DialOutcome(report.refusal))
    tell(.ended(report))
    if role == .over { return }
    // While a connection is set up the session's listeners hear nothing of it.
    if case .settingUp = role, let error = report.lastServerError { connections.note(error) }
    // What failed here was told before; a Close frame is no error of the connection.
    if report.error == nil {
      connections.note(OpenAIRealtimeError("the service closed the connection with code \(report.code)"))
    }
    end(ConnectionEnd(report, isCall: connections.plan.isCall))
  }

  /// Without a socket; one that there is tells of its end itself. Told once: `drop` may have come first.
  private func endUnopened(_ end: ConnectionEnd) {
    guard case .settingUp = role else { return }
    tell(.ended(nil))
    self.end(end)
  }

  private func end(_ end: ConnectionEnd) {
    guard role != .over else { return }
    finish()
    connections.ended(self, end)
  }

  private func finish() {
    role = .over
    rt = nil
    dialling = nil
  }

  /// Gives the connection, or the attempt, up. Nothing more is told.
  func drop(code: UInt16 = 1000, reason: String = "") {
    if role == .over { return }
    let (rt, dialling) = (rt, dialling)
    finish()
    if rt == nil { tell(.ended(nil)) }
    // A handshake that has begun has used its permit.
    if rt == nil, dialling?.attempt == nil { dialling?.ticket?.cancel() }
    dialling?.attempt?.cancelConnection()
    rt?.close(code: code, reason: reason)
  }

  // MARK: Watching

  /// Another one takes over.
  func retire() { role = .retired }

  func becomeLive() {
    role = .live
    setUp = nil
    tell(.live)
  }

  private func tell(_ kind: RealtimeSession.ConnectionEvent.Kind) {
    if watchers.isEmpty { return }
    watchers.tell(.init(number: id.number, isStandby: isStandby, time: session.loop.now, kind: kind))
  }

  func noteGreeting(_ event: borrowing ServerEvent) {
    let id = event["session"]["id"].string
    setUp?.sessionID = id
    if !watchers.isEmpty { tell(.greeted(sessionID: id ?? "")) }
  }

  // MARK: Facts

  /// `nil` while there is no socket.
  var figures: RealtimeSession.ConnectionFigures? {
    (rt?.socket).map { socket in .init(number: id.number, socket) }
  }

  /// How long the session goes on.
  func left(until expiresAt: Int?, at now: Duration, assuming assumed: Duration) -> Duration {
    clock.left(until: expiresAt, at: now, assuming: assumed)
  }
}

extension TLSError.Kind {
  /// Whether the peer's certificate was refused. No certificate of another connection will be another one.
  fileprivate var isDistrust: Bool {
    switch self {
    case .certificateInvalid, .hostnameMismatch: true
    default: false
    }
  }
}

extension ConnectionEnd {
  /// - Parameter isCall: whether the connection was to a call.
  fileprivate init(_ report: RealtimeCloseReport, isCall: Bool) {
    if isCall { target = .call }
    if case .tls(let error)? = report.error?.cause { isUntrusted = error.kind.isDistrust }
    status = report.refusal?.status
    retryAfter = report.refusal?.retryAfter
    error = report.refusal?.error ?? report.lastServerError?.error
    guard status == nil, report.error?.stage ?? .open == .open else { return }
    code = report.code.rawValue
    reason = report.reason
  }
}
