// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A language that was heard.
public struct TranscriptionLanguage: Sendable, Hashable {
  /// Its code.
  public var code: String

  /// Made of these members; one that is left out is absent.
  public init(code: String) {
    self.code = code
  }
}

extension TranscriptionLanguage: JSONReadable {
  static var missing: Self { Self(code: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(code: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .code: members.read(into: &code)
      default: break
      }
    }
  }
}
