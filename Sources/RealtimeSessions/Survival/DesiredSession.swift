/// The settings that a session shall have, whatever connection carries it: what the plan said, merged with every update
/// since.
///
/// An update is a merge on the service's side too: a member that is absent stays as it is, null clears one, a value
/// replaces it, objects are merged member by member. An object that says another `type` than before replaces the old
/// one, whose other members belong to another kind of thing.
struct DesiredSession: Sendable {
  private struct Update: Sendable {
    let eventID: String
    /// Empty where the service's answer is all that is waited for.
    let settings: JSONValue

    func applied(to old: JSONValue) -> JSONValue {
      settings.object?.isEmpty == true ? old : DesiredSession.merged(old, settings)
    }
  }

  /// Updates that may wait for the service's word; of more, the oldest counts as confirmed.
  private static let maximumUpdateCount = 32

  /// An object; null where nothing is to be set.
  private(set) var settings: JSONValue
  /// Names the event that gives a new session its settings.
  static let offerID = EventIDs.Giver.settings.rawValue + "_0"
  private var confirmed: JSONValue
  private var updates: [Update] = []
  private var ids = EventIDs(.settings)

  init(_ settings: JSONValue) {
    self.settings = settings
    confirmed = settings
  }

  /// What these parameters set: an object, or null for none.
  static func settings(_ parameters: SessionParameters?) -> JSONValue {
    parameters.map { ClientEvent.sessionUpdate($0).json["session"] ?? .null } ?? .null
  }

  var isEmpty: Bool { settings.isNull }

  // MARK: Updates

  /// The event; if it is an update, with an id by which a refusal is known.
  mutating func identified(_ event: ClientEvent) -> ClientEvent {
    guard event.eventID == nil, event.settings != nil else { return event }
    var event = event
    event.eventID = ids.next()
    return event
  }

  /// Takes an update over if the event is one.
  mutating func take(_ event: ClientEvent) {
    guard let update = event.settings, update.object != nil else { return }
    let eventID = event.eventID ?? ids.next()
    if updates.count == Self.maximumUpdateCount { confirmOldest() }
    updates.append(Update(eventID: eventID, settings: update))
    settings = Self.merged(settings, update)
  }

  /// A new session is given all there is at once: of the updates that wait for the service's word, what is refused of
  /// one is refused of all.
  mutating func offer(eventID: String) {
    updates = [Update(eventID: eventID, settings: updates.reduce([:]) { Self.merged($0, $1.settings) })]
  }

  /// Hears which updates are in force, and which were refused: a new connection must not be given those.
  mutating func receive(_ event: borrowing ServerEvent) {
    guard !updates.isEmpty else { return }
    switch event.kind {
    case .sessionUpdated: confirmOldest()
    case .error:
      let eventID = ErrorEvent(copy event).error.eventID
      updates.removeAll { $0.eventID == eventID }
      settings = updates.reduce(confirmed) { $1.applied(to: $0) }
    default: break
    }
  }

  private mutating func confirmOldest() {
    confirmed = updates.removeFirst().applied(to: confirmed)
  }

  fileprivate static func merged(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
    guard let members = new.object, old.object != nil else { return new }
    if let type = new["type"], let oldType = old["type"], type != oldType { return new }
    var result = old
    for (name, value) in members { result[name] = merged(old[name] ?? .null, value) }
    return result
  }

  // MARK: Events

  /// What gives a new session its settings.
  ///
  /// - Parameter isMuted: whether turns of the user shall neither begin nor cut a response: a session that stands by
  ///   must not speak.
  func update(isMuted: Bool, eventID: String) -> ClientEvent {
    var settings = settings
    if isMuted, isConversation {
      settings["type"] = "realtime"
      settings["audio"] = withTurnDetection(muted)
    }
    return .sessionUpdate(.unknown(settings), eventID: eventID)
  }

  /// What a session that was given settings needs to be as it shall be now: what has changed since, and to be let
  /// speak.
  ///
  /// - Parameters:
  ///   - given: the event that gave it its settings, made with `isMuted`.
  ///   - tools: which it shall offer now.
  mutating func completion(of given: ClientEvent?, isMuted: Bool, offering tools: [Tool]) -> [ClientEvent] {
    let eventID = given?.eventID ?? Self.offerID
    let offered = offering(tools)
    var events: [ClientEvent] = []
    if offered.isEmpty && !isMuted { return [] }
    let wanted = offered.update(isMuted: isMuted, eventID: eventID)
    if wanted != given {
      offer(eventID: eventID)
      events.append(wanted)
    } else {
      (confirmed, updates) = (settings, [])
    }
    if isMuted, var unmuting {
      unmuting.eventID = ids.next()
      updates.append(Update(eventID: unmuting.eventID ?? "", settings: [:]))
      events.append(unmuting)
    }
    return events
  }

  /// The same with these tools, except where the settings have one of the same name.
  func offering(_ tools: [Tool]) -> DesiredSession {
    guard !tools.isEmpty else { return self }
    let offered = ClientEvent.sessionUpdate(RealtimeSessionParameters(tools: tools)).json["session"]?["tools"]?.array
    let known = settings["tools"]?.array.map(Array.init) ?? []
    let names = Set(known.compactMap { $0["name"]?.string })
    let new = (offered.map(Array.init) ?? []).filter { $0["name"]?.string.map { !names.contains($0) } ?? true }
    var result = self
    result.settings["type"] = "realtime"
    result.settings["tools"] = .array(JSONArray(known + new))
    return result
  }

  /// What lets a muted session speak; `nil` where turns are no matter of the service.
  var unmuting: ClientEvent? {
    guard isConversation else { return nil }
    let settings: JSONValue = ["type": "realtime", "audio": ["input": ["turn_detection": unmuted]]]
    return .sessionUpdate(.unknown(settings))
  }

  private var isConversation: Bool { settings.isNull || settings["type"]?.string == "realtime" }

  /// Null where the client itself ends turns; absent where the service's default is wanted.
  private var turnDetection: JSONValue? { settings["audio"]?["input"]?["turn_detection"] }

  private func withTurnDetection(_ value: JSONValue) -> JSONValue {
    var audio = settings["audio"] ?? [:]
    var input = audio["input"] ?? [:]
    input["turn_detection"] = value
    audio["input"] = input
    return audio
  }

  private var muted: JSONValue {
    var detection = turnDetection ?? ["type": "server_vad"]
    guard detection.object != nil else { return .null }
    detection["create_response"] = .bool(false)
    detection["interrupt_response"] = .bool(false)
    return detection
  }

  /// Says what is the service's default too, since the muted session was told otherwise.
  private var unmuted: JSONValue {
    var detection = turnDetection ?? ["type": "server_vad"]
    guard detection.object != nil else { return .null }
    for name in ["create_response", "interrupt_response"] where detection[name] == nil {
      detection[name] = .bool(true)
    }
    return detection
  }
}

extension DesiredSession {
  /// The encoding of one direction, which decides how many bytes a millisecond has; 24 kHz PCM unless something else
  /// was set.
  func encoding(of direction: String) -> AudioEncoding {
    let type = settings["audio"]?[direction]?["format"]?["type"]?.string
    return type.flatMap { AudioEncoding(mediaType: $0) } ?? .pcm16
  }

  /// Whether the client itself ends turns.
  var isManual: Bool { turnDetection?.isNull == true }

  /// How much audio from before speech the turn detection keeps, in milliseconds.
  var prefixPadding: Int { turnDetection?["prefix_padding_ms"]?.int ?? 300 }

  /// Whether the service cuts a response when the user begins to speak.
  var interruptsResponse: Bool {
    guard let turnDetection else { return true }
    return turnDetection.object != nil && turnDetection["interrupt_response"]?.bool != false
  }
}

extension ClientEvent {
  /// What a `session.update` changes, however it was made.
  fileprivate var settings: JSONValue? {
    switch self {
    case .sessionUpdate: json["session"]
    case .raw(let json) where json["type"]?.string == "session.update": json["session"]
    default: nil
    }
  }
}
