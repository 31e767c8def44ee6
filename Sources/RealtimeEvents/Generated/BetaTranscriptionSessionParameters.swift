// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

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

  /// Made of these members; one that is left out is absent.
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
