// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A call to a tool of an MCP server.
public struct MCPCallItem: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The label that the session gave the MCP server.
  public var serverLabel: String
  /// The tool's name.
  public var name: String
  /// Its arguments, JSON text.
  public var arguments: String
  /// The request that allowed it.
  public var approvalRequestID: Field<String>
  /// What the tool gave.
  public var output: Field<String>
  /// Why it failed.
  public var error: Field<MCPError>

  /// Made of these members; one that is left out is absent.
  public init(
    id: String,
    serverLabel: String,
    name: String,
    arguments: String,
    approvalRequestID: Field<String> = .absent,
    output: Field<String> = .absent,
    error: Field<MCPError> = .absent
  ) {
    self.id = id
    self.serverLabel = serverLabel
    self.name = name
    self.arguments = arguments
    self.approvalRequestID = approvalRequestID
    self.output = output
    self.error = error
  }
}

extension MCPCallItem: JSONReadable {
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
      case .approvalRequestID: members.read(into: &approvalRequestID)
      case .output: members.read(into: &output)
      case .error: members.read(into: &error)
      default: break
      }
    }
  }
}

extension MCPCallItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("type", "mcp_call")
    json.member("server_label", serverLabel)
    json.member("name", name)
    json.member("arguments", arguments)
    json.member("approval_request_id", approvalRequestID)
    json.member("output", output)
    json.member("error", error)
    json.endObject()
  }
}
