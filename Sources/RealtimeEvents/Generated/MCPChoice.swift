// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A tool of one MCP server.
public struct MCPChoice: Sendable, Hashable {
  /// The label that the session gave the MCP server.
  public var serverLabel: String
  /// The tool's name.
  public var name: Field<String>

  /// Made of these members; one that is left out is absent.
  public init(serverLabel: String, name: Field<String> = .absent) {
    self.serverLabel = serverLabel
    self.name = name
  }
}

extension MCPChoice: JSONReadable {
  static var missing: Self { Self(serverLabel: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(serverLabel: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .serverLabel: members.read(into: &serverLabel)
      case .name: members.read(into: &name)
      default: break
      }
    }
  }
}

extension MCPChoice: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "mcp")
    json.member("server_label", serverLabel)
    json.member("name", name)
    json.endObject()
  }
}
