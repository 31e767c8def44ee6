// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A transcription session of the beta API as the service sees it.
public struct BetaTranscriptionSession: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?
  /// A key for clients.
  public var clientSecret: ClientSecret?
  /// What the service answers with.
  public var modalities: [Modality]?
  /// Encoding of input audio.
  public var inputAudioFormat: BetaAudioFormat?
  /// How input audio is transcribed.
  public var inputAudioTranscription: AudioTranscription?
  /// How input audio is filtered.
  public var inputAudioNoiseReduction: NoiseReduction?
  /// How turns are found.
  public var turnDetection: TurnDetection?
  /// Extra fields asked for.
  public var include: [IncludedField]?

  /// Made of these members; one that is left out is absent.
  public init(
    id: String? = nil,
    object: APIObjectName? = nil,
    expiresAt: Int? = nil,
    clientSecret: ClientSecret? = nil,
    modalities: [Modality]? = nil,
    inputAudioFormat: BetaAudioFormat? = nil,
    inputAudioTranscription: AudioTranscription? = nil,
    inputAudioNoiseReduction: NoiseReduction? = nil,
    turnDetection: TurnDetection? = nil,
    include: [IncludedField]? = nil
  ) {
    self.id = id
    self.object = object
    self.expiresAt = expiresAt
    self.clientSecret = clientSecret
    self.modalities = modalities
    self.inputAudioFormat = inputAudioFormat
    self.inputAudioTranscription = inputAudioTranscription
    self.inputAudioNoiseReduction = inputAudioNoiseReduction
    self.turnDetection = turnDetection
    self.include = include
  }
}

extension BetaTranscriptionSession: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .expiresAt: members.read(into: &expiresAt)
      case .clientSecret: members.read(into: &clientSecret)
      case .modalities: members.read(into: &modalities)
      case .inputAudioFormat: members.read(into: &inputAudioFormat)
      case .inputAudioTranscription: members.read(into: &inputAudioTranscription)
      case .inputAudioNoiseReduction: members.read(into: &inputAudioNoiseReduction)
      case .turnDetection: members.read(into: &turnDetection)
      case .include: members.read(into: &include)
      default: break
      }
    }
  }
}
