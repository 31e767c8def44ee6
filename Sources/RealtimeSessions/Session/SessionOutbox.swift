/// What a session has to say and has no connection for: held until there is one, or said again to the next.
struct SessionOutbox: ~Copyable {
  private let plan: RealtimeSession.Plan
  private var encoding: AudioEncoding
  /// `nil` while there is nothing.
  private var kept: Kept?

  /// Apart, because a session with a connection has no use for the space.
  private final class Kept {
    var held: HeldEvents
    /// What the user said last, for the session that takes over meanwhile. Only while one stands by.
    var recent: HeldAudio?
    /// What was held and could not be sent after all.
    var unsent: [ClientEvent] = []
    /// Requests for responses whose turn never came.
    var requests: [ClientEvent] = []

    init(_ held: HeldEvents) { self.held = held }

    var isEmpty: Bool { recent == nil && unsent.isEmpty && requests.isEmpty }
  }

  init(_ plan: RealtimeSession.Plan, encoding: AudioEncoding) {
    self.plan = plan
    self.encoding = encoding
  }

  private var keeping: Kept {
    mutating get {
      let kept = kept ?? Kept(newHeld)
      self.kept = kept
      return kept
    }
  }

  private var newHeld: HeldEvents { HeldEvents(encoding: encoding, limits: plan.holding, isReplayed: plan.isReplayed) }

  /// Whether audio that goes out is kept too.
  var keepsAudio: Bool { kept?.recent != nil }
  /// What was dropped while no connection was there.
  var dropped: DroppedEvents { kept?.held.dropped ?? DroppedEvents() }
  /// What was accepted and never sent, in order.
  var unsentEvents: [ClientEvent] { kept.map { $0.unsent + $0.held.unsent + $0.requests } ?? [] }

  mutating func hold(_ event: ClientEvent) -> HeldOutcome { keeping.held.hold(event) }

  mutating func holdAudio(_ audio: RawSpan) -> SendOutcome {
    _ = keeping.held.holdAudio(audio, translates: plan.isTranslation)
    return .accepted
  }

  // MARK: Roll-over

  /// From now on the latest audio is kept.
  mutating func keepAudio(milliseconds: Int, encoding: AudioEncoding) {
    keeping.recent = HeldAudio(encoding: encoding, maximumMilliseconds: milliseconds)
  }

  mutating func sent(_ audio: RawSpan) { kept?.recent?.append(audio) }

  /// Gives what was said last, and keeps no more.
  mutating func repeatAudio(milliseconds: Int, _ body: (RawSpan) -> Void) {
    kept?.recent?.suffix(milliseconds: milliseconds, body)
    forgetAudio()
  }

  mutating func forgetAudio() { kept?.recent = nil }

  // MARK: A connection

  /// Takes out what is held, for a connection that is there; `nil` if there is nothing.
  mutating func takeHeld(encoding: AudioEncoding) -> HeldEvents? {
    self.encoding = encoding
    guard let kept else { return nil }
    defer { kept.held = newHeld }
    if kept.isEmpty { self.kept = nil }
    return kept.held
  }

  /// Keeps for the end what could not be sent.
  mutating func keepUnsent(_ rest: HeldEvents) {
    let unsent = rest.unsent
    if !unsent.isEmpty { keeping.unsent += unsent }
  }

  /// The same for a request for a response.
  mutating func keepUnsent(_ request: ClientEvent) { keeping.requests.append(request) }
}
