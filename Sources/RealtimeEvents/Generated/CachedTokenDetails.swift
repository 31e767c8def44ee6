// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Cached input tokens by kind.
public struct CachedTokenDetails: Sendable, Hashable {
  /// Of text.
  public var textTokens: Int?
  /// Of images.
  public var imageTokens: Int?
  /// Of audio.
  public var audioTokens: Int?

  /// Made of these members; one that is left out is absent.
  public init(
    textTokens: Int? = nil,
    imageTokens: Int? = nil,
    audioTokens: Int? = nil
  ) {
    self.textTokens = textTokens
    self.imageTokens = imageTokens
    self.audioTokens = audioTokens
  }
}

extension CachedTokenDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .textTokens: members.read(into: &textTokens)
      case .imageTokens: members.read(into: &imageTokens)
      case .audioTokens: members.read(into: &audioTokens)
      default: break
      }
    }
  }
}
