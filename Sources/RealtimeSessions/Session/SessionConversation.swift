/// Everything that a session knows of its conversation, over all its connections. A value: it is given what passes, and
/// returns what is to be done.
struct SessionConversation: ~Copyable {
  enum Effect {
    case send(ClientEvent)
    /// Stop what is playing, and drop what waits to be played.
    case clearPlayback
    case settle(ResponseQueue.RequestID, ResponseOutcome)
    case transcript(Transcripts.Change)
    case usage(UsageLedger.Effect)
    case latency(LatencyValue)
    case approval(MCPApprovals.Change)
    /// The function was called while the connection was away.
    case missed(FunctionCallItem)
    /// The session gives no responses any more; a new one may.
    case renew
    /// The plan wants no more than this.
    case end(RealtimeSession.CloseCause)
  }

  /// What becomes of the conversation on a new connection.
  struct Restored {
    let oldSessionID: String?
    let newSessionID: String?
    var items = RestoredItems()
    /// Requests for responses that are sent once more.
    var askedAgainCount = 0
    /// Whether a response was in progress that will not end.
    var isResponseCut = false
  }

  private let plan: RealtimeSession.Plan
  private let isPlayedAtOnce: Bool
  private(set) var desired: DesiredSession
  private var input = InputMeter()
  /// What the service has said of the session.
  private var facts = SessionFacts()
  private var connection = ConversationRecord.Connection.none
  /// Of the latest connection.
  private var sessionID: String?
  /// `nil` until something is said: most of a session's bytes.
  private var record: ConversationRecord?

  init(_ plan: RealtimeSession.Plan) {
    self.plan = plan
    isPlayedAtOnce = plan.playback == .clock
    desired = DesiredSession(plan.settings)
    input.encoding = desired.encoding(of: "input")
  }

  // MARK: Facts

  /// What was said so far, to be read.
  var known: ConversationRecord { record ?? newRecord }

  /// The same, to be changed.
  private var said: ConversationRecord {
    @inline(__always) mutating get {
      if let record { return record }
      let record = newRecord
      self.record = record
      return record
    }
  }

  private var newRecord: ConversationRecord {
    ConversationRecord(plan, facts, encoding: desired.encoding(of: "output"), connection)
  }

  var boundary: SessionMachine.Boundary {
    guard record?.responses.isIdle ?? true else { return .busy }
    let isOpen = input.isUserSpeaking || !input.isTurnAnswered || (desired.isManual && input.hasUncommittedAudio)
    return isOpen ? .betweenResponses : .idle
  }

  var nextDeadline: Duration? {
    record.flatMap { [$0.responses.nextDeadline, $0.approvals.nextDeadline].compactMap(\.self).min() }
  }

  /// Whether a commit would be refused for want of audio.
  var isCommitTooEarly: Bool { !input.canCommit }

  // MARK: What the service says

  /// Whether the event is of a response that was interrupted, and is to reach nobody.
  func isSuppressed(_ event: borrowing ServerEvent) -> Bool { record?.responses.isSuppressed(event) ?? false }

  /// Takes an event of the live connection that is no audio.
  mutating func receive(_ event: borrowing ServerEvent, at now: Duration) -> [Effect] {
    desired.receive(event)
    if let facts = SessionFacts(event) {
      follow(facts)
      return []
    }
    let response = event.wholeResponse
    var effects = said.responses.receive(event, response, at: now).map(Effect.init)
    // Before the interruption, which is measured from it.
    effects += said.latency.receive(event, at: now).map { .latency($0) }
    if event.kind == .inputAudioBufferSpeechStarted { effects += interruptBySpeech(at: now) }
    effects += perform(said.playback.receive(event, response, at: now), at: now)
    effects += said.transcripts.receive(event).map { .transcript($0) }
    let costs = said.usage.receive(event, response)
    effects += costs.map { .usage($0) }
    effects += said.approvals.receive(event, at: now).map(Effect.init)
    input.receive(event)
    if plan.isCall { effects += missed(event) }
    said.mirror.receive(event, response)
    if said.stuck.receive(event, response) { effects.append(.renew) }
    return effects + costs.compactMap(Effect.init(endingBy:))
  }

  /// Before the mirror knows the event.
  private mutating func missed(_ event: borrowing ServerEvent) -> [Effect] {
    let said = said
    let question = said.missedCall.receive(event) { said.mirror.contains($0) }
    return [question.map(Effect.send), said.missedCall.call(in: event).map(Effect.missed)].compactMap(\.self)
  }

  private mutating func follow(_ facts: SessionFacts) {
    self.facts.follow(facts)
    input.follow(facts)
    record?.follow(facts)
  }

  /// Takes audio, of which there is most: it concerns only who plays and who measures.
  ///
  /// - Parameter loop: tells the time, which most audio has no need of.
  /// - Returns: what is to be done, `nil` for nothing, since an empty array is counted too; and whether it is to reach
  ///   anybody, which is found out here because a value in a class is copied to be asked.
  @inline(__always)
  mutating func receiveAudio(
    _ event: borrowing ServerEvent, on loop: EventLoop
  ) -> (effects: [Effect]?, isHeard: Bool) {
    let said = said
    let isTimed = said.latency.isAudioAwaited
    // Whoever says nothing of playing is taken to play what comes at once, to the millisecond.
    if isPlayedAtOnce {
      said.playback.receivePlayed(event, atMillisecond: loop.tickMilliseconds)
    } else {
      said.playback.receiveAudio(event)
    }
    let isHeard = !said.responses.isSuppressed(event)
    return (isTimed ? said.latency.receive(event, at: loop.now).map { .latency($0) } : nil, isHeard)
  }

  /// Takes an event of a connection that has been replaced. Of a conversation only what it cost counts, since the next
  /// connection goes on with it; what a session has transcribed or translated comes over no other connection.
  ///
  /// - Returns: what is to be done, and whether the event is to reach anybody.
  mutating func receiveLate(_ event: borrowing ServerEvent) -> (effects: [Effect], isHeard: Bool) {
    let isWord = !plan.isReplayed && !plan.isCall && Self.isWord(event.kind)
    let costs = said.usage.receive(event)
    var effects = costs.map { Effect.usage($0) }
    if isWord { effects += said.transcripts.receive(event).map { .transcript($0) } }
    // The limits that it tells are those of all connections.
    return (effects + costs.compactMap(Effect.init(endingBy:)), isWord || event.kind == .rateLimitsUpdated)
  }

  /// What was transcribed or translated.
  private static func isWord(_ kind: ServerEventKind) -> Bool {
    switch kind {
    case .conversationItemInputAudioTranscriptionDelta, .conversationItemInputAudioTranscriptionSegment,
      .conversationItemInputAudioTranscriptionCompleted, .conversationItemInputAudioTranscriptionFailed,
      .sessionInputTranscriptDelta, .sessionOutputTranscriptDelta, .sessionOutputAudioDelta:
      true
    default: false
    }
  }

  // MARK: What this side does

  /// The event as the session there is takes it.
  mutating func addressed(_ event: ClientEvent) -> ClientEvent {
    let event = desired.identified(event)
    return record?.mirror.addressed(event) ?? event
  }

  /// Follows what was sent.
  mutating func sent(_ event: ClientEvent, at now: Duration) {
    input.sent(event)
    record?.playback.sent(event, at: now)
    kept(event)
  }

  /// What gives a new session its settings; `nil` if it is to have the service's own.
  mutating func settings(isMuted: Bool, offering tools: [Tool]) -> ClientEvent? {
    let offered = desired.offering(tools)
    if offered.isEmpty && !isMuted { return nil }
    if !isMuted { desired.offer(eventID: DesiredSession.offerID) }
    return offered.update(isMuted: isMuted, eventID: DesiredSession.offerID)
  }

  /// What a session that has been set up needs to be as it shall be now.
  mutating func completion(of setUp: SessionLeg.SetUp, offering tools: [Tool]) -> [ClientEvent] {
    desired.completion(of: setUp.settings, isMuted: setUp.isMuted, offering: tools)
  }

  /// A new session has refused its settings.
  ///
  /// - Returns: whether that may be for updates which no session had confirmed. They are given up then.
  mutating func withdrawUpdates(refusedBy event: borrowing ServerEvent) -> Bool {
    let settings = desired.settings
    desired.receive(event)
    return desired.settings != settings
  }

  /// Follows a change of the conversation, or of the settings, that waits for a connection.
  mutating func kept(_ event: ClientEvent) {
    desired.take(event)
    switch event {
    case .conversationItemCreate, .conversationItemDelete, .conversationItemTruncate: said.mirror.sent(event)
    default: break
    }
  }

  /// The connection did not take an event. A request for a response is the one that somebody waits for.
  mutating func refused(_ event: ClientEvent, at now: Duration) {
    if case .responseCreate = event { said.responses.refused(event, at: now) }
  }

  mutating func appended(_ byteCount: Int) { input.append(byteCount) }

  mutating func request(
    _ request: ResponseQueue.Request, eventID: String?, at now: Duration
  ) -> (ResponseQueue.RequestID, [Effect]) {
    let (id, effects) = said.responses.request(request, eventID: eventID, at: now)
    return (id, effects.map(Effect.init))
  }

  /// - Returns: `nil` if only the service knows what the application means.
  mutating func cancelResponse(_ responseID: String?) -> [Effect]? {
    said.responses.cancel(responseID: responseID)?.map(Effect.init)
  }

  mutating func cancel(_ id: ResponseQueue.RequestID) -> [Effect] { said.responses.cancel(id).map(Effect.init) }

  mutating func answer(_ requestID: String, approve: Bool, reason: String?) -> ClientEvent? {
    said.approvals.answer(requestID, approve: approve, reason: reason)
  }

  mutating func expire(at now: Duration) -> [Effect] {
    said.responses.expire(at: now).map(Effect.init) + said.approvals.expire(at: now).map(Effect.init)
  }

  // MARK: Playing and interrupting

  mutating func handOver(_ byteCount: Int, at now: Duration) { said.playback.handOver(byteCount, at: now) }

  mutating func dropped(_ byteCount: Int) { said.playback.drop(byteCount) }

  mutating func play(_ byteCount: Int, of generation: Int?, at now: Duration) -> [Effect] {
    said.playback.play(byteCount, of: generation)
    return noteHeard(at: now)
  }

  mutating func returnMark(_ name: String, at now: Duration) -> [Effect] {
    said.playback.returnMark(name, at: now)
    return noteHeard(at: now)
  }

  private mutating func noteHeard(at now: Duration) -> [Effect] {
    guard said.latency.isHearingAwaited, let id = said.playback.lastHeardResponseID else { return [] }
    return said.latency.heard(responseID: id, at: now).map { .latency($0) }
  }

  /// The application asks for silence. What is to be heard also is a response that was asked for and has not begun.
  mutating func interrupt(at now: Duration) -> [Effect] {
    said.responses.cancelAsked()
    return interrupt(byService: false, at: now)
  }

  /// The connection changes while a response is in progress. What was asked for is asked for again on the next one.
  mutating func interruptForChange(at now: Duration) -> [Effect] { interrupt(byService: false, at: now) }

  private mutating func interruptBySpeech(at now: Duration) -> [Effect] {
    // Whoever has told the service not to interrupt has told it to the session.
    guard plan.interruptsOnSpeech, desired.interruptsResponse else { return [] }
    return interrupt(byService: true, at: now)
  }

  private mutating func interrupt(byService: Bool, at now: Duration) -> [Effect] {
    let responseID = said.responses.activeResponseID
    let steps = said.playback.interrupt(cancelling: responseID, isCancelledByService: byService, at: now)
    if byService, let responseID { said.responses.suppress(responseID: responseID) }
    return steps.flatMap { step -> [Effect] in
      // The queue's own cancellation, so that it knows of it.
      if case .send(.responseCancel) = step { return said.responses.cancel().map(Effect.init) }
      return perform([step], at: now)
    }
  }

  private mutating func perform(_ steps: [InterruptionStep], at now: Duration) -> [Effect] {
    steps.flatMap { step -> [Effect] in
      switch step {
      case .clearPlayback: return [.clearPlayback] + said.latency.playbackCleared(at: now).map { .latency($0) }
      case .send(let event): return [.send(event)]
      case .cut(let part):
        let repairs = said.mirror.cut(
          itemID: part.itemID, contentIndex: part.contentIndex, heardMilliseconds: part.heardMilliseconds,
          receivedMilliseconds: part.receivedMilliseconds)
        return repairs.map { .send($0) } + said.transcripts.cut(part).map { .transcript($0) }
      }
    }
  }

  // MARK: Connections

  /// The live connection is gone. In this order: whoever waits for a response learns that it will not come, playback
  /// goes on with what there is, and nothing of the old connection is waited for any more.
  mutating func connectionEnded() -> [Effect] {
    connection = .none
    input.connectionEnded()
    guard let said = record else { return [] }
    said.isResponseCut = said.isResponseCut || said.responses.activeResponseID != nil
    let effects =
      said.responses.connectionEnded().map(Effect.init) + said.transcripts.connectionEnded().map { .transcript($0) }
    said.missedCall.connectionEnded()
    said.playback.connectionEnded()
    said.latency.connectionEnded()
    return effects + said.approvals.connectionEnded().map(Effect.init)
  }

  /// A connection is there that has the settings and, by its replay, the conversation.
  ///
  /// - Returns: what is to be done, and what becomes of the conversation by that.
  mutating func restored(by setUp: SessionLeg.SetUp, at now: Duration) -> ([Effect], Restored) {
    connection = .there
    var restored = Restored(oldSessionID: sessionID, newSessionID: setUp.sessionID)
    sessionID = setUp.sessionID
    // Most have nothing to restore at first.
    guard record != nil || setUp.replay?.created.isEmpty == false else { return ([], restored) }
    let said = said
    var effects: [Effect] = []
    if var replay = setUp.replay {
      let repairs = replay.events(for: said.mirror)
      restored.items = replay.expected
      effects = (repairs + said.mirror.adopt(replay)).map { .send($0) }
    }
    (restored.isResponseCut, said.isResponseCut) = (said.isResponseCut, false)
    restored.askedAgainCount = said.responses.repeatedCount
    return (effects + said.responses.restored(at: now).map(Effect.init), restored)
  }

  /// Whether the calls of tools that still run are in the conversation, and under which id.
  func currentCallID(_ callID: String) -> String? { known.mirror.currentCallID(callID) }

  /// The session is over: everybody who waits gets an answer.
  mutating func ended() -> [Effect] {
    connection = .over
    guard let said = record else { return [] }
    return said.responses.sessionEnded().map(Effect.init) + said.approvals.connectionEnded().map(Effect.init)
  }
}

extension SessionConversation.Effect {
  /// `nil` unless the plan's limit of tokens is reached by this.
  init?(endingBy cost: UsageLedger.Effect) {
    guard case .limitReached(let tokenCount) = cost else { return nil }
    self = .end(.tokenLimitReached(tokenCount: tokenCount))
  }

  init(_ effect: ResponseQueue.Effect) {
    switch effect {
    case .send(let event): self = .send(event)
    case .settle(let id, let outcome): self = .settle(id, outcome)
    }
  }

  init(_ effect: MCPApprovals.Effect) {
    switch effect {
    case .send(let event): self = .send(event)
    case .tell(let change): self = .approval(change)
    }
  }
}
