/// Does what a `SessionMachine` says: the one thing here that dials, waits and closes. Loop-bound.
final class SessionConnections {
  private let loop: EventLoop
  let plan: RealtimeSession.Plan
  private let dialer: Dialer
  /// Kept alive until the session is over.
  private(set) var owner: RealtimeSession?
  private var machine: SessionMachine
  private var legs: [Leg: SessionLeg] = [:]
  private(set) var live: SessionLeg?
  private var work = Work()
  private var attempts = AttemptMemory()

  /// What is still to be done, and when the machine is to be asked again.
  private struct Work {
    var actions: [SessionMachine.Action] = []
    var isUnderWay = false
    var timer: LoopTimer?
    var toldState = RealtimeSession.State.connecting(attempt: 0)
  }

  /// What attempts leave for those that follow.
  private struct AttemptMemory {
    var headers = HTTPHeaders()
    var query: [String: String] = [:]
    var latestError: OpenAIRealtimeError?
    /// The close code and reason that the user gave.
    var farewell: (code: UInt16, reason: String) = (1000, "OK")
  }

  init(_ plan: RealtimeSession.Plan, _ dialer: Dialer, on loop: EventLoop) {
    self.loop = loop
    self.plan = plan
    self.dialer = dialer
    var settings = SessionMachine.Settings(reconnect: plan.reconnect, rollOver: plan.rollOver)
    if case .call = plan.target { settings.rollOver = .off }
    machine = SessionMachine(settings)
  }

  // MARK: Facts

  var state: RealtimeSession.State { machine.state }
  /// Why the latest connection, or attempt, failed.
  var latestError: OpenAIRealtimeError? { attempts.latestError }

  func forEachConnection(_ body: (RealtimeSession.ConnectionFigures) -> Void) {
    for leg in legs.values { if let figures = leg.figures { body(figures) } }
  }

  // MARK: What happens

  func start(for owner: RealtimeSession) {
    self.owner = owner
    loop.whenClosing(self) { [unowned self] in handle(.end(.loopClosed)) }
    // Not before the caller has its listeners in place.
    loop.enqueueLocally { self.handle(.open) }
  }

  func restart() { handle(.restart) }

  func close(code: UInt16, reason: String) {
    attempts.farewell = (code, reason)
    handle(.end(.requested))
  }

  func handle(_ input: SessionMachine.Input) {
    work.actions += machine.handle(input, at: loop.now, draw: .random(in: 0...1))
    perform()
  }

  func note(_ error: OpenAIRealtimeError) { attempts.latestError = error }

  func failed(_ error: OpenAIRealtimeError) { owner?.emitter.emit(error) }

  func ended(_ leg: SessionLeg, _ end: ConnectionEnd) {
    legs[leg.id] = nil
    if live === leg { live = nil }
    handle(.ended(leg.id, end))
  }

  func drained(_ leg: SessionLeg) { if live === leg { owner?.listeners.drain.tell(()) } }

  /// Takes what is not an event of the live connection, which goes to the session at once, or says when the session ends.
  func received(_ event: borrowing ServerEvent, on leg: SessionLeg) {
    switch leg.role {
    case .live:
      if event.kind == .sessionUpdated { noteExpiry(SessionUpdated(copy event).session, of: leg) }
      owner?.received(event)
    case .settingUp: setUp(leg, event)
    case .retired: owner?.receivedLate(event)
    case .over: break
    }
  }

  // MARK: Acting

  /// What is to be done is done in order, also if doing it makes more: the rest comes first then.
  private func perform() {
    guard !work.isUnderWay else { return }
    work.isUnderWay = true
    while !work.actions.isEmpty { perform(work.actions.removeFirst()) }
    work.isUnderWay = false
    setTimer()
    tellState()
  }

  private func perform(_ action: SessionMachine.Action) {
    switch action {
    case .dial(let leg, let attempt, let isStandby): dial(leg, attempt: attempt, isStandby: isStandby)
    case .configure(let leg, let isMuted): configure(leg, isMuted: isMuted)
    case .replay(let leg): replay(on: leg)
    case .adopt(let leg, let adoption): adopt(leg, adoption)
    case .settle: owner?.settle()
    case .interrupt: owner?.interruptForChange()
    case .retire(let leg): retire(leg)
    case .drop(let leg): drop(leg)
    case .finish(let cause): finish(cause)
    }
  }

  private func setTimer() {
    work.timer?.cancel()
    work.timer = machine.nextDeadline.map { deadline in
      // A deadline of the service's is judged after what has arrived was read.
      loop.scheduleDeadline(at: max(deadline, loop.now)) { self.expire() }
    }
  }

  private func expire() {
    work.actions += machine.expire(at: loop.now, draw: .random(in: 0...1))
    perform()
  }

  /// Tells the listeners, once for each state.
  func tellState() {
    let state = machine.state
    guard state != work.toldState else { return }
    work.toldState = state
    owner?.stateChanged(to: state)
  }

  // MARK: Actions

  private func dial(_ id: Leg, attempt number: Int, isStandby: Bool) {
    var attempt = RealtimeSession.Attempt(
      number: number, isStandby: isStandby, headers: attempts.headers, query: attempts.query)
    plan.beforeAttempt?(&attempt)
    attempts.headers = attempt.headers
    attempts.query = attempt.query
    if attempt.isAborted {
      return handle(isStandby ? .ended(id, ConnectionEnd(isMisconfigured: true)) : .end(.aborted))
    }
    let watchers = owner?.listeners.connection ?? Listeners()
    let leg = SessionLeg(id, isStandby: isStandby, of: self, to: plan.target, watchedBy: watchers, on: loop)
    legs[id] = leg
    var options = plan.options
    for field in attempt.headers.fields { options.headers.append(field.name, field.value) }
    options.query = attempt.query
    leg.dial(dialer, options, plan.governors)
  }

  private func configure(_ id: Leg, isMuted: Bool) {
    guard let leg = legs[id] else { return }
    leg.setUp.isMuted = isMuted
    leg.setUp.settings = owner?.settings(isMuted: isMuted)
    if let settings = leg.setUp.settings {
      leg.rt?.send(settings)
    } else if case .call = plan.target {
      handle(.configured(id))
    }
    // Otherwise the service's greeting is waited for, which says that the session is there.
  }

  private func replay(on id: Leg) {
    guard let leg = legs[id] else { return }
    guard plan.isReplayed else { return handle(.replayed(id)) }
    leg.setUp.replay = Replay(anchor: plan.anchor)
    catchUp(leg)
    if leg.setUp.replay?.isDone == true { handle(.replayed(id)) }
  }

  /// Sends a connection what the conversation has gained since the last time.
  private func catchUp(_ leg: SessionLeg) {
    guard var replay = leg.setUp.replay, let owner else { return }
    let events = owner.events(of: &replay, forStandby: live != nil)
    leg.setUp.replay = replay
    for event in events { leg.rt?.send(event) }
  }

  /// Something in the conversation is finished: whoever stands by learns of it.
  func conversationChanged(to boundary: SessionMachine.Boundary) {
    for leg in legs.values where leg.setUp.replay != nil { catchUp(leg) }
    handle(.boundary(boundary))
  }

  private func adopt(_ id: Leg, _ adoption: SessionMachine.Adoption) {
    guard let leg = legs[id], let rt = leg.rt else { return }
    live?.role = .retired
    live = leg
    leg.becomeLive()
    let setUp = leg.setUp
    leg.setUp = SessionLeg.SetUp()
    owner?.adopt(rt, adoption, setUp)
  }

  private func retire(_ id: Leg) {
    loop.schedule(after: plan.rollOver.farewell) { self.drop(id) }
  }

  private func drop(_ id: Leg) {
    guard let leg = legs.removeValue(forKey: id) else { return }
    if live === leg { live = nil }
    leg.drop()
  }

  private func finish(_ cause: RealtimeSession.CloseCause) {
    let last = live
    live = nil
    let rest = legs.values.filter { $0 !== last }
    legs = [:]
    last?.drop(code: attempts.farewell.code, reason: attempts.farewell.reason)
    for leg in rest { leg.drop() }
    work.timer?.cancel()
    tellState()
    loop.whenClosing(self, nil)
    owner?.finished(cause)
    owner = nil
  }

  // MARK: Setting up

  private func setUp(_ leg: SessionLeg, _ event: borrowing ServerEvent) {
    switch event.kind {
    case .sessionCreated:
      leg.noteGreeting(event)
      greet(leg, event)
      noteExpiry(SessionCreated(copy event).session, of: leg)
      if leg.setUp.settings == nil { handle(.configured(leg.id)) }
    case .sessionUpdated:
      greet(leg, event)
      noteExpiry(SessionUpdated(copy event).session, of: leg)
      if leg.setUp.settings != nil { handle(.configured(leg.id)) }
    case .error:
      let error = ErrorEvent(copy event).error
      guard let id = leg.setUp.settings?.eventID, error.eventID == id else { return takeReplayed(leg, event) }
      if !leg.isStandby, owner?.withdrawUpdates(refusedBy: event) == true { return configure(leg.id, isMuted: false) }
      handle(.settingsRefused(leg.id, error))
    default: takeReplayed(leg, event)
    }
  }

  /// The session's listeners hear what the service says to a connection that is to be theirs, but not to a standby.
  private func greet(_ leg: SessionLeg, _ event: borrowing ServerEvent) {
    if !leg.isStandby { owner?.received(event) }
  }

  private func takeReplayed(_ leg: SessionLeg, _ event: borrowing ServerEvent) {
    guard leg.setUp.replay != nil else { return }
    for event in leg.setUp.replay?.receive(event) ?? [] { leg.rt?.send(event) }
    if leg.setUp.replay?.isDone == true { handle(.replayed(leg.id)) }
  }

  private func noteExpiry(_ session: Session, of leg: SessionLeg) {
    let assumed = plan.rollOver.assumedDuration
    handle(.expires(leg.id, left: leg.left(until: session.expiresAt, at: loop.now, assuming: assumed)))
  }
}
