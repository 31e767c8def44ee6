/// Does what a `SessionMachine` says: the one thing here that dials, waits and closes. Loop-bound.
final class SessionConnections: DeadlineOwner {
  private let loop: EventLoop
  let plan: RealtimeSession.Plan
  private var dialer: Dialer
  /// Kept alive until the session is over.
  private(set) var owner: RealtimeSession?
  private var machine: SessionMachine
  private(set) var live: SessionLeg?
  /// Those that are set up, and those that are retired.
  private var others: [SessionLeg] = []
  private var work = Work()
  private var timer = DeadlineTimer()
  /// `nil` until there is something to remember.
  private var memory: AttemptMemory?

  /// What is still to be done, and what was told.
  private struct Work {
    var actions: [SessionMachine.Action] = []
    var isUnderWay = false
    var watchesLoop = false
    var toldState = RealtimeSession.State.connecting(attempt: 0)
  }

  /// What attempts leave for those that follow.
  private final class AttemptMemory {
    var headers = HTTPHeaders()
    var query: [String: String] = [:]
    var latestError: OpenAIRealtimeError?
  }

  init(_ plan: RealtimeSession.Plan, _ dialer: Dialer, on loop: EventLoop) {
    self.loop = loop
    self.plan = plan
    self.dialer = dialer
    machine = SessionMachine(plan)
  }

  // MARK: Facts

  var state: RealtimeSession.State { machine.state }
  /// Why the latest connection, or attempt, failed.
  var latestError: OpenAIRealtimeError? { memory?.latestError }

  private func leg(_ id: Leg) -> SessionLeg? { live?.id == id ? live : others.first { $0.id == id } }

  func forEachConnection(_ body: (RealtimeSession.ConnectionFigures) -> Void) {
    for leg in others { if let figures = leg.figures { body(figures) } }
    if let figures = live?.figures { body(figures) }
  }

  // MARK: What happens

  func start(for owner: RealtimeSession) {
    self.owner = owner
    watchLoop()
    // Not before the caller has its listeners in place.
    loop.enqueueLocally { self.handle(.open) }
  }

  func restart() { handle(.restart) }

  func close(code: UInt16, reason: String) {
    // The machine knows nothing of what is said at the end.
    if case .closed = machine.state { return }
    live?.drop(code: code, reason: reason)
    handle(.end(.requested))
  }

  func handle(_ input: SessionMachine.Input) {
    work.actions += machine.handle(input, at: loop.now, draw: .random(in: 0...1))
    perform()
  }

  /// From now on somebody wants to know when the connection takes more again.
  func watchDrain() { live?.watchDrain() }

  func note(_ error: OpenAIRealtimeError) { remembered.latestError = error }

  private var remembered: AttemptMemory {
    let memory = memory ?? AttemptMemory()
    self.memory = memory
    return memory
  }

  func ended(_ leg: SessionLeg, _ end: ConnectionEnd) {
    forget(leg)
    handle(loop.isClosing ? .end(.loopClosed) : .ended(leg.id, end))
  }

  private func forget(_ leg: SessionLeg) {
    if live === leg { live = nil }
    others.removeAll { $0 === leg }
  }

  /// Takes what is not an event of the live connection, which goes to the session at once, or says when the session
  /// ends.
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
    work.actions = []
    work.isUnderWay = false
    timer.set(machine.nextDeadline, on: loop, for: self)
    watchLoop()
    tellState()
  }

  /// A connection ends with its loop. Where there is none, nothing else would say that the loop is closed.
  private func watchLoop() {
    let isNeeded = live == nil && owner != nil
    guard isNeeded != work.watchesLoop else { return }
    work.watchesLoop = isNeeded
    loop.whenClosing(self, isNeeded ? { [unowned self] in handle(.end(.loopClosed)) } : nil)
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

  func expire() {
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
      number: number, isStandby: isStandby, headers: memory?.headers ?? HTTPHeaders(), query: memory?.query ?? [:])
    if let beforeAttempt = plan.beforeAttempt {
      beforeAttempt(&attempt)
      (remembered.headers, remembered.query) = (attempt.headers, attempt.query)
    }
    if attempt.isAborted {
      return handle(isStandby ? .ended(id, ConnectionEnd(isMisconfigured: true)) : .end(.aborted))
    }
    guard let owner else { return }
    let leg = SessionLeg(id, isStandby: isStandby, of: self, for: owner)
    others.append(leg)
    var options = plan.options
    for field in attempt.headers.fields { options.headers.append(field.name, field.value) }
    options.query = attempt.query
    leg.dial(dialer, options, plan.governors, on: loop)
    dialer = dialer.following
  }

  private func configure(_ id: Leg, isMuted: Bool) {
    guard let leg = leg(id), let setUp = leg.setUp else { return }
    setUp.isMuted = isMuted
    setUp.settings = owner?.settings(isMuted: isMuted)
    if let settings = setUp.settings {
      leg.rt?.send(settings)
    } else if plan.isCall {
      handle(.configured(id))
    }
    // Otherwise the service's greeting is waited for, which says that the session is there.
  }

  private func replay(on id: Leg) {
    guard let leg = leg(id) else { return }
    guard plan.isReplayed else { return handle(.replayed(id)) }
    leg.setUp?.replay = Replay(anchor: plan.anchor)
    catchUp(leg)
    if leg.setUp?.replay?.isDone == true { handle(.replayed(id)) }
  }

  /// Sends a connection what the conversation has gained since the last time.
  private func catchUp(_ leg: SessionLeg) {
    guard let setUp = leg.setUp, var replay = setUp.replay, let owner else { return }
    let events = owner.events(of: &replay, forStandby: live != nil)
    setUp.replay = replay
    for event in events { leg.rt?.send(event) }
  }

  /// Something passed. Where something in the conversation is finished by it, whoever stands by learns of that.
  func conversationChanged(to boundary: SessionMachine.Boundary) {
    guard boundary != machine.boundary else { return }
    for leg in others { catchUp(leg) }
    handle(.boundary(boundary))
  }

  private func adopt(_ id: Leg, _ adoption: SessionMachine.Adoption) {
    guard let leg = leg(id), let rt = leg.rt, let setUp = leg.setUp else { return }
    others.removeAll { $0 === leg }
    if others.isEmpty { others = [] }
    if let old = live {
      old.retire()
      others.append(old)
    }
    live = leg
    leg.becomeLive()
    if owner?.audience?.drain.isEmpty == false { leg.watchDrain() }
    owner?.adopt(rt, adoption, setUp)
    // Whoever waits for room has lost the connection that would have told of it.
    if adoption != .first { owner?.audience?.drain.tell(()) }
  }

  private func retire(_ id: Leg) {
    loop.schedule(after: plan.rollOver.farewell) { self.drop(id) }
  }

  private func drop(_ id: Leg) {
    guard let leg = leg(id) else { return }
    forget(leg)
    leg.drop()
  }

  private func finish(_ cause: RealtimeSession.CloseCause) {
    let legs = others + (live.map { [$0] } ?? [])
    (live, others) = (nil, [])
    for leg in legs { leg.drop() }
    timer.cancel()
    tellState()
    let session = owner
    owner = nil
    watchLoop()
    session?.finished(cause)
  }

  // MARK: Setting up

  private func setUp(_ leg: SessionLeg, _ event: borrowing ServerEvent) {
    switch event.kind {
    case .sessionCreated:
      leg.noteGreeting(event)
      greet(leg, event)
      noteExpiry(SessionCreated(copy event).session, of: leg)
      if leg.setUp?.settings == nil { handle(.configured(leg.id)) }
    case .sessionUpdated:
      greet(leg, event)
      noteExpiry(SessionUpdated(copy event).session, of: leg)
      if leg.setUp?.settings != nil { handle(.configured(leg.id)) }
    case .error:
      let error = ErrorEvent(copy event).error
      guard let id = leg.setUp?.settings?.eventID, error.eventID == id else { return takeReplayed(leg, event) }
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
    guard let setUp = leg.setUp else { return }
    for event in setUp.replay?.receive(event) ?? [] { leg.rt?.send(event) }
    if setUp.replay?.isDone == true { handle(.replayed(leg.id)) }
  }

  private func noteExpiry(_ session: Session, of leg: SessionLeg) {
    let assumed = plan.rollOver.assumedDuration.addable
    handle(.expires(leg.id, left: leg.left(until: session.expiresAt, at: loop.now, assuming: assumed)))
  }
}
