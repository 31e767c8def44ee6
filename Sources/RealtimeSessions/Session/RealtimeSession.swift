internal import RealtimeBuffers
internal import RealtimeJSON

/// A Realtime session that survives its connections.
///
/// ```swift
/// func greet(on loop: EventLoop) throws {
///   var plan = RealtimeSession.Plan(model: "gpt-realtime-2.1")
///   plan.parameters = .realtime(RealtimeSessionParameters(instructions: "Answer briefly."))
///   let session = try RealtimeSession(OpenAI(), plan, on: loop)
///   session.on(.responseOutputAudioDelta) { event in speaker.write(event.audio) }
///   session.onState { state in log("\(state)") }
///   session.respond { outcome in session.close() }
/// }
/// ```
///
/// Where a connection is lost it opens another one, gives it the settings and the conversation, and goes on; before the
/// service ends a session for its age, it changes over to a new one without a gap. What is sent meanwhile is held,
/// within limits. Listeners stay: they hear the events of whichever connection is live.
///
/// Making one starts connecting. The object lives until the session is closed, whether or not anyone holds it. GA
/// sessions only.
///
/// Loop-bound: every call and every listener is on the loop's thread; other threads reach it through a `LoopBound`.
public final class RealtimeSession: RealtimeChannel {
  /// The loop that the session lives on.
  public let loop: EventLoop
  /// The functions that the model may call. Those that are registered when a connection opens are among its settings;
  /// of later ones an `update` with `tools.tools` tells the model.
  public var tools: RealtimeTools { knownTools ?? makeTools() }
  /// `nil` until somebody asks: most of a session's bytes, where it has none.
  private var knownTools: RealtimeTools?
  private let events: RealtimeEmitter
  let connections: SessionConnections
  // Unchecked, because every audio delta changes it: 120 of 12 900 instructions by `Benchmarks/run guard`. It calls
  // nobody, so no access is inside of another.
  @exclusivity(unchecked) private var uncheckedConversation: SessionConversation
  private var conversation: SessionConversation {
    _read { yield unsafe uncheckedConversation }
    _modify { yield unsafe &uncheckedConversation }
  }
  private var outbox: SessionOutbox
  /// The connection that events go over; `nil` while there is none.
  private var rt: OpenAIRealtimeWS? {
    // Whoever awaits events one after the other hears each of them, whatever connection it comes over.
    didSet { events.didWakeTask = rt?.emitter.didWakeTask }
  }
  /// Who wants to know what, beside events; `nil` until somebody does.
  private(set) var audience: SessionListeners?
  /// The same, to be added to.
  var listeners: SessionListeners {
    let listeners = audience ?? SessionListeners()
    audience = listeners
    return listeners
  }
  private var waiters: [ResponseQueue.RequestID: (ResponseOutcome) -> Void] = [:]
  private var wishes = Wishes()
  private var timer = DeadlineTimer()

  /// What the application has asked for, and holds for every connection.
  private struct Wishes {
    var isReadingPaused = false
    /// `session.close` was sent: the service closes the connection, and none follows.
    var isEnding = false
  }

  init(_ plan: Plan, _ dialer: Dialer, on loop: EventLoop) {
    loop.preconditionOnLoop("RealtimeSession.init")
    self.loop = loop
    events = RealtimeEmitter { [loop] in loop.reportUnhandled($0) }
    let conversation = SessionConversation(plan)
    outbox = SessionOutbox(plan, encoding: conversation.desired.encoding(of: "input"))
    unsafe uncheckedConversation = conversation
    connections = SessionConnections(plan, dialer, on: loop)
    connections.start(for: self)
  }

  private func makeTools() -> RealtimeTools {
    let tools = RealtimeTools(on: loop)
    tools.connect(
      .init(
        send: { [unowned self] event in rt != nil && send(event).isAccepted },
        requestResponse: { [unowned self] in request(.automatic) { _ in } }))
    if rt == nil { tools.connectionEnded() }
    knownTools = tools
    return tools
  }

  // MARK: Facts

  public var emitter: RealtimeEmitter {
    loop.preconditionOnLoop("RealtimeSession")
    return events
  }

  /// The same for whoever takes the session for a channel: it is open while events go both ways at once.
  public var state: RealtimeChannelState {
    if case .closed = connections.state { return .closed }
    return rt == nil ? .connecting : .open
  }

  /// What the conversation has cost so far, over all its connections.
  public var usage: UsageLedger { conversation.known.usage }

  /// How long the user has waited so far.
  public var latency: [LatencyMeasure: LatencyHistogram] { conversation.known.latency.histograms }

  /// The conversation as it would be given to a new session.
  public var mirror: ConversationMirror { conversation.known.mirror }

  /// Requests of remote tools that wait for an answer.
  public var approvals: MCPApprovals { conversation.known.approvals }

  public var onPassage: ((borrowing RealtimePassage) -> Void)? {
    didSet { rt?.onPassage = onPassage }
  }

  // MARK: Sending

  /// Sends a client event, or holds it until a connection is there.
  ///
  /// A `session.update` is merged into the settings that every connection gets. A `response.create` waits for its turn:
  /// there is one response at a time. Changes of the conversation are given to the next session. Audio is held for
  /// `Plan.holding`; what has no meaning for the next session is dropped and counted.
  ///
  /// - Returns: `.refused` when nothing was taken: the session is closed, there is no room, or only a connection can
  ///   answer it.
  @discardableResult
  public func send(_ event: ClientEvent) -> SendOutcome {
    loop.preconditionOnLoop("RealtimeSession.send")
    guard state != .closed else { return .refused(.notOpen) }
    switch event {
    case .responseCreate(let parameters, let eventID):
      request(.manual(parameters), eventID: eventID) { [unowned self] outcome in
        if outcome == .notStarted(.sessionEnded) { outbox.keepUnsent(event) }
      }
      return .accepted
    case .responseCancel(let responseID, _) where rt != nil:
      guard let effects = conversation.cancelResponse(responseID) else { return pass(event) }
      perform(effects)
      return .accepted
    case .inputAudioBufferAppend(let audio, let eventID):
      return unsafe appendAudio(audio.span.bytes, eventID: eventID)
    case .inputAudioBufferCommit where rt != nil && conversation.isCommitTooEarly:
      // The service would answer with an error, and nothing else would come of it.
      return .accepted
    default: return pass(event)
    }
  }

  private func pass(_ event: ClientEvent) -> SendOutcome {
    guard let rt else { return hold(event) }
    let event = conversation.addressed(event)
    let outcome = rt.send(event)
    // What was refused never was.
    if outcome.isAccepted { conversation.sent(event, at: loop.now) }
    if case .sessionClose = event, outcome.isAccepted { wishes.isEnding = true }
    connections.conversationChanged(to: conversation.boundary)
    return outcome
  }

  private func hold(_ event: ClientEvent) -> SendOutcome {
    switch outbox.hold(event) {
    case .settings, .mirrored: conversation.kept(event)
    case .held, .applied, .dropped: break
    case .refused(.needsSession): return .refused(.notOpen)
    case .refused(.full): return .refused(.queueFull)
    }
    return .accepted
  }

  /// Sends JSON that the caller has made. It passes as it is, and is held as it is: what it asks for is not known.
  @discardableResult
  public func sendRaw(_ json: RawSpan) -> SendOutcome {
    loop.preconditionOnLoop("RealtimeSession.sendRaw")
    if let rt { return rt.sendRaw(json) }
    let bytes = unsafe json.withUnsafeBytes { unsafe Array($0) }
    guard let value = try? JSONValue.parse(bytes) else { return .refused(.textNotUTF8) }
    return state == .closed ? .refused(.notOpen) : hold(.raw(value))
  }

  /// Appends audio of the user, or holds it until a connection is there. See `RealtimeChannel`.
  @discardableResult
  public func appendAudio(_ audio: RawSpan, eventID: String? = nil) -> SendOutcome {
    loop.preconditionOnLoop("RealtimeSession.appendAudio")
    guard let rt else { return state == .closed ? .refused(.notOpen) : outbox.holdAudio(audio) }
    conversation.appended(audio.byteCount)
    outbox.sent(audio)
    return rt.appendAudio(audio, eventID: eventID)
  }

  /// The same for audio that is base64 already. It is decoded only where it has to be kept; there, what is no base64 is
  /// refused as text that is no UTF-8 is.
  @discardableResult
  public func appendAudio(base64 audio: RawSpan, eventID: String? = nil) -> SendOutcome {
    loop.preconditionOnLoop("RealtimeSession.appendAudio")
    let bytes = rt == nil || outbox.keepsAudio ? Base64.bytes(of: audio) : nil
    guard let rt else { return bytes.map { unsafe appendAudio($0.span.bytes) } ?? .refused(.textNotUTF8) }
    if let bytes { unsafe outbox.sent(bytes.span.bytes) }
    conversation.appended(audio.byteCount / 4 * 3)
    return rt.appendAudio(base64: audio, eventID: eventID)
  }

  // MARK: Responses

  /// Asks for a response, when there is room for one, and tells what became of it.
  ///
  /// - Parameters:
  ///   - parameters: settings for this response alone.
  ///   - completion: called exactly once, on the loop: also when the connection or the session ends first.
  /// - Returns: what `cancelResponse(_:)` takes.
  @discardableResult
  public func respond(
    _ parameters: ResponseParameters? = nil, completion: @escaping (ResponseOutcome) -> Void = { _ in }
  ) -> ResponseQueue.RequestID {
    loop.preconditionOnLoop("RealtimeSession.respond")
    return request(.manual(parameters), completion)
  }

  @discardableResult
  private func request(
    _ request: ResponseQueue.Request, eventID: String? = nil, _ completion: @escaping (ResponseOutcome) -> Void
  ) -> ResponseQueue.RequestID {
    let (id, effects) = conversation.request(request, eventID: eventID, at: loop.now)
    waiters[id] = completion
    perform(effects)
    return id
  }

  /// Cancels one request, in whatever state it is.
  public func cancelResponse(_ id: ResponseQueue.RequestID) { perform(conversation.cancel(id)) }

  /// Asks for silence: playback is cleared, the response in progress cancelled, or the one that was asked for, and the
  /// service told what was heard. Nothing where nothing is to be heard.
  public func interrupt() { perform(conversation.interrupt(at: loop.now)) }

  /// Allows or refuses what a remote tool asked for. Nothing happens if the request needs no answer any more.
  public func answerApproval(_ requestID: String, approve: Bool, reason: String? = nil) {
    if let event = conversation.answer(requestID, approve: approve, reason: reason) { _ = pass(event) }
  }

  // MARK: Connections

  public func pauseReading() {
    wishes.isReadingPaused = true
    rt?.pauseReading()
  }

  public func resumeReading() {
    wishes.isReadingPaused = false
    rt?.resumeReading()
  }

  // MARK: Effects

  private func perform(_ effects: [SessionConversation.Effect]) {
    for effect in effects { perform(effect) }
    timer.set(conversation.nextDeadline, on: loop, for: self)
    connections.conversationChanged(to: conversation.boundary)
  }

  private func perform(_ effect: SessionConversation.Effect) {
    switch effect {
    case .send(let event): if !pass(event).isAccepted { conversation.refused(event, at: loop.now) }
    case .clearPlayback: audience?.clearPlayback.tell(())
    case .settle(let id, let outcome): waiters.removeValue(forKey: id)?(outcome)
    case .transcript(let change): audience?.transcript.tell(change)
    case .usage(let effect): audience?.usage.tell(effect)
    case .latency(let value): audience?.latency.tell(value)
    case .approval(let change): audience?.approval.tell(change)
    case .missed(let call): knownTools?.take(missed: call)
    case .renew: restart()
    case .end(let cause): connections.handle(.end(cause))
    }
  }
}

// MARK: -

/// For whoever plays, see `Playback`.
extension RealtimeSession {
  var playbackLedger: PlaybackLedger { conversation.known.playback }

  func handOver(_ byteCount: Int) { conversation.handOver(byteCount, at: loop.now) }

  func play(_ byteCount: Int, of generation: Int?) {
    perform(conversation.play(byteCount, of: generation, at: loop.now))
  }

  func dropped(_ byteCount: Int) { conversation.dropped(byteCount) }

  func returnMark(_ name: String) { perform(conversation.returnMark(name, at: loop.now)) }

  /// Whether a response of the conversation is in progress, was asked for, or will be when a function has returned.
  package var isResponseAwaited: Bool { conversation.boundary == .busy || (knownTools?.openCount ?? 0) > 0 }
}

extension RealtimeSession: DeadlineOwner {
  func expire() { perform(conversation.expire(at: loop.now)) }
}

/// What happens when connections change. Called by `SessionConnections` and `SessionLeg`, on the loop.
extension RealtimeSession {
  func settings(isMuted: Bool) -> ClientEvent? {
    conversation.settings(isMuted: isMuted, offering: knownTools?.tools ?? [])
  }

  /// Whether other settings are to be tried than those that this event refuses. The listeners hear of it then.
  func withdrawUpdates(refusedBy event: borrowing ServerEvent) -> Bool {
    guard conversation.withdrawUpdates(refusedBy: event) else { return false }
    events.emit(event)
    return true
  }

  func events(of replay: inout Replay, forStandby: Bool) -> [ClientEvent] {
    replay.events(
      for: conversation.known.mirror, includingUnfinished: !forStandby, editing: connections.plan.editHistory)
  }

  /// An event of the live connection that is no audio, or of one that greets.
  func received(_ event: borrowing ServerEvent) {
    if conversation.isSuppressed(event) { return }
    let effects = conversation.receive(event, at: loop.now)
    // Whoever interrupts hears silence first, before anybody is told of it.
    let isInterruption = event.kind == .inputAudioBufferSpeechStarted
    if isInterruption { perform(effects) }
    knownTools?.receive(event, at: loop.now)
    let isNoError = event.kind == .error && ErrorEvent(copy event).error.isOfOwnWork
    if !isNoError { events.emit(event) }
    if !isInterruption { perform(effects) }
    if event.kind == .sessionClosed { close() }
  }

  /// Audio of the live connection.
  func receivedAudio(_ event: borrowing ServerEvent) {
    let (effects, isHeard) = conversation.receiveAudio(event, on: loop)
    if isHeard { events.emit(event) }
    if let effects { perform(effects) }
  }

  func receivedLate(_ event: borrowing ServerEvent) {
    let (effects, isHeard) = conversation.receiveLate(event)
    if isHeard { events.emit(event) }
    perform(effects)
  }

  func settle() {
    rt = nil
    outbox.forgetAudio()
    events.connectionLost()
    knownTools?.connectionEnded()
    perform(conversation.connectionEnded())
    if wishes.isEnding { close() }
  }

  /// In this order: what the user says goes on from where it stopped, turns are found again, the conversation is made
  /// good, what was held is sent, and only then whoever waits is answered.
  func adopt(_ rt: OpenAIRealtimeWS, _ adoption: SessionMachine.Adoption, _ setUp: SessionLeg.SetUp) {
    if case .rolledOver = adoption { leaveOldConnection() }
    // What was asked meanwhile is part of the settings and the conversation by now: nothing else answers it.
    events.connectionLost()
    self.rt = rt
    rt.onPassage = onPassage
    if wishes.isReadingPaused { rt.pauseReading() }
    outbox.repeatAudio(milliseconds: conversation.desired.prefixPadding) { _ = rt.appendAudio($0) }
    for event in conversation.completion(of: setUp, offering: knownTools?.tools ?? []) { rt.send(event) }
    let (effects, restored) = conversation.restored(by: setUp, at: loop.now)
    let report = RestoredReport(adoption, restored, outbox.dropped)
    sendHeld(over: rt)
    perform(effects)
    knownTools?.restored { conversation.currentCallID($0) }
    // Listeners may do anything: now events go both ways.
    connections.tellState()
    if adoption == .first { return }
    audience?.restored.tell(report)
  }

  /// A response that goes on elsewhere will not end here.
  private func leaveOldConnection() {
    rt?.onPassage = nil
    knownTools?.connectionEnded()
    perform(conversation.connectionEnded())
  }

  private func sendHeld(over rt: OpenAIRealtimeWS) {
    guard var held = outbox.takeHeld(encoding: conversation.desired.encoding(of: "input")) else { return }
    _ = held.drain(
      audio: { audio in
        conversation.appended(audio.byteCount)
        return rt.appendAudio(audio).isAccepted
      },
      event: { pass($0).isAccepted })
    outbox.keepUnsent(held)
  }

  func interruptForChange() { perform(conversation.interruptForChange(at: loop.now)) }

  func stateChanged(to state: State) {
    if state == .rollingOver {
      let encoding = conversation.desired.encoding(of: "input")
      outbox.keepAudio(milliseconds: conversation.desired.prefixPadding, encoding: encoding)
    }
    audience?.state.tell(state)
  }

  func finished(_ cause: CloseCause) {
    rt = nil
    knownTools?.sessionEnded()
    perform(conversation.ended())
    if cause.isFailure, let error = connections.latestError { events.emit(error, endsChannel: true) }
    let error = OpenAIRealtimeError("the session closed before the event came")
    let failure = cause.isFailure ? OpenAIRealtimeError("\(cause)", cause: connections.latestError) : nil
    events.end(.init(error: error, failure: failure) { [loop] in loop.enqueueLocally($0) })
    let report = CloseReport(cause: cause, unsentEvents: outbox.unsentEvents, usage: conversation.known.usage)
    audience?.close.tell(report)
    // Listeners usually hold the session that they listen to: letting them go frees both.
    audience?.removeAll()
    timer.cancel()
    loop.enqueueLocally { [events] in events.removeAll() }
  }
}

@available(
  *, unavailable,
  message: """
    a session stays on its loop; there make `let bound = LoopBound(session, on: session.loop)`, \
    and any thread may call `bound.execute { session in session.close() }`
    """
)
extension RealtimeSession: Sendable {}
