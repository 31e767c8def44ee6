// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A function the model may ask the client to call.
public struct FunctionTool: Sendable, Hashable {
  /// The function's name.
  public var name: String?
  /// When and how to call it.
  public var description: String?
  /// Its parameters, as a JSON Schema.
  public var parameters: JSONValue?

  /// Made of these members; one that is left out is absent.
  public init(
    name: String? = nil,
    description: String? = nil,
    parameters: JSONValue? = nil
  ) {
    self.name = name
    self.description = description
    self.parameters = parameters
  }
}

extension FunctionTool: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .name: members.read(into: &name)
      case .description: members.read(into: &description)
      case .parameters: members.read(into: &parameters)
      default: break
      }
    }
  }
}

extension FunctionTool: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "function")
    json.member("name", name)
    json.member("description", description)
    json.member("parameters", parameters)
    json.endObject()
  }
}
