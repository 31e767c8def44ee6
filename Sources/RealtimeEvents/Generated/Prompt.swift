// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A stored prompt and its variables.
public struct Prompt: Sendable, Hashable {
  /// The prompt's id.
  public var id: String
  /// A version other than the current one.
  public var version: Field<String>
  /// Values for its variables.
  public var variables: Field<JSONDictionary<PromptVariable>>

  /// Made of these members; one that is left out is absent.
  public init(
    id: String,
    version: Field<String> = .absent,
    variables: Field<JSONDictionary<PromptVariable>> = .absent
  ) {
    self.id = id
    self.version = version
    self.variables = variables
  }
}

extension Prompt: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(id: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .version: members.read(into: &version)
      case .variables: members.read(into: &variables)
      default: break
      }
    }
  }
}

extension Prompt: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("version", version)
    json.member("variables", variables)
    json.endObject()
  }
}
