// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// An item of a conversation.
public enum ConversationItem: Sendable, Hashable {
  /// An object of type `message`.
  case message(MessageItem)
  /// An object of type `function_call`.
  case functionCall(FunctionCallItem)
  /// An object of type `function_call_output`.
  case functionCallOutput(FunctionCallOutputItem)
  /// An object of type `mcp_approval_response`.
  case mcpApprovalResponse(MCPApprovalResponseItem)
  /// An object of type `mcp_list_tools`.
  case mcpListTools(MCPListToolsItem)
  /// An object of type `mcp_call`.
  case mcpCall(MCPCallItem)
  /// An object of type `mcp_approval_request`.
  case mcpApprovalRequest(MCPApprovalRequestItem)
  /// An object of type `item_reference`.
  case itemReference(ItemReference)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension ConversationItem: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("message"), let value = MessageItem(reading: json) {
      self = .message(value)
      return
    }
    if type.equals("function_call"), let value = FunctionCallItem(reading: json) {
      self = .functionCall(value)
      return
    }
    if type.equals("function_call_output"), let value = FunctionCallOutputItem(reading: json) {
      self = .functionCallOutput(value)
      return
    }
    if type.equals("mcp_approval_response"), let value = MCPApprovalResponseItem(reading: json) {
      self = .mcpApprovalResponse(value)
      return
    }
    if type.equals("mcp_list_tools"), let value = MCPListToolsItem(reading: json) {
      self = .mcpListTools(value)
      return
    }
    if type.equals("mcp_call"), let value = MCPCallItem(reading: json) {
      self = .mcpCall(value)
      return
    }
    if type.equals("mcp_approval_request"), let value = MCPApprovalRequestItem(reading: json) {
      self = .mcpApprovalRequest(value)
      return
    }
    if type.equals("item_reference"), let value = ItemReference(reading: json) {
      self = .itemReference(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension ConversationItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .message(let value): value.write(to: &json)
    case .functionCall(let value): value.write(to: &json)
    case .functionCallOutput(let value): value.write(to: &json)
    case .mcpApprovalResponse(let value): value.write(to: &json)
    case .mcpListTools(let value): value.write(to: &json)
    case .mcpCall(let value): value.write(to: &json)
    case .mcpApprovalRequest(let value): value.write(to: &json)
    case .itemReference(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
