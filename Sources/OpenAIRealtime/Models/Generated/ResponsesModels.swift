// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Settings of one response; what is absent comes from the session.
public struct ResponseParameters: Sendable, Hashable {
  /// What the model answers with.
  public var outputModalities: [Modality]?
  /// What the model is told.
  public var instructions: String?
  /// Audio of the answer.
  public var audio: ResponseAudio?
  /// What the model may use.
  public var tools: [Tool]?
  /// Which tool it uses.
  public var toolChoice: ToolChoice?
  /// Whether it may call several tools at once.
  public var parallelToolCalls: Bool?
  /// How much it thinks.
  public var reasoning: Reasoning?
  /// The most tokens the answer may take, 1 to 4096 or unlimited.
  public var maxOutputTokens: TokenLimit?
  /// The conversation it is added to.
  public var conversation: ResponseConversation?
  /// Up to 16 pairs that come back with the response.
  public var metadata: Field<JSONDictionary<String>>
  /// The stored prompt to use.
  public var prompt: Field<Prompt>
  /// The conversation to answer instead of the session's; [] answers none.
  public var input: [ConversationItem]?

  public init(
    outputModalities: [Modality]? = nil,
    instructions: String? = nil,
    audio: ResponseAudio? = nil,
    tools: [Tool]? = nil,
    toolChoice: ToolChoice? = nil,
    parallelToolCalls: Bool? = nil,
    reasoning: Reasoning? = nil,
    maxOutputTokens: TokenLimit? = nil,
    conversation: ResponseConversation? = nil,
    metadata: Field<JSONDictionary<String>> = .absent,
    prompt: Field<Prompt> = .absent,
    input: [ConversationItem]? = nil
  ) {
    self.outputModalities = outputModalities
    self.instructions = instructions
    self.audio = audio
    self.tools = tools
    self.toolChoice = toolChoice
    self.parallelToolCalls = parallelToolCalls
    self.reasoning = reasoning
    self.maxOutputTokens = maxOutputTokens
    self.conversation = conversation
    self.metadata = metadata
    self.prompt = prompt
    self.input = input
  }
}

extension ResponseParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("output_modalities", outputModalities)
    json.member("instructions", instructions)
    json.member("audio", audio)
    json.member("tools", tools)
    json.member("tool_choice", toolChoice)
    json.member("parallel_tool_calls", parallelToolCalls)
    json.member("reasoning", reasoning)
    json.member("max_output_tokens", maxOutputTokens)
    json.member("conversation", conversation)
    json.member("metadata", metadata)
    json.member("prompt", prompt)
    json.member("input", input)
    json.endObject()
  }
}

/// Settings of one response of the beta API.
public struct BetaResponseParameters: Sendable, Hashable {
  /// What the model answers with.
  public var modalities: [Modality]?
  /// What the model is told.
  public var instructions: String?
  /// The voice.
  public var voice: Voice?
  /// Encoding of the answer.
  public var outputAudioFormat: BetaAudioFormat?
  /// What the model may use.
  public var tools: [Tool]?
  /// Which tool it uses.
  public var toolChoice: ToolChoice?
  /// Sampling temperature.
  public var temperature: Double?
  /// The most tokens the answer may take.
  public var maxOutputTokens: TokenLimit?
  /// The same under the name that the SDKs use.
  public var maxResponseOutputTokens: TokenLimit?
  /// The conversation it is added to.
  public var conversation: ResponseConversation?
  /// Up to 16 pairs that come back with the response.
  public var metadata: Field<JSONDictionary<String>>
  /// The stored prompt to use.
  public var prompt: Field<Prompt>
  /// The conversation to answer instead of the session's; [] answers none.
  public var input: [ConversationItem]?

  public init(
    modalities: [Modality]? = nil,
    instructions: String? = nil,
    voice: Voice? = nil,
    outputAudioFormat: BetaAudioFormat? = nil,
    tools: [Tool]? = nil,
    toolChoice: ToolChoice? = nil,
    temperature: Double? = nil,
    maxOutputTokens: TokenLimit? = nil,
    maxResponseOutputTokens: TokenLimit? = nil,
    conversation: ResponseConversation? = nil,
    metadata: Field<JSONDictionary<String>> = .absent,
    prompt: Field<Prompt> = .absent,
    input: [ConversationItem]? = nil
  ) {
    self.modalities = modalities
    self.instructions = instructions
    self.voice = voice
    self.outputAudioFormat = outputAudioFormat
    self.tools = tools
    self.toolChoice = toolChoice
    self.temperature = temperature
    self.maxOutputTokens = maxOutputTokens
    self.maxResponseOutputTokens = maxResponseOutputTokens
    self.conversation = conversation
    self.metadata = metadata
    self.prompt = prompt
    self.input = input
  }
}

extension BetaResponseParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("modalities", modalities)
    json.member("instructions", instructions)
    json.member("voice", voice)
    json.member("output_audio_format", outputAudioFormat)
    json.member("tools", tools)
    json.member("tool_choice", toolChoice)
    json.member("temperature", temperature)
    json.member("max_output_tokens", maxOutputTokens)
    json.member("max_response_output_tokens", maxResponseOutputTokens)
    json.member("conversation", conversation)
    json.member("metadata", metadata)
    json.member("prompt", prompt)
    json.member("input", input)
    json.endObject()
  }
}

/// Why a response failed.
public struct ResponseError: Sendable, Hashable {
  /// The kind of error.
  public var type: String?
  /// Its code.
  public var code: String?
  /// What happened.
  public var message: String?

  public init(type: String? = nil, code: String? = nil, message: String? = nil) {
    self.type = type
    self.code = code
    self.message = message
  }
}

extension ResponseError: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .code: members.read(into: &code)
      case .message: members.read(into: &message)
      default: break
      }
    }
  }
}

/// How a response ended.
public struct ResponseStatusDetails: Sendable, Hashable {
  /// The status once more.
  public var type: ResponseStatus?
  /// Why it ended early.
  public var reason: ResponseStatusReason?
  /// Why it failed.
  public var error: ResponseError?

  public init(
    type: ResponseStatus? = nil,
    reason: ResponseStatusReason? = nil,
    error: ResponseError? = nil
  ) {
    self.type = type
    self.reason = reason
    self.error = error
  }
}

extension ResponseStatusDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .reason: members.read(into: &reason)
      case .error: members.read(into: &error)
      default: break
      }
    }
  }
}

/// Cached input tokens by kind.
public struct CachedTokenDetails: Sendable, Hashable {
  /// Of text.
  public var textTokens: Int?
  /// Of images.
  public var imageTokens: Int?
  /// Of audio.
  public var audioTokens: Int?

  public init(
    textTokens: Int? = nil,
    imageTokens: Int? = nil,
    audioTokens: Int? = nil
  ) {
    self.textTokens = textTokens
    self.imageTokens = imageTokens
    self.audioTokens = audioTokens
  }
}

extension CachedTokenDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .textTokens: members.read(into: &textTokens)
      case .imageTokens: members.read(into: &imageTokens)
      case .audioTokens: members.read(into: &audioTokens)
      default: break
      }
    }
  }
}

/// Input tokens by kind.
public struct InputTokenDetails: Sendable, Hashable {
  /// Taken from the cache.
  public var cachedTokens: Int?
  /// Of text.
  public var textTokens: Int?
  /// Of images.
  public var imageTokens: Int?
  /// Of audio.
  public var audioTokens: Int?
  /// Cached ones by kind.
  public var cachedTokensDetails: CachedTokenDetails?

  public init(
    cachedTokens: Int? = nil,
    textTokens: Int? = nil,
    imageTokens: Int? = nil,
    audioTokens: Int? = nil,
    cachedTokensDetails: CachedTokenDetails? = nil
  ) {
    self.cachedTokens = cachedTokens
    self.textTokens = textTokens
    self.imageTokens = imageTokens
    self.audioTokens = audioTokens
    self.cachedTokensDetails = cachedTokensDetails
  }
}

extension InputTokenDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .cachedTokens: members.read(into: &cachedTokens)
      case .textTokens: members.read(into: &textTokens)
      case .imageTokens: members.read(into: &imageTokens)
      case .audioTokens: members.read(into: &audioTokens)
      case .cachedTokensDetails: members.read(into: &cachedTokensDetails)
      default: break
      }
    }
  }
}

/// Output tokens by kind.
public struct OutputTokenDetails: Sendable, Hashable {
  /// Of text.
  public var textTokens: Int?
  /// Of audio.
  public var audioTokens: Int?

  public init(textTokens: Int? = nil, audioTokens: Int? = nil) {
    self.textTokens = textTokens
    self.audioTokens = audioTokens
  }
}

extension OutputTokenDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .textTokens: members.read(into: &textTokens)
      case .audioTokens: members.read(into: &audioTokens)
      default: break
      }
    }
  }
}

/// Tokens that a response took.
public struct ResponseUsage: Sendable, Hashable {
  /// All of them.
  public var totalTokens: Int?
  /// Of the conversation.
  public var inputTokens: Int?
  /// Of the answer.
  public var outputTokens: Int?
  /// Input by kind.
  public var inputTokenDetails: InputTokenDetails?
  /// Output by kind.
  public var outputTokenDetails: OutputTokenDetails?

  public init(
    totalTokens: Int? = nil,
    inputTokens: Int? = nil,
    outputTokens: Int? = nil,
    inputTokenDetails: InputTokenDetails? = nil,
    outputTokenDetails: OutputTokenDetails? = nil
  ) {
    self.totalTokens = totalTokens
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
    self.inputTokenDetails = inputTokenDetails
    self.outputTokenDetails = outputTokenDetails
  }
}

extension ResponseUsage: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .totalTokens: members.read(into: &totalTokens)
      case .inputTokens: members.read(into: &inputTokens)
      case .outputTokens: members.read(into: &outputTokens)
      case .inputTokenDetails: members.read(into: &inputTokenDetails)
      case .outputTokenDetails: members.read(into: &outputTokenDetails)
      default: break
      }
    }
  }
}
