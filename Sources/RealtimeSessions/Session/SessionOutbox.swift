/// What a session has to say and has no connection for: held until there is one, or said again to the next.
struct SessionOutbox {
  private let limits: HeldEvents.Limits
  private let isTranslation: Bool
  private let isReplayed: Bool
  private var held: HeldEvents
  /// What the user said last, for the session that takes over meanwhile. Only while one stands by.
  private var recent: HeldAudio?
  /// What was held and could not be sent after all.
  private var unsent: [ClientEvent] = []
  /// Requests for responses whose turn never came.
  private var requests: [ClientEvent] = []

  init(_ plan: RealtimeSession.Plan, encoding: AudioEncoding) {
    limits = plan.holding
    isTranslation = plan.isTranslation
    isReplayed = plan.isReplayed
    held = HeldEvents(encoding: encoding, limits: limits, isReplayed: isReplayed)
  }

  /// Whether audio that goes out is kept too.
  var keepsAudio: Bool { recent != nil }
  /// What was dropped while no connection was there.
  var dropped: DroppedEvents { held.dropped }
  /// What was accepted and never sent, in order.
  var unsentEvents: [ClientEvent] { unsent + held.unsent + requests }

  mutating func hold(_ event: ClientEvent) -> HeldOutcome { held.hold(event) }

  mutating func holdAudio(_ audio: RawSpan) -> SendOutcome {
    _ = held.holdAudio(audio, translates: isTranslation)
    return .accepted
  }

  // MARK: Roll-over

  /// From now on the latest audio is kept.
  mutating func keepAudio(milliseconds: Int, encoding: AudioEncoding) {
    recent = HeldAudio(encoding: encoding, maximumMilliseconds: milliseconds)
  }

  mutating func sent(_ audio: RawSpan) { recent?.append(audio) }

  /// Gives what was said last, and keeps no more.
  mutating func repeatAudio(milliseconds: Int, _ body: (RawSpan) -> Void) {
    recent?.suffix(milliseconds: milliseconds, body)
    recent = nil
  }

  mutating func forgetAudio() { recent = nil }

  // MARK: A connection

  /// Takes out what is held, for a connection that is there.
  mutating func takeHeld(encoding: AudioEncoding) -> HeldEvents {
    defer { held = HeldEvents(encoding: encoding, limits: limits, isReplayed: isReplayed) }
    return held
  }

  /// Keeps for the end what could not be sent.
  mutating func keepUnsent(_ rest: HeldEvents) { unsent += rest.unsent }

  /// The same for a request for a response.
  mutating func keepUnsent(_ request: ClientEvent) { requests.append(request) }
}
