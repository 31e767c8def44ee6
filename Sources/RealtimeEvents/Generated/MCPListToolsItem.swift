// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The tools of an MCP server.
public struct MCPListToolsItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The label that the session gave the MCP server.
  public var serverLabel: String
  /// Its tools.
  public var tools: [MCPListedTool]

  /// Made of these members; one that is left out is absent.
  public init(id: String? = nil, serverLabel: String, tools: [MCPListedTool]) {
    self.id = id
    self.serverLabel = serverLabel
    self.tools = tools
  }
}

extension MCPListToolsItem: JSONReadable {
  static var missing: Self { Self(serverLabel: "", tools: []) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(serverLabel: "", tools: [])
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .serverLabel: members.read(into: &serverLabel)
      case .tools: members.read(into: &tools)
      default: break
      }
    }
  }
}

extension MCPListToolsItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("type", "mcp_list_tools")
    json.member("server_label", serverLabel)
    json.member("tools", tools)
    json.endObject()
  }
}
