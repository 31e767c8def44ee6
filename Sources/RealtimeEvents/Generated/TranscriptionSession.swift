// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A transcription session as the service sees it.
public struct TranscriptionSession: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The object's name in the API.
  public var object: APIObjectName?
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?
  /// Extra fields asked for.
  public var include: [IncludedField]?
  /// Audio from the caller.
  public var audio: TranscriptionAudio?

  /// Made of these members; one that is left out is absent.
  public init(
    id: String,
    object: APIObjectName? = nil,
    expiresAt: Int? = nil,
    include: [IncludedField]? = nil,
    audio: TranscriptionAudio? = nil
  ) {
    self.id = id
    self.object = object
    self.expiresAt = expiresAt
    self.include = include
    self.audio = audio
  }
}

extension TranscriptionSession: JSONReadable {
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
      case .include: members.read(into: &include)
      case .audio: members.read(into: &audio)
      default: break
      }
    }
  }
}
