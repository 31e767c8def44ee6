// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// The tools of an MCP server.
public struct MCPListToolsItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The label that the session gave the MCP server.
  public var serverLabel: String
  /// Its tools.
  public var tools: [MCPListedTool]

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
    self = .missing
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

/// Why a call to an MCP server failed.
public struct MCPError: Sendable, Hashable {
  /// Where it failed.
  public var type: MCPErrorType
  /// The protocol's or HTTP's code.
  public var code: Int?
  /// What happened.
  public var message: String

  public init(type: MCPErrorType, code: Int? = nil, message: String) {
    self.type = type
    self.code = code
    self.message = message
  }
}

extension MCPError: JSONReadable {
  static var missing: Self { Self(type: .missing, message: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .code: members.read(into: &code)
      case .message: members.read(into: &message)
      default: break
      }
    }
  }
}

extension MCPError: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", type)
    json.member("code", code)
    json.member("message", message)
    json.endObject()
  }
}

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
    self = .missing
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
    self = .missing
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

/// An item that is already in the conversation.
public struct ItemReference: Sendable, Hashable {
  /// Its id.
  public var id: String

  public init(id: String) {
    self.id = id
  }
}

extension ItemReference: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      default: break
      }
    }
  }
}

extension ItemReference: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "item_reference")
    json.member("id", id)
    json.endObject()
  }
}

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
