// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A speech-to-speech session as the service sees it.
public struct RealtimeSessionObject: Sendable, Hashable {
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

  /// Made of these members; one that is left out is absent.
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

extension RealtimeSessionObject: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(id: "")
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
