// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

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

  /// Made of these members; one that is left out is absent.
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
