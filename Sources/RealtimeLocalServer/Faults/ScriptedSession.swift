internal import RealtimeBuffers
internal import RealtimeJSON
internal import WebSocketTransport

/// A session with its script: what it says, when, and what happens to it.
///
/// Driver contract:
/// 1. After making one, and after each `receive`, `advance` or `perform`, call `nextOutput` until it gives `nil`, and
///    do what it gives. After an event, say how many bytes of it were sent, with `didSend`.
/// 2. While the connection takes nothing, `nextOutput(now:isBlocked: true)` gives only what a script or a command
///    sends, which may be the end.
/// 3. Call `advance(to:)` when `wakeUpTime` has come; ask again after every call.
/// 4. After `.end` nothing follows, and what is received is of no interest.
struct ScriptedSession {
  /// What waits to be given out.
  private enum Pending {
    case output(SessionOutput)
    /// An event of the session's own, which counts.
    case event(LocalServerEvent)
    case pause(Duration)
  }

  /// What becomes of the event at hand.
  private struct Fate {
    var isDropped = false
    var isSentTwice = false
  }

  private var core: any SessionCore
  private let identifiers: IdentifierSource
  private var book: StepBook
  private var line: DelayLine
  private var pending: ArraySlice<Pending> = []
  /// What a test commands. It goes before everything else, and no pause holds it up.
  private var urgent: ArraySlice<Pending> = []
  /// The type of the event that was given out last, if it counts.
  private var sentType: String?
  private var pauseEnd: Duration = .zero
  private var heldCount = 0
  private var hasEnded = false

  /// - Parameter number: the session's number; its jitter follows from it.
  init(_ core: any SessionCore, script: SessionScript, number: Int, identifiers: IdentifierSource, now: Duration) {
    self.core = core
    self.identifiers = identifiers
    book = StepBook(script.steps, start: now)
    line = DelayLine(script.latency, session: number)
    carryOut(book.opened(), now: now)
  }

  // MARK: In

  /// Takes one message of the client. The bytes are not kept.
  mutating func receive(_ message: RawSpan, now: Duration) {
    guard !hasEnded else { return }
    guard !book.isEmpty else { return core.receive(message, now: now) }
    let event = ReceivedEvent(message)
    let fate = carryOut(book.willReceive(event.type ?? ""), clientEventID: event.id, now: now)
    if !fate.isDropped { core.receive(message, now: now) }
  }

  mutating func advance(to now: Duration) {
    guard !hasEnded else { return }
    carryOut(book.advance(to: now), now: now)
    core.advance(to: now)
  }

  /// Does what a test commands.
  mutating func perform(_ actions: [SessionAction], now: Duration) {
    guard !hasEnded else { return }
    let waiting = pending
    pending = []
    carryOut(actions.map { .act($0) }, now: now)
    urgent += pending
    pending = waiting
  }

  // MARK: Out

  mutating func nextOutput(now: Duration, isBlocked: Bool = false) -> SessionOutput? {
    while !hasEnded {
      if let output = nextPending(now: now) { return output }
      guard pending.isEmpty, !isBlocked, now >= pauseEnd else { return nil }
      guard let event = nextEvent(now: now) else { return endOfCore() }
      guard !book.isEmpty else { return .event(event, byteLimit: nil) }
      let fate = carryOut(book.willSend(event.type), event: event, now: now)
      if !fate.isDropped { pending.append(.event(event)) }
      if fate.isSentTwice { pending.append(.output(.event(event, byteLimit: nil))) }
    }
    return nil
  }

  /// Notes how many bytes were sent of the event that was given out last.
  mutating func didSend(byteCount: Int, now: Duration) {
    guard let type = sentType else { return }
    sentType = nil
    carryOut(book.didSend(type, byteCount: byteCount), now: now)
  }

  /// When `advance` has something to do. While the connection is blocked, only the script's times count.
  func wakeUpTime(now: Duration, isBlocked: Bool) -> Duration? {
    guard !hasEnded else { return nil }
    var times = [book.nextTime]
    if now < pauseEnd {
      times.append(pauseEnd)
    } else if !isBlocked {
      times.append(line.nextDue)
      if !line.isFull { times.append(core.wakeUpTime) }
    }
    return times.compactMap(\.self).min()
  }

  // MARK: Private helpers

  private mutating func nextPending(now: Duration) -> SessionOutput? {
    while let next = urgent.popFirst() ?? (now >= pauseEnd ? pending.popFirst() : nil) {
      sentType = nil
      switch next {
      case .pause(let duration): pauseEnd = max(pauseEnd, now + duration)
      case .event(let event):
        sentType = event.type
        return .event(event, byteLimit: book.byteCountBeforeCut)
      case .output(let output):
        if case .end = output { hasEnded = true }
        return output
      }
    }
    return nil
  }

  private mutating func nextEvent(now: Duration) -> LocalServerEvent? {
    guard line.isOn else { return core.nextEvent(now: now) }
    while !line.isFull, let event = core.nextEvent(now: now) { line.append(event, now: now) }
    return line.popFirst(now: now)
  }

  private mutating func endOfCore() -> SessionOutput? {
    guard line.isEmpty, let ending = core.ending else { return nil }
    hasEnded = true
    return .end(SessionEnd(ending))
  }

  @discardableResult
  private mutating func carryOut(
    _ tasks: [StepBook.Task], event: LocalServerEvent? = nil, clientEventID: String? = nil, now: Duration
  ) -> Fate {
    var fate = Fate()
    for task in tasks {
      switch task {
      case .release(let event): pending.append(.output(.event(event, byteLimit: nil)))
      case .act(.drop): fate.isDropped = true
      case .act(.sendTwice): fate.isSentTwice = true
      case .act(.holdBack(let moment)):
        guard let event, holdBack(event, until: moment) else { continue }
        fate.isDropped = true
      case .act(let action): carryOut(action, clientEventID: clientEventID, now: now)
      }
    }
    return fate
  }

  private mutating func carryOut(_ action: SessionAction, clientEventID: String?, now: Duration) {
    switch action {
    case .send(let text): pending.append(.output(.text(text)))
    case .sendBinary(let bytes): pending.append(.output(.binary(bytes)))
    case .sendRaw(let bytes): pending.append(.output(.raw(bytes)))
    case .sendError(let failure):
      let members = [("error", failure.json(eventID: clientEventID))]
      let event = LocalServerEvent(type: "error", id: identifiers.next(.event), members: members)
      pending.append(.output(.event(event, byteLimit: nil)))
    case .pause(let duration): pending.append(.pause(duration.addable))
    case .respond: core.takeTurn(now: now)
    case .expire: core.expire()
    case .close(let code, let reason): pending.append(.output(.end(SessionEnd(code, reason: reason))))
    case .endStream: pending.append(.output(.end(.endStream)))
    case .reset: pending.append(.output(.end(.reset)))
    case .fallSilent: pending.append(.output(.end(.silence)))
    case .drop, .sendTwice, .holdBack: break
    }
  }

  /// - Returns: false when too many events are held back: the event is sent as usual then.
  private mutating func holdBack(_ event: LocalServerEvent, until moment: SessionMoment) -> Bool {
    guard heldCount < DelayLine.maximumCount else { return false }
    heldCount += 1
    book.holdBack(event, until: moment)
    return true
  }
}
