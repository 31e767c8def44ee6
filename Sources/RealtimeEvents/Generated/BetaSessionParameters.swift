// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Settings of a session of the beta API; what is absent stays as it is.
public struct BetaSessionParameters: Sendable, Hashable {
  /// What the model answers with.
  public var modalities: [Modality]?
  /// The model; it cannot change.
  public var model: RealtimeModel?
  /// What the model is told; "" clears it.
  public var instructions: String?
  /// The voice.
  public var voice: Voice?
  /// Encoding of input audio.
  public var inputAudioFormat: BetaAudioFormat?
  /// Encoding of output audio.
  public var outputAudioFormat: BetaAudioFormat?
  /// How input audio is transcribed; null turns transcription off.
  public var inputAudioTranscription: Field<AudioTranscription>
  /// How turns are found; null leaves that to the client.
  public var turnDetection: Field<TurnDetection>
  /// How input audio is filtered; null turns filtering off.
  public var inputAudioNoiseReduction: Field<NoiseReduction>
  /// Speed of speech, 0.25 to 1.5.
  public var speed: Double?
  /// Whether it is traced; null turns tracing off.
  public var tracing: Field<Tracing>
  /// What the model may use; [] clears it.
  public var tools: [Tool]?
  /// Which tool it uses.
  public var toolChoice: ToolChoice?
  /// Sampling temperature.
  public var temperature: Double?
  /// The most tokens an answer may take.
  public var maxResponseOutputTokens: TokenLimit?
  /// What happens when the conversation outgrows the model.
  public var truncation: Truncation?
  /// The stored prompt to use; null clears it.
  public var prompt: Field<Prompt>
  /// A client key to make.
  public var clientSecret: ClientSecretParameters?

  /// Made of these members; one that is left out is absent.
  public init(
    modalities: [Modality]? = nil,
    model: RealtimeModel? = nil,
    instructions: String? = nil,
    voice: Voice? = nil,
    inputAudioFormat: BetaAudioFormat? = nil,
    outputAudioFormat: BetaAudioFormat? = nil,
    inputAudioTranscription: Field<AudioTranscription> = .absent,
    turnDetection: Field<TurnDetection> = .absent,
    inputAudioNoiseReduction: Field<NoiseReduction> = .absent,
    speed: Double? = nil,
    tracing: Field<Tracing> = .absent,
    tools: [Tool]? = nil,
    toolChoice: ToolChoice? = nil,
    temperature: Double? = nil,
    maxResponseOutputTokens: TokenLimit? = nil,
    truncation: Truncation? = nil,
    prompt: Field<Prompt> = .absent,
    clientSecret: ClientSecretParameters? = nil
  ) {
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
    self.truncation = truncation
    self.prompt = prompt
    self.clientSecret = clientSecret
  }
}

extension BetaSessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("modalities", modalities)
    json.member("model", model)
    json.member("instructions", instructions)
    json.member("voice", voice)
    json.member("input_audio_format", inputAudioFormat)
    json.member("output_audio_format", outputAudioFormat)
    json.member("input_audio_transcription", inputAudioTranscription)
    json.member("turn_detection", turnDetection)
    json.member("input_audio_noise_reduction", inputAudioNoiseReduction)
    json.member("speed", speed)
    json.member("tracing", tracing)
    json.member("tools", tools)
    json.member("tool_choice", toolChoice)
    json.member("temperature", temperature)
    json.member("max_response_output_tokens", maxResponseOutputTokens)
    json.member("truncation", truncation)
    json.member("prompt", prompt)
    json.member("client_secret", clientSecret)
    json.endObject()
  }
}
