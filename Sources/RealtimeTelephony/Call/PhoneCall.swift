/// One phone call: a carrier's socket, and a session with the model, on one loop.
///
/// ```swift
/// let server = try WebSocketServer(configuration: .init(identity: identity), on: loop) { socket, _ in
///   let call = PhoneCall(socket, TwilioCodec(), to: .openAI(client)) { _ in
///     RealtimeSession.Plan(model: "gpt-realtime-2.1")
///   }
///   call.onStart { session in session.respond() }  // The model greets.
///   call.onEnd { report in print(report) }
/// }
/// ```
///
/// The caller's audio goes to the model as it comes, and the model's to the caller, in the carrier's format on both
/// sides where a session has it. When the caller speaks over the model the carrier drops what it has not played, and
/// the service is told how much was heard. Everything ends together, and is reported once.
///
/// It lives until it has ended, whether or not anyone holds it. Loop-bound.
public final class PhoneCall {
  /// The loop that the call lives on.
  public var loop: EventLoop { line.socket.loop }
  /// How the carrier's stream began; `nil` before it has.
  public var start: CarrierStart? { record.start }
  /// The session with the model; `nil` before the stream has begun.
  public var session: RealtimeSession? { sides?.session }
  private let line: CarrierLine
  private var opening: Opening?
  private var machine = CallMachine()
  private var sides: Sides?
  private let keypad: CallKeypad
  private var listeners = CallListeners()
  private var record: CallRecord
  private lazy var timer = CallTimer(on: loop) { [unowned self] _ in perform(machine.handle(.expired)) }

  private struct Sides {
    let session: RealtimeSession
    let ear: CallEar
    let mouth: CallMouth
  }

  /// What is needed to make the session.
  struct Opening {
    let settings: CallSettings
    let plan: (CarrierStart) -> RealtimeSession.Plan?
    let makeSession: (RealtimeSession.Plan, EventLoop) throws -> RealtimeSession
  }

  // MARK: Making one

  /// Takes over a carrier's socket: call it where a server accepts one, before any of its messages.
  ///
  /// - Parameters:
  ///   - socket: The carrier's. Its owner may listen to it too.
  ///   - codec: What the carrier speaks; it has seen nothing yet.
  ///   - service: Whose model answers.
  ///   - settings: Everything that has a default.
  ///   - plan: Called once, when the stream begins: what the session is to be, or `nil` to refuse the call. It is a
  ///     conversation; audio formats and `playback` are set here.
  public convenience init(
    _ socket: WebSocket, _ codec: any CarrierCodec, to service: CallService, settings: CallSettings = CallSettings(),
    plan: @escaping (CarrierStart) -> RealtimeSession.Plan?
  ) {
    self.init(socket, codec, Opening(settings: settings, plan: plan) { try service.session($0, on: $1) })
  }

  init(_ socket: WebSocket, _ codec: any CarrierCodec, _ opening: Opening) {
    socket.loop.preconditionOnLoop("PhoneCall.init")
    line = CarrierLine(socket, codec)
    self.opening = opening
    keypad = CallKeypad(opening.settings.keys, on: socket.loop)
    record = CallRecord(at: socket.loop.now)
    line.onAudio = { [unowned self] audio in sides?.ear.take(audio) }
    line.onNotice = { [unowned self] notice in take(notice) }
    socket.on(.message) { [self] message in line.receive(message) }
    socket.on(.drain) { [unowned self] in sides?.mouth.resume() }
    socket.on(.close) { [self] report in carrierClosed(report) }
    timer.set(record.openTime + min(max(opening.settings.startTimeLimit, .milliseconds(20)), .seconds(3_600)))
  }

  // MARK: Listening

  /// Adds a listener for the start of the stream: the session is there and has begun to connect. Tools are registered
  /// and listeners added here, and a greeting is asked for.
  @discardableResult
  public func onStart(_ listener: @escaping (RealtimeSession) -> Void) -> Self {
    listeners.start.append(listener)
    return self
  }

  /// Adds a listener for each key that the caller presses.
  @discardableResult
  public func onKey(_ listener: @escaping (CarrierDTMF) -> Void) -> Self {
    keypad.add(listener)
    return self
  }

  /// Adds a listener for what the caller enters by keys, put together as `CallSettings.keys` says.
  @discardableResult
  public func onEntry(_ listener: @escaping (PressedKeys) -> Void) -> Self {
    keypad.add(listener)
    return self
  }

  /// Adds a listener for the end, which is told exactly once, after the session's own.
  @discardableResult
  public func onEnd(_ listener: @escaping (CallReport) -> Void) -> Self {
    listeners.end.append(listener)
    return self
  }

  // MARK: Acting

  /// Silence for the caller, at once: the same as the session's `interrupt()`.
  public func interrupt() { session?.interrupt() }

  /// Plays keys to the caller, where the carrier can.
  ///
  /// - Returns: whether it can.
  @discardableResult
  public func press(_ keys: [CarrierDTMF]) -> Bool {
    loop.preconditionOnLoop("PhoneCall.press")
    guard line.abilities.canSendDTMF, sides != nil else { return false }
    for key in keys { line.say(.key(key)) }
    return true
  }

  /// Ends the call. A second call may end it sooner, not for another reason.
  ///
  /// - Parameter limit: How long the caller may go on to hear what the model says; it ends when all was heard. With
  ///   zero, the default, it ends at once.
  public func hangUp(afterSpeech limit: Duration = .zero) { leave(.hungUp, afterSpeech: limit) }

  /// Ends this side's part of a call that goes on elsewhere. The carrier is told where by its own REST calls: do that
  /// before, or let the application that opened the stream go on by itself.
  ///
  /// - Parameter limit: As `hangUp` has it.
  public func transfer(afterSpeech limit: Duration = .zero) { leave(.transferred, afterSpeech: limit) }

  func leave(_ end: CallEnd, afterSpeech limit: Duration = .zero) {
    loop.preconditionOnLoop("PhoneCall.hangUp")
    perform(machine.handle(.leave(end, afterSpeech: limit > .zero)), limit: limit)
  }

  // MARK: What the carrier says

  private func take(_ notice: CarrierLine.Notice) {
    guard machine.end == nil else { return }
    switch notice {
    case .started(let start): begin(start)
    case .key(let key): keypad.press(key)
    case .played(let mark):
      session?.playback.returnMark(mark)
      noteSilence()
    case .stopped: perform(machine.handle(.over(.callerLeft)))
    case .fault: record.noteFault()
    }
  }

  /// Tells the model what the caller has entered.
  private func tellModel(_ text: String) {
    guard let session, machine.end == nil else { return }
    session.send(.conversationItemCreate(.user(text)))
    session.respond()
  }

  private func carrierClosed(_ closed: WebSocketCloseReport) {
    // Whoever says good-bye has not been lost.
    let isOrderly = closed.code == .normalClosure || closed.code == .goingAway
    perform(machine.handle(.over(isOrderly ? .callerLeft : .carrierLost(code: closed.code.rawValue))))
  }

  // MARK: The session

  private func begin(_ start: CarrierStart) {
    record.begin(start, at: loop.now)
    guard let formats = CallFormats(start) else {
      return perform(machine.handle(.refused(.neverStarted)))
    }
    guard let opening, let session = session(opening, start, formats) else {
      return perform(machine.handle(.refused(.rejected)))
    }
    self.opening = nil
    listen(to: session, formats, opening.settings)
    perform(machine.handle(.started))
  }

  private func session(_ opening: Opening, _ start: CarrierStart, _ formats: CallFormats) -> RealtimeSession? {
    let source = opening.settings.source(for: line.abilities)
    guard let plan = opening.plan(start).flatMap({ formats.applied(to: $0, source) }) else { return nil }
    return try? opening.makeSession(plan, loop)
  }

  private func listen(to session: RealtimeSession, _ formats: CallFormats, _ settings: CallSettings) {
    let ear = CallEar(session, formats, fillsGaps: settings.fillsGaps)
    let mouth = CallMouth(line, session, formats, settings)
    sides = Sides(session: session, ear: ear, mouth: mouth)
    if let describe = settings.describeKeys {
      keypad.add { [unowned self] (entry: PressedKeys) in tellModel(describe(entry)) }
    }
    session.on(.responseOutputAudioDelta) { event in mouth.take(event) }
    session.on(.responseOutputAudioDone) { _ in mouth.finishItem() }
    session.on(.responseDone) { [unowned self] _ in
      mouth.finishItem()
      noteSilence()
    }
    session.on(.inputAudioBufferSpeechStarted) { _ in ear.speak(true) }
    session.on(.inputAudioBufferSpeechStopped) { _ in ear.speak(false) }
    session.onClearPlayback { [unowned self] in
      record.noteInterruption()
      mouth.clear()
    }
    session.onState { state in
      // A connection that is lost ends what it was saying, and what it was hearing.
      guard state != .live, state != .rollingOver else { return }
      ear.speak(false)
      mouth.finishItem()
    }
    session.onClose { [self] report in sessionClosed(report) }
  }

  private func sessionClosed(_ closed: RealtimeSession.CloseReport) {
    record.note(closed.usage)
    perform(machine.handle(.over(.sessionEnded(closed.cause))))
    tellEnd()
  }

  /// Whether the end that is wanted can come.
  private func noteSilence() {
    guard case .leaving = machine.state, let session, sides?.mouth.isSilent == true else { return }
    if session.isResponseAwaited || session.playback.ledger.isUnplayed { return }
    perform(machine.handle(.spoken))
  }

  // MARK: The machine's actions

  private func perform(_ action: CallMachine.Action?, limit: Duration = .zero) {
    switch action {
    case nil: break
    case .openSession:
      timer.set(nil)
      guard let session else { return }
      for listener in listeners.start { listener(session) }
    case .awaitSilence:
      timer.set(loop.now + min(limit, .seconds(3_600)))
      noteSilence()
    case .finish(let end): finish(end)
    }
  }

  private func finish(_ end: CallEnd) {
    timer.set(nil)
    keypad.stop()
    record.end(end, at: loop.now, keyCount: keypad.pressedCount)
    opening = nil
    if let sides {
      sides.ear.stop()
      sides.mouth.stop()
      record.note(
        sides.ear.report, pieceCount: line.pieceCount, sides.mouth.figures, firstAudioTime: sides.mouth.firstAudioTime)
    }
    line.close(end == .gatewayClosed ? .goingAway : .normalClosure)
    guard let session else { return tellEnd() }
    let ledger = session.playback.ledger
    record.note(heardMilliseconds: ledger.encoding.milliseconds(inByteCount: ledger.heardByteCount), session.latency)
    session.close()
  }

  private func tellEnd() {
    let told = listeners.end
    listeners = CallListeners()
    for listener in told { listener(record.report) }
  }
}

/// Who wants to know what of a call.
private struct CallListeners {
  var start: [(RealtimeSession) -> Void] = []
  var end: [(CallReport) -> Void] = []
}

extension PhoneCall: CustomReflectable {
  public var customMirror: Mirror { Mirror(self, children: ["session": session as Any], displayStyle: .class) }
}

@available(
  *, unavailable,
  message: """
    a call stays on its loop; there make `let bound = LoopBound(call, on: call.loop)`, \
    and any thread may call `bound.execute { call in call.hangUp() }`
    """
)
extension PhoneCall: Sendable {}
