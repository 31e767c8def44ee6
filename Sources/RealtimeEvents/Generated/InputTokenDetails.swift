// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Input tokens by kind.
public struct InputTokenDetails: Sendable, Hashable {
  /// Taken from the cache.
  public var cachedTokens: Int?
  /// Of text.
  public var textTokens: Int?
  /// Of images.
  public var imageTokens: Int?
  /// Of audio.
  public var audioTokens: Int?
  /// Cached ones by kind.
  public var cachedTokensDetails: CachedTokenDetails?

  /// Made of these members; one that is left out is absent.
  public init(
    cachedTokens: Int? = nil,
    textTokens: Int? = nil,
    imageTokens: Int? = nil,
    audioTokens: Int? = nil,
    cachedTokensDetails: CachedTokenDetails? = nil
  ) {
    self.cachedTokens = cachedTokens
    self.textTokens = textTokens
    self.imageTokens = imageTokens
    self.audioTokens = audioTokens
    self.cachedTokensDetails = cachedTokensDetails
  }
}

extension InputTokenDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .cachedTokens: members.read(into: &cachedTokens)
      case .textTokens: members.read(into: &textTokens)
      case .imageTokens: members.read(into: &imageTokens)
      case .audioTokens: members.read(into: &audioTokens)
      case .cachedTokensDetails: members.read(into: &cachedTokensDetails)
      default: break
      }
    }
  }
}
