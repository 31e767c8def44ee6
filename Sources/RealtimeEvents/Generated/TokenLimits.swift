// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Limits used when a conversation is cut.
public struct TokenLimits: Sendable, Hashable {
  /// Tokens kept after the instructions.
  public var postInstructions: Int?

  /// Made of these members; one that is left out is absent.
  public init(postInstructions: Int? = nil) {
    self.postInstructions = postInstructions
  }
}

extension TokenLimits: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .postInstructions: members.read(into: &postInstructions)
      default: break
      }
    }
  }
}

extension TokenLimits: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("post_instructions", postInstructions)
    json.endObject()
  }
}
