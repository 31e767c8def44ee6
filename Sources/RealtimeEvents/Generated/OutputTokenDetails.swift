// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Output tokens by kind.
public struct OutputTokenDetails: Sendable, Hashable {
  /// Of text.
  public var textTokens: Int?
  /// Of audio.
  public var audioTokens: Int?

  /// Made of these members; one that is left out is absent.
  public init(textTokens: Int? = nil, audioTokens: Int? = nil) {
    self.textTokens = textTokens
    self.audioTokens = audioTokens
  }
}

extension OutputTokenDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .textTokens: members.read(into: &textTokens)
      case .audioTokens: members.read(into: &audioTokens)
      default: break
      }
    }
  }
}
