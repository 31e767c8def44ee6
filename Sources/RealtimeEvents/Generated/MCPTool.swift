// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// An MCP server whose tools the service calls itself.
public struct MCPTool: Sendable, Hashable {
  /// The label that calls carry.
  public var serverLabel: String
  /// The server's address.
  public var serverURL: String?
  /// A connector instead of an address.
  public var connectorID: MCPConnector?
  /// A tunnel instead of an address.
  public var tunnelID: String?
  /// The access token for the server; a secret.
  public var authorization: String?
  /// More context for the model.
  public var serverDescription: String?
  /// HTTP headers for the server; may hold secrets.
  public var headers: Field<JSONDictionary<String>>
  /// The tools that may be used.
  public var allowedTools: Field<AllowedTools>
  /// Who may call the tools.
  public var allowedCallers: Field<[ToolCaller]>
  /// Which calls need approval.
  public var requireApproval: Field<ApprovalPolicy>
  /// Whether the tools are found only by search.
  public var deferLoading: Bool?

  /// Made of these members; one that is left out is absent.
  public init(
    serverLabel: String,
    serverURL: String? = nil,
    connectorID: MCPConnector? = nil,
    tunnelID: String? = nil,
    authorization: String? = nil,
    serverDescription: String? = nil,
    headers: Field<JSONDictionary<String>> = .absent,
    allowedTools: Field<AllowedTools> = .absent,
    allowedCallers: Field<[ToolCaller]> = .absent,
    requireApproval: Field<ApprovalPolicy> = .absent,
    deferLoading: Bool? = nil
  ) {
    self.serverLabel = serverLabel
    self.serverURL = serverURL
    self.connectorID = connectorID
    self.tunnelID = tunnelID
    self.authorization = authorization
    self.serverDescription = serverDescription
    self.headers = headers
    self.allowedTools = allowedTools
    self.allowedCallers = allowedCallers
    self.requireApproval = requireApproval
    self.deferLoading = deferLoading
  }
}

extension MCPTool: JSONReadable {
  static var missing: Self { Self(serverLabel: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(serverLabel: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .serverLabel: members.read(into: &serverLabel)
      case .serverURL: members.read(into: &serverURL)
      case .connectorID: members.read(into: &connectorID)
      case .tunnelID: members.read(into: &tunnelID)
      case .authorization: members.read(into: &authorization)
      case .serverDescription: members.read(into: &serverDescription)
      case .headers: members.read(into: &headers)
      case .allowedTools: members.read(into: &allowedTools)
      case .allowedCallers: members.read(into: &allowedCallers)
      case .requireApproval: members.read(into: &requireApproval)
      case .deferLoading: members.read(into: &deferLoading)
      default: break
      }
    }
  }
}

extension MCPTool: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "mcp")
    json.member("server_label", serverLabel)
    json.member("server_url", serverURL)
    json.member("connector_id", connectorID)
    json.member("tunnel_id", tunnelID)
    json.member("authorization", authorization)
    json.member("server_description", serverDescription)
    json.member("headers", headers)
    json.member("allowed_tools", allowedTools)
    json.member("allowed_callers", allowedCallers)
    json.member("require_approval", requireApproval)
    json.member("defer_loading", deferLoading)
    json.endObject()
  }
}
