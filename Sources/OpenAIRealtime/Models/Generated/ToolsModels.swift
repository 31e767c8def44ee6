// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A function the model may ask the client to call.
public struct FunctionTool: Sendable, Hashable {
  /// The function's name.
  public var name: String?
  /// When and how to call it.
  public var description: String?
  /// Its parameters, as a JSON Schema.
  public var parameters: JSONValue?

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
    self = .missing
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

/// A choice among the tools of an MCP server.
public struct MCPToolFilter: Sendable, Hashable {
  /// By name.
  public var toolNames: [String]?
  /// Only those that change nothing.
  public var readOnly: Bool?

  public init(toolNames: [String]? = nil, readOnly: Bool? = nil) {
    self.toolNames = toolNames
    self.readOnly = readOnly
  }
}

extension MCPToolFilter: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .toolNames: members.read(into: &toolNames)
      case .readOnly: members.read(into: &readOnly)
      default: break
      }
    }
  }
}

extension MCPToolFilter: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("tool_names", toolNames)
    json.member("read_only", readOnly)
    json.endObject()
  }
}

/// The tools of an MCP server that may be used.
public enum AllowedTools: Sendable, Hashable {
  /// A list of names.
  case named([String])
  /// An object.
  case matching(MCPToolFilter)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension AllowedTools: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = [String](reading: json) {
      self = .named(value)
      return
    }
    if let value = MCPToolFilter(reading: json) {
      self = .matching(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension AllowedTools: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .named(let value): value.write(to: &json)
    case .matching(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == AllowedTools {
  /// A list of names.
  public static func named(_ value: [String]) -> Self { .value(.named(value)) }
  /// An object.
  public static func matching(_ value: MCPToolFilter) -> Self { .value(.matching(value)) }
}

/// Which tools need approval.
public struct ApprovalFilter: Sendable, Hashable {
  /// These always.
  public var always: MCPToolFilter?
  /// These never.
  public var never: MCPToolFilter?

  public init(always: MCPToolFilter? = nil, never: MCPToolFilter? = nil) {
    self.always = always
    self.never = never
  }
}

extension ApprovalFilter: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .always: members.read(into: &always)
      case .never: members.read(into: &never)
      default: break
      }
    }
  }
}

extension ApprovalFilter: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("always", always)
    json.member("never", never)
    json.endObject()
  }
}

/// Whether calls to an MCP server need approval.
public enum ApprovalPolicy: Sendable, Hashable {
  /// The string `always`.
  case always
  /// The string `never`.
  case never
  /// An object.
  case filtered(ApprovalFilter)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension ApprovalPolicy: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "always": self = .always
      case "never": self = .never
      default: self = .unknown(.string(value))
      }
      return
    }
    if let value = ApprovalFilter(reading: json) {
      self = .filtered(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension ApprovalPolicy: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .always: "always".write(to: &json)
    case .never: "never".write(to: &json)
    case .filtered(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == ApprovalPolicy {
  /// The string `always`.
  public static var always: Self { .value(.always) }
  /// The string `never`.
  public static var never: Self { .value(.never) }
  /// An object.
  public static func filtered(_ value: ApprovalFilter) -> Self { .value(.filtered(value)) }
}

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
    self = .missing
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

/// Something the model may use.
public enum Tool: Sendable, Hashable {
  /// An object of type `function`.
  case function(FunctionTool)
  /// An object of type `mcp`.
  case mcp(MCPTool)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Tool: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("function") || type.isAbsent, let value = FunctionTool(reading: json) {
      self = .function(value)
      return
    }
    if type.equals("mcp"), let value = MCPTool(reading: json) {
      self = .mcp(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Tool: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .function(let value): value.write(to: &json)
    case .mcp(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

/// One function, by name.
public struct FunctionChoice: Sendable, Hashable {
  /// The function's name.
  public var name: String

  public init(name: String) {
    self.name = name
  }
}

extension FunctionChoice: JSONReadable {
  static var missing: Self { Self(name: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .name: members.read(into: &name)
      default: break
      }
    }
  }
}

extension FunctionChoice: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "function")
    json.member("name", name)
    json.endObject()
  }
}
