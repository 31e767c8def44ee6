// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A response. Beta responses carry `modalities`, `voice`, `outputAudioFormat` and `temperature`.
public struct RealtimeResponse: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The object's name in the API.
  public var object: APIObjectName?
  /// How far it has come.
  public var status: ResponseStatus?
  /// How it ended.
  public var statusDetails: ResponseStatusDetails?
  /// Its items.
  public var output: [ConversationItem]?
  /// The pairs it was created with.
  public var metadata: JSONDictionary<String>?
  /// Audio of the answer.
  public var audio: ResponseAudio?
  /// Tokens it took.
  public var usage: ResponseUsage?
  /// The conversation it was added to.
  public var conversationID: String?
  /// What the model answers with.
  public var outputModalities: [Modality]?
  /// The most tokens it may take.
  public var maxOutputTokens: TokenLimit?
  /// The voice (beta).
  public var voice: Voice?
  /// What the model answers with (beta).
  public var modalities: [Modality]?
  /// Encoding of the answer (beta).
  public var outputAudioFormat: BetaAudioFormat?
  /// Sampling temperature (beta).
  public var temperature: Double?

  /// Made of these members; one that is left out is absent.
  public init(
    id: String,
    object: APIObjectName? = nil,
    status: ResponseStatus? = nil,
    statusDetails: ResponseStatusDetails? = nil,
    output: [ConversationItem]? = nil,
    metadata: JSONDictionary<String>? = nil,
    audio: ResponseAudio? = nil,
    usage: ResponseUsage? = nil,
    conversationID: String? = nil,
    outputModalities: [Modality]? = nil,
    maxOutputTokens: TokenLimit? = nil,
    voice: Voice? = nil,
    modalities: [Modality]? = nil,
    outputAudioFormat: BetaAudioFormat? = nil,
    temperature: Double? = nil
  ) {
    self.id = id
    self.object = object
    self.status = status
    self.statusDetails = statusDetails
    self.output = output
    self.metadata = metadata
    self.audio = audio
    self.usage = usage
    self.conversationID = conversationID
    self.outputModalities = outputModalities
    self.maxOutputTokens = maxOutputTokens
    self.voice = voice
    self.modalities = modalities
    self.outputAudioFormat = outputAudioFormat
    self.temperature = temperature
  }
}

extension RealtimeResponse: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(id: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .status: members.read(into: &status)
      case .statusDetails: members.read(into: &statusDetails)
      case .output: members.read(into: &output)
      case .metadata: members.read(into: &metadata)
      case .audio: members.read(into: &audio)
      case .usage: members.read(into: &usage)
      case .conversationID: members.read(into: &conversationID)
      case .outputModalities: members.read(into: &outputModalities)
      case .maxOutputTokens: members.read(into: &maxOutputTokens)
      case .voice: members.read(into: &voice)
      case .modalities: members.read(into: &modalities)
      case .outputAudioFormat: members.read(into: &outputAudioFormat)
      case .temperature: members.read(into: &temperature)
      default: break
      }
    }
  }
}
