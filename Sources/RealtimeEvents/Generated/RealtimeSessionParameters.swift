// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Settings of a speech-to-speech session; what is absent stays as it is.
public struct RealtimeSessionParameters: Sendable, Hashable {
  /// The model; it cannot change.
  public var model: RealtimeModel?
  /// What the model answers with.
  public var outputModalities: [Modality]?
  /// What the model is told; "" clears it.
  public var instructions: String?
  /// Audio both ways.
  public var audio: SessionAudio?
  /// Extra fields to send.
  public var include: [IncludedField]?
  /// Whether it is traced; null turns tracing off.
  public var tracing: Field<Tracing>
  /// What the model may use; [] clears it.
  public var tools: [Tool]?
  /// Which tool it uses.
  public var toolChoice: ToolChoice?
  /// Whether it may call several tools at once.
  public var parallelToolCalls: Bool?
  /// How much it thinks.
  public var reasoning: Reasoning?
  /// The most tokens an answer may take, 1 to 4096 or unlimited.
  public var maxOutputTokens: TokenLimit?
  /// What happens when the conversation outgrows the model.
  public var truncation: Truncation?
  /// The stored prompt to use; null clears it.
  public var prompt: Field<Prompt>

  /// Made of these members; one that is left out is absent.
  public init(
    model: RealtimeModel? = nil,
    outputModalities: [Modality]? = nil,
    instructions: String? = nil,
    audio: SessionAudio? = nil,
    include: [IncludedField]? = nil,
    tracing: Field<Tracing> = .absent,
    tools: [Tool]? = nil,
    toolChoice: ToolChoice? = nil,
    parallelToolCalls: Bool? = nil,
    reasoning: Reasoning? = nil,
    maxOutputTokens: TokenLimit? = nil,
    truncation: Truncation? = nil,
    prompt: Field<Prompt> = .absent
  ) {
    self.model = model
    self.outputModalities = outputModalities
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

extension RealtimeSessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "realtime")
    json.member("model", model)
    json.member("output_modalities", outputModalities)
    json.member("instructions", instructions)
    json.member("audio", audio)
    json.member("include", include)
    json.member("tracing", tracing)
    json.member("tools", tools)
    json.member("tool_choice", toolChoice)
    json.member("parallel_tool_calls", parallelToolCalls)
    json.member("reasoning", reasoning)
    json.member("max_output_tokens", maxOutputTokens)
    json.member("truncation", truncation)
    json.member("prompt", prompt)
    json.endObject()
  }
}
