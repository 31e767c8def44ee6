// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// Encoding of the audio of one direction.
public struct AudioFormat: Sendable, Hashable {
  /// The encoding; PCM is 16-bit little-endian mono.
  public var type: AudioFormatType
  /// Samples per second; PCM is 24000, G.711 is 8000 and does not say so.
  public var rate: Int?

  public init(type: AudioFormatType, rate: Int? = nil) {
    self.type = type
    self.rate = rate
  }
}

extension AudioFormat: JSONReadable {
  static var missing: Self { Self(type: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .rate: members.read(into: &rate)
      default: break
      }
    }
  }
}

extension AudioFormat: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", type)
    json.member("rate", rate)
    json.endObject()
  }
}

/// Filtering of input audio before turn detection and the model.
public struct NoiseReduction: Sendable, Hashable {
  /// The microphone to expect.
  public var type: NoiseReductionType?
  /// How much is filtered.
  public var strength: Double?

  public init(type: NoiseReductionType? = nil, strength: Double? = nil) {
    self.type = type
    self.strength = strength
  }
}

extension NoiseReduction: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .strength: members.read(into: &strength)
      default: break
      }
    }
  }
}

extension NoiseReduction: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", type)
    json.member("strength", strength)
    json.endObject()
  }
}

/// How input audio is transcribed.
public struct AudioTranscription: Sendable, Hashable {
  /// The model that transcribes.
  public var model: TranscriptionModel?
  /// The language spoken, ISO 639-1.
  public var language: String?
  /// The languages that may be spoken.
  public var languages: [String]?
  /// Words to expect.
  public var keywords: [String]?
  /// Style and vocabulary to follow.
  public var prompt: String?
  /// How long the transcription may wait for context.
  public var delay: EffortLevel?

  public init(
    model: TranscriptionModel? = nil,
    language: String? = nil,
    languages: [String]? = nil,
    keywords: [String]? = nil,
    prompt: String? = nil,
    delay: EffortLevel? = nil
  ) {
    self.model = model
    self.language = language
    self.languages = languages
    self.keywords = keywords
    self.prompt = prompt
    self.delay = delay
  }
}

extension AudioTranscription: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .model: members.read(into: &model)
      case .language: members.read(into: &language)
      case .languages: members.read(into: &languages)
      case .keywords: members.read(into: &keywords)
      case .prompt: members.read(into: &prompt)
      case .delay: members.read(into: &delay)
      default: break
      }
    }
  }
}

extension AudioTranscription: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("model", model)
    json.member("language", language)
    json.member("languages", languages)
    json.member("keywords", keywords)
    json.member("prompt", prompt)
    json.member("delay", delay)
    json.endObject()
  }
}

/// Turn detection by sound level.
public struct ServerVAD: Sendable, Hashable {
  /// Level, 0 to 1, above which sound counts as speech.
  public var threshold: Double?
  /// Milliseconds of audio kept from before the speech.
  public var prefixPaddingMs: Int?
  /// Milliseconds of silence that end a turn.
  public var silenceDurationMs: Int?
  /// Whether the end of a turn starts a response.
  public var createResponse: Bool?
  /// Whether speech interrupts a response.
  public var interruptResponse: Bool?
  /// Milliseconds of silence after a response until the model speaks again.
  public var idleTimeoutMs: Field<Int>

  public init(
    threshold: Double? = nil,
    prefixPaddingMs: Int? = nil,
    silenceDurationMs: Int? = nil,
    createResponse: Bool? = nil,
    interruptResponse: Bool? = nil,
    idleTimeoutMs: Field<Int> = .absent
  ) {
    self.threshold = threshold
    self.prefixPaddingMs = prefixPaddingMs
    self.silenceDurationMs = silenceDurationMs
    self.createResponse = createResponse
    self.interruptResponse = interruptResponse
    self.idleTimeoutMs = idleTimeoutMs
  }
}

extension ServerVAD: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .threshold: members.read(into: &threshold)
      case .prefixPaddingMs: members.read(into: &prefixPaddingMs)
      case .silenceDurationMs: members.read(into: &silenceDurationMs)
      case .createResponse: members.read(into: &createResponse)
      case .interruptResponse: members.read(into: &interruptResponse)
      case .idleTimeoutMs: members.read(into: &idleTimeoutMs)
      default: break
      }
    }
  }
}

extension ServerVAD: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "server_vad")
    json.member("threshold", threshold)
    json.member("prefix_padding_ms", prefixPaddingMs)
    json.member("silence_duration_ms", silenceDurationMs)
    json.member("create_response", createResponse)
    json.member("interrupt_response", interruptResponse)
    json.member("idle_timeout_ms", idleTimeoutMs)
    json.endObject()
  }
}

/// Turn detection by meaning.
public struct SemanticVAD: Sendable, Hashable {
  /// How soon it takes the floor.
  public var eagerness: Eagerness?
  /// Whether the end of a turn starts a response.
  public var createResponse: Bool?
  /// Whether speech interrupts a response.
  public var interruptResponse: Bool?

  public init(
    eagerness: Eagerness? = nil,
    createResponse: Bool? = nil,
    interruptResponse: Bool? = nil
  ) {
    self.eagerness = eagerness
    self.createResponse = createResponse
    self.interruptResponse = interruptResponse
  }
}

extension SemanticVAD: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .eagerness: members.read(into: &eagerness)
      case .createResponse: members.read(into: &createResponse)
      case .interruptResponse: members.read(into: &interruptResponse)
      default: break
      }
    }
  }
}

extension SemanticVAD: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "semantic_vad")
    json.member("eagerness", eagerness)
    json.member("create_response", createResponse)
    json.member("interrupt_response", interruptResponse)
    json.endObject()
  }
}

/// How the service finds the end of a turn.
public enum TurnDetection: Sendable, Hashable {
  /// An object of type `server_vad`.
  case serverVAD(ServerVAD)
  /// An object of type `semantic_vad`.
  case semanticVAD(SemanticVAD)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension TurnDetection: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("server_vad") || type.isAbsent, let value = ServerVAD(reading: json) {
      self = .serverVAD(value)
      return
    }
    if type.equals("semantic_vad"), let value = SemanticVAD(reading: json) {
      self = .semanticVAD(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension TurnDetection: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .serverVAD(let value): value.write(to: &json)
    case .semanticVAD(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == TurnDetection {
  /// An object of type `server_vad`.
  public static func serverVAD(_ value: ServerVAD) -> Self { .value(.serverVAD(value)) }
  /// An object of type `semantic_vad`.
  public static func semanticVAD(_ value: SemanticVAD) -> Self { .value(.semanticVAD(value)) }
}

/// A voice made for the account.
public struct CustomVoice: Sendable, Hashable {
  /// The voice's id.
  public var id: String

  public init(id: String) {
    self.id = id
  }
}

extension CustomVoice: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      default: break
      }
    }
  }
}

extension CustomVoice: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.endObject()
  }
}

/// The voice the model speaks with.
public enum Voice: Sendable, Hashable {
  /// A string.
  case named(VoiceName)
  /// An object.
  case custom(CustomVoice)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Voice: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      self = .named(VoiceName(rawValue: value))
      return
    }
    if let value = CustomVoice(reading: json) {
      self = .custom(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Voice: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .named(let value): value.write(to: &json)
    case .custom(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
