/// The settings that a session shall have, whatever connection carries it: what the plan said, merged with every update since.
///
/// An update is a merge on the service's side too: a member that is absent stays as it is, null clears one, a value replaces
/// it, objects are merged member by member. An object that says another `type` than before replaces the old one, whose other
/// members belong to another kind of thing.
struct DesiredSession: Sendable, Hashable {
  /// An object; null where nothing is to be set.
  private(set) var settings: JSONValue

  init(_ parameters: SessionParameters?) {
    settings = parameters.map { ClientEvent.sessionUpdate($0).json["session"] ?? .null } ?? .null
  }

  var isEmpty: Bool { settings.isNull }

  /// Takes an update over if the event is one.
  mutating func merge(_ event: ClientEvent) {
    switch event {
    case .sessionUpdate(let parameters, _): merge(DesiredSession(parameters).settings)
    case .raw(let json) where json["type"]?.string == "session.update": merge(json["session"] ?? .null)
    default: break
    }
  }

  private mutating func merge(_ update: JSONValue) {
    guard update.object != nil else { return }
    settings = Self.merged(settings, update)
  }

  private static func merged(_ old: JSONValue, _ new: JSONValue) -> JSONValue {
    guard let members = new.object, old.object != nil else { return new }
    if let type = new["type"], let oldType = old["type"], type != oldType { return new }
    var result = old
    for (name, value) in members { result[name] = merged(old[name] ?? .null, value) }
    return result
  }

  // MARK: Events

  /// What gives a new session its settings.
  ///
  /// - Parameter isMuted: whether turns of the user shall neither begin nor cut a response: a session that stands by must
  ///   not speak.
  func update(isMuted: Bool, eventID: String) -> ClientEvent {
    var settings = settings
    if isMuted, isConversation {
      settings["type"] = "realtime"
      settings["audio"] = withTurnDetection(muted)
    }
    return .sessionUpdate(.unknown(settings), eventID: eventID)
  }

  /// What lets a muted session speak.
  func unmuting(eventID: String) -> ClientEvent? {
    guard isConversation else { return nil }
    let settings: JSONValue = ["type": "realtime", "audio": ["input": ["turn_detection": unmuted]]]
    return .sessionUpdate(.unknown(settings), eventID: eventID)
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
  /// The encoding of one direction, which decides how many bytes a millisecond has; 24 kHz PCM unless something else was set.
  func encoding(of direction: String) -> AudioEncoding {
    let type = settings["audio"]?[direction]?["format"]?["type"]?.string
    return type.flatMap { AudioEncoding(mediaType: $0) } ?? .pcm16
  }

  /// How much audio from before speech the turn detection keeps, in milliseconds.
  var prefixPadding: Int { turnDetection?["prefix_padding_ms"]?.int ?? 300 }

  /// Whether the service cuts a response when the user begins to speak.
  var interruptsResponse: Bool {
    guard let turnDetection else { return true }
    return turnDetection.object != nil && turnDetection["interrupt_response"]?.bool != false
  }

  /// How much silence ends a turn, which is how late the end of speech is told; `nil` where turns are not found by silence.
  var silenceDuration: Int? {
    guard let turnDetection else { return 500 }
    guard turnDetection["type"]?.string == "server_vad" else { return nil }
    return turnDetection["silence_duration_ms"]?.int ?? 500
  }
}
