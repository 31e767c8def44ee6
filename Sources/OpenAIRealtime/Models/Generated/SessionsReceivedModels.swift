// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A speech-to-speech session as the service sees it.
public struct RealtimeSession: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The object's name in the API.
  public var object: APIObjectName?
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?
  /// What the model answers with.
  public var outputModalities: [Modality]?
  /// The model.
  public var model: RealtimeModel?
  /// What the model was told.
  public var instructions: String?
  /// Audio both ways.
  public var audio: SessionAudio?
  /// Extra fields asked for.
  public var include: [IncludedField]?
  /// Whether it is traced.
  public var tracing: Tracing?
  /// What the model may use.
  public var tools: [Tool]?
  /// Which tool it uses.
  public var toolChoice: ToolChoice?
  /// Whether it may call several tools at once.
  public var parallelToolCalls: Bool?
  /// How much it thinks.
  public var reasoning: Reasoning?
  /// The most tokens an answer may take.
  public var maxOutputTokens: TokenLimit?
  /// What happens when the conversation outgrows the model.
  public var truncation: Truncation?
  /// The stored prompt in use.
  public var prompt: Prompt?

  public init(
    id: String,
    object: APIObjectName? = nil,
    expiresAt: Int? = nil,
    outputModalities: [Modality]? = nil,
    model: RealtimeModel? = nil,
    instructions: String? = nil,
    audio: SessionAudio? = nil,
    include: [IncludedField]? = nil,
    tracing: Tracing? = nil,
    tools: [Tool]? = nil,
    toolChoice: ToolChoice? = nil,
    parallelToolCalls: Bool? = nil,
    reasoning: Reasoning? = nil,
    maxOutputTokens: TokenLimit? = nil,
    truncation: Truncation? = nil,
    prompt: Prompt? = nil
  ) {
    self.id = id
    self.object = object
    self.expiresAt = expiresAt
    self.outputModalities = outputModalities
    self.model = model
    self.instructions = instructions
    self.audio = audio
    self.include = include
    self.tracing = tracing
    self.tools = tools
    self.toolChoice = toolChoice
    self.parallelToolCalls = parallelToolCalls
    self.reasoning = reasoning
    self.maxOutputTokens = maxOutputTokens
    self.truncation = truncation
    self.prompt = prompt
  }
}

extension RealtimeSession: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .expiresAt: members.read(into: &expiresAt)
      case .outputModalities: members.read(into: &outputModalities)
      case .model: members.read(into: &model)
      case .instructions: members.read(into: &instructions)
      case .audio: members.read(into: &audio)
      case .include: members.read(into: &include)
      case .tracing: members.read(into: &tracing)
      case .tools: members.read(into: &tools)
      case .toolChoice: members.read(into: &toolChoice)
      case .parallelToolCalls: members.read(into: &parallelToolCalls)
      case .reasoning: members.read(into: &reasoning)
      case .maxOutputTokens: members.read(into: &maxOutputTokens)
      case .truncation: members.read(into: &truncation)
      case .prompt: members.read(into: &prompt)
      default: break
      }
    }
  }
}

/// A transcription session as the service sees it.
public struct TranscriptionSession: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The object's name in the API.
  public var object: APIObjectName?
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?
  /// Extra fields asked for.
  public var include: [IncludedField]?
  /// Audio from the caller.
  public var audio: TranscriptionAudio?

  public init(
    id: String,
    object: APIObjectName? = nil,
    expiresAt: Int? = nil,
    include: [IncludedField]? = nil,
    audio: TranscriptionAudio? = nil
  ) {
    self.id = id
    self.object = object
    self.expiresAt = expiresAt
    self.include = include
    self.audio = audio
  }
}

extension TranscriptionSession: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .expiresAt: members.read(into: &expiresAt)
      case .include: members.read(into: &include)
      case .audio: members.read(into: &audio)
      default: break
      }
    }
  }
}

/// A translation session as the service sees it.
public struct TranslationSession: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?
  /// The model.
  public var model: String
  /// Audio both ways.
  public var audio: TranslationAudio

  public init(
    id: String,
    expiresAt: Int? = nil,
    model: String,
    audio: TranslationAudio
  ) {
    self.id = id
    self.expiresAt = expiresAt
    self.model = model
    self.audio = audio
  }
}

extension TranslationSession: JSONReadable {
  static var missing: Self { Self(id: "", model: "", audio: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .expiresAt: members.read(into: &expiresAt)
      case .model: members.read(into: &model)
      case .audio: members.read(into: &audio)
      default: break
      }
    }
  }
}

/// A session of the beta API as the service sees it.
public struct BetaSession: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The object's name in the API.
  public var object: APIObjectName?
  /// What the model answers with.
  public var modalities: [Modality]?
  /// The model.
  public var model: RealtimeModel?
  /// What the model was told.
  public var instructions: String?
  /// The voice.
  public var voice: Voice?
  /// Encoding of input audio.
  public var inputAudioFormat: BetaAudioFormat?
  /// Encoding of output audio.
  public var outputAudioFormat: BetaAudioFormat?
  /// How input audio is transcribed.
  public var inputAudioTranscription: AudioTranscription?
  /// How turns are found.
  public var turnDetection: TurnDetection?
  /// How input audio is filtered.
  public var inputAudioNoiseReduction: NoiseReduction?
  /// Speed of speech.
  public var speed: Double?
  /// Whether it is traced.
  public var tracing: Tracing?
  /// What the model may use.
  public var tools: [Tool]?
  /// Which tool it uses.
  public var toolChoice: ToolChoice?
  /// Sampling temperature.
  public var temperature: Double?
  /// The most tokens an answer may take.
  public var maxResponseOutputTokens: TokenLimit?
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?
  /// The stored prompt in use.
  public var prompt: Prompt?
  /// Extra fields asked for.
  public var include: [IncludedField]?

  public init(
    id: String,
    object: APIObjectName? = nil,
    modalities: [Modality]? = nil,
    model: RealtimeModel? = nil,
    instructions: String? = nil,
    voice: Voice? = nil,
    inputAudioFormat: BetaAudioFormat? = nil,
    outputAudioFormat: BetaAudioFormat? = nil,
    inputAudioTranscription: AudioTranscription? = nil,
    turnDetection: TurnDetection? = nil,
    inputAudioNoiseReduction: NoiseReduction? = nil,
    speed: Double? = nil,
    tracing: Tracing? = nil,
    tools: [Tool]? = nil,
    toolChoice: ToolChoice? = nil,
    temperature: Double? = nil,
    maxResponseOutputTokens: TokenLimit? = nil,
    expiresAt: Int? = nil,
    prompt: Prompt? = nil,
    include: [IncludedField]? = nil
  ) {
    self.id = id
    self.object = object
    self.modalities = modalities
    self.model = model
    self.instructions = instructions
    self.voice = voice
    self.inputAudioFormat = inputAudioFormat
    self.outputAudioFormat = outputAudioFormat
    self.inputAudioTranscription = inputAudioTranscription
    self.turnDetection = turnDetection
    self.inputAudioNoiseReduction = inputAudioNoiseReduction
    self.speed = speed
    self.tracing = tracing
    self.tools = tools
    self.toolChoice = toolChoice
    self.temperature = temperature
    self.maxResponseOutputTokens = maxResponseOutputTokens
    self.expiresAt = expiresAt
    self.prompt = prompt
    self.include = include
  }
}

extension BetaSession: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .modalities: members.read(into: &modalities)
      case .model: members.read(into: &model)
      case .instructions: members.read(into: &instructions)
      case .voice: members.read(into: &voice)
      case .inputAudioFormat: members.read(into: &inputAudioFormat)
      case .outputAudioFormat: members.read(into: &outputAudioFormat)
      case .inputAudioTranscription: members.read(into: &inputAudioTranscription)
      case .turnDetection: members.read(into: &turnDetection)
      case .inputAudioNoiseReduction: members.read(into: &inputAudioNoiseReduction)
      case .speed: members.read(into: &speed)
      case .tracing: members.read(into: &tracing)
      case .tools: members.read(into: &tools)
      case .toolChoice: members.read(into: &toolChoice)
      case .temperature: members.read(into: &temperature)
      case .maxResponseOutputTokens: members.read(into: &maxResponseOutputTokens)
      case .expiresAt: members.read(into: &expiresAt)
      case .prompt: members.read(into: &prompt)
      case .include: members.read(into: &include)
      default: break
      }
    }
  }
}

/// A short-lived key; a secret.
public struct ClientSecret: Sendable, Hashable {
  /// The key.
  public var value: String
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?

  public init(value: String, expiresAt: Int? = nil) {
    self.value = value
    self.expiresAt = expiresAt
  }
}

extension ClientSecret: JSONReadable {
  static var missing: Self { Self(value: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .value: members.read(into: &value)
      case .expiresAt: members.read(into: &expiresAt)
      default: break
      }
    }
  }
}

/// A session, whatever its kind.
public enum Session: Sendable, Hashable {
  /// An object of type `realtime`.
  case realtime(RealtimeSession)
  /// An object of type `transcription`.
  case transcription(TranscriptionSession)
  /// An object of type `translation`.
  case translation(TranslationSession)
  /// An object.
  case beta(BetaSession)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Session: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("realtime"), let value = RealtimeSession(reading: json) {
      self = .realtime(value)
      return
    }
    if type.equals("transcription"), let value = TranscriptionSession(reading: json) {
      self = .transcription(value)
      return
    }
    if type.equals("translation"), let value = TranslationSession(reading: json) {
      self = .translation(value)
      return
    }
    if type.isAbsent, let value = BetaSession(reading: json) {
      self = .beta(value)
      return
    }
    self = .unknown(json.owned)
  }
}
