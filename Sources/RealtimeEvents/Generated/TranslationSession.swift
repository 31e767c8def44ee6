// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A translation session as the service sees it.
public struct TranslationSession: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?
  /// The model.
  public var model: String
  /// Audio both ways.
  public var audio: TranslationAudio

  /// Made of these members; one that is left out is absent.
  public init(
    id: String,
    expiresAt: Int? = nil,
    model: String,
    audio: TranslationAudio
  ) {
    self.id = id
    self.expiresAt = expiresAt
    self.model = model
    self.audio = audio
  }
}

extension TranslationSession: JSONReadable {
  static var missing: Self { Self(id: "", model: "", audio: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(id: "", model: "", audio: .missing)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .expiresAt: members.read(into: &expiresAt)
      case .model: members.read(into: &model)
      case .audio: members.read(into: &audio)
      default: break
      }
    }
  }
}
