// Written by Generator/generate from events.facts: change those, not this file.

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

  /// Made of these members; one that is left out is absent.
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
