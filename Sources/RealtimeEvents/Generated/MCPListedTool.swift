// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A tool that an MCP server offers.
public struct MCPListedTool: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// What it does.
  public var description: Field<String>
  /// Its parameters, as a JSON Schema.
  public var inputSchema: JSONValue
  /// What the server says about it.
  public var annotations: Field<JSONValue>

  /// Made of these members; one that is left out is absent.
  public init(
    name: String,
    description: Field<String> = .absent,
    inputSchema: JSONValue,
    annotations: Field<JSONValue> = .absent
  ) {
    self.name = name
    self.description = description
    self.inputSchema = inputSchema
    self.annotations = annotations
  }
}

extension MCPListedTool: JSONReadable {
  static var missing: Self { Self(name: "", inputSchema: .null) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(name: "", inputSchema: .null)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .name: members.read(into: &name)
      case .description: members.read(into: &description)
      case .inputSchema: members.read(into: &inputSchema)
      case .annotations: members.read(into: &annotations)
      default: break
      }
    }
  }
}

extension MCPListedTool: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("name", name)
    json.member("description", description)
    json.member("input_schema", inputSchema)
    json.member("annotations", annotations)
    json.endObject()
  }
}
