// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Cutting a conversation down to a share of its size.
public struct RetentionRatio: Sendable, Hashable {
  /// The share kept, 0 to 1.
  public var retentionRatio: Double
  /// Limits beside the share.
  public var tokenLimits: TokenLimits?

  /// Made of these members; one that is left out is absent.
  public init(retentionRatio: Double, tokenLimits: TokenLimits? = nil) {
    self.retentionRatio = retentionRatio
    self.tokenLimits = tokenLimits
  }
}

extension RetentionRatio: JSONReadable {
  static var missing: Self { Self(retentionRatio: 0) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    guard Double(reading: json.value(MemberName.retentionRatio.rawValue, named: MemberName.names)) != nil
    else { return nil }
    self.init(retentionRatio: 0)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .retentionRatio: members.read(into: &retentionRatio)
      case .tokenLimits: members.read(into: &tokenLimits)
      default: break
      }
    }
  }
}

extension RetentionRatio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "retention_ratio")
    json.member("retention_ratio", retentionRatio)
    json.member("token_limits", tokenLimits)
    json.endObject()
  }
}
