// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

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

/// Settings of a transcription session; what is absent stays as it is.
public struct TranscriptionSessionParameters: Sendable, Hashable {
  /// Audio from the caller.
  public var audio: TranscriptionAudio?
  /// Extra fields to send.
  public var include: [IncludedField]?

  public init(audio: TranscriptionAudio? = nil, include: [IncludedField]? = nil) {
    self.audio = audio
    self.include = include
  }
}

extension TranscriptionSessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "transcription")
    json.member("audio", audio)
    json.member("include", include)
    json.endObject()
  }
}

/// Settings of a translation session; what is absent stays as it is.
public struct TranslationSessionParameters: Sendable, Hashable {
  /// Audio both ways.
  public var audio: TranslationAudio?

  public init(audio: TranslationAudio? = nil) {
    self.audio = audio
  }
}

extension TranslationSessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("audio", audio)
    json.endObject()
  }
}

/// How long a client key lives.
public struct ClientSecretExpiry: Sendable, Hashable {
  /// What the time counts from.
  public var anchor: ExpiryAnchor?
  /// Its life in seconds.
  public var seconds: Int?

  public init(anchor: ExpiryAnchor? = nil, seconds: Int? = nil) {
    self.anchor = anchor
    self.seconds = seconds
  }
}

extension ClientSecretExpiry: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("anchor", anchor)
    json.member("seconds", seconds)
    json.endObject()
  }
}

/// A client key to make.
public struct ClientSecretParameters: Sendable, Hashable {
  /// How long it lives.
  public var expiresAfter: ClientSecretExpiry?

  public init(expiresAfter: ClientSecretExpiry? = nil) {
    self.expiresAfter = expiresAfter
  }
}

extension ClientSecretParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("expires_after", expiresAfter)
    json.endObject()
  }
}

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

/// Settings of a transcription session of the beta API.
public struct BetaTranscriptionSessionParameters: Sendable, Hashable {
  /// What the service answers with.
  public var modalities: [Modality]?
  /// Encoding of input audio.
  public var inputAudioFormat: BetaAudioFormat?
  /// How input audio is transcribed; null turns transcription off.
  public var inputAudioTranscription: Field<AudioTranscription>
  /// How turns are found; null leaves that to the client.
  public var turnDetection: Field<TurnDetection>
  /// How input audio is filtered; null turns filtering off.
  public var inputAudioNoiseReduction: Field<NoiseReduction>
  /// Extra fields to send.
  public var include: [IncludedField]?
  /// A client key to make.
  public var clientSecret: JSONValue?

  public init(
    modalities: [Modality]? = nil,
    inputAudioFormat: BetaAudioFormat? = nil,
    inputAudioTranscription: Field<AudioTranscription> = .absent,
    turnDetection: Field<TurnDetection> = .absent,
    inputAudioNoiseReduction: Field<NoiseReduction> = .absent,
    include: [IncludedField]? = nil,
    clientSecret: JSONValue? = nil
  ) {
    self.modalities = modalities
    self.inputAudioFormat = inputAudioFormat
    self.inputAudioTranscription = inputAudioTranscription
    self.turnDetection = turnDetection
    self.inputAudioNoiseReduction = inputAudioNoiseReduction
    self.include = include
    self.clientSecret = clientSecret
  }
}

extension BetaTranscriptionSessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("modalities", modalities)
    json.member("input_audio_format", inputAudioFormat)
    json.member("input_audio_transcription", inputAudioTranscription)
    json.member("turn_detection", turnDetection)
    json.member("input_audio_noise_reduction", inputAudioNoiseReduction)
    json.member("include", include)
    json.member("client_secret", clientSecret)
    json.endObject()
  }
}

/// Settings of a session, whatever its kind.
public enum SessionParameters: Sendable, Hashable {
  /// An object of type `realtime`.
  case realtime(RealtimeSessionParameters)
  /// An object of type `transcription`.
  case transcription(TranscriptionSessionParameters)
  /// An object.
  case translation(TranslationSessionParameters)
  /// An object.
  case beta(BetaSessionParameters)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension SessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .realtime(let value): value.write(to: &json)
    case .transcription(let value): value.write(to: &json)
    case .translation(let value): value.write(to: &json)
    case .beta(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
