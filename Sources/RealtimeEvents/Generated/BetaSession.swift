// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

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

  /// Made of these members; one that is left out is absent.
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
    self.init(id: "")
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
