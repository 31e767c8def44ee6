// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The service asks whether it may call an MCP server.
public struct MCPApprovalRequestItem: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The label that the session gave the MCP server.
  public var serverLabel: String
  /// The tool's name.
  public var name: String
  /// Its arguments, JSON text.
  public var arguments: String

  /// Made of these members; one that is left out is absent.
  public init(id: String, serverLabel: String, name: String, arguments: String) {
    self.id = id
    self.serverLabel = serverLabel
    self.name = name
    self.arguments = arguments
  }
}

extension MCPApprovalRequestItem: JSONReadable {
  static var missing: Self { Self(id: "", serverLabel: "", name: "", arguments: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(id: "", serverLabel: "", name: "", arguments: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .serverLabel: members.read(into: &serverLabel)
      case .name: members.read(into: &name)
      case .arguments: members.read(into: &arguments)
      default: break
      }
    }
  }
}

extension MCPApprovalRequestItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("type", "mcp_approval_request")
    json.member("server_label", serverLabel)
    json.member("name", name)
    json.member("arguments", arguments)
    json.endObject()
  }
}
