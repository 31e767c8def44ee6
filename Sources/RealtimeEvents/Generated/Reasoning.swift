// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How much the model thinks.
public struct Reasoning: Sendable, Hashable {
  /// The effort.
  public var effort: EffortLevel?

  /// Made of these members; one that is left out is absent.
  public init(effort: EffortLevel? = nil) {
    self.effort = effort
  }
}

extension Reasoning: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .effort: members.read(into: &effort)
      default: break
      }
    }
  }
}

extension Reasoning: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("effort", effort)
    json.endObject()
  }
}
