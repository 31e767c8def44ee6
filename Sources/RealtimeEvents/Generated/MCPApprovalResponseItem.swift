// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The client allows or refuses a call to an MCP server.
public struct MCPApprovalResponseItem: Sendable, Hashable {
  /// Its id.
  public var id: String
  /// The request that is answered.
  public var approvalRequestID: String
  /// Whether the call may be made.
  public var approve: Bool
  /// Why.
  public var reason: Field<String>

  /// Made of these members; one that is left out is absent.
  public init(
    id: String,
    approvalRequestID: String,
    approve: Bool,
    reason: Field<String> = .absent
  ) {
    self.id = id
    self.approvalRequestID = approvalRequestID
    self.approve = approve
    self.reason = reason
  }
}

extension MCPApprovalResponseItem: JSONReadable {
  static var missing: Self { Self(id: "", approvalRequestID: "", approve: false) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(id: "", approvalRequestID: "", approve: false)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .approvalRequestID: members.read(into: &approvalRequestID)
      case .approve: members.read(into: &approve)
      case .reason: members.read(into: &reason)
      default: break
      }
    }
  }
}

extension MCPApprovalResponseItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("type", "mcp_approval_response")
    json.member("approval_request_id", approvalRequestID)
    json.member("approve", approve)
    json.member("reason", reason)
    json.endObject()
  }
}
