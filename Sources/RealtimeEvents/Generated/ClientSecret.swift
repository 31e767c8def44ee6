// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A short-lived key; a secret.
public struct ClientSecret: Sendable, Hashable {
  /// The key.
  public var value: String
  /// When it ends, in seconds since 1970.
  public var expiresAt: Int?

  /// Made of these members; one that is left out is absent.
  public init(value: String, expiresAt: Int? = nil) {
    self.value = value
    self.expiresAt = expiresAt
  }
}

extension ClientSecret: JSONReadable {
  static var missing: Self { Self(value: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(value: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .value: members.read(into: &value)
      case .expiresAt: members.read(into: &expiresAt)
      default: break
      }
    }
  }
}
