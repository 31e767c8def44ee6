import RealtimeJSON

/// An MCP server as the `tools` of a session or a response name it, with the rules for its calls.
struct MCPSettings: Equatable {
  let server: MCPServer
  private let allowsReadOnlyAlone: Bool
  private let approval: JSONValue?

  /// Returns `nil` for a tool that is not an MCP server. The value has been checked against ``Shape/tool``.
  init?(_ tool: JSONValue) {
    guard tool["type"]?.string == "mcp", let label = tool["server_label"]?.string else { return nil }
    let allowed = tool["allowed_tools"]
    let names = allowed?.array ?? allowed?["tool_names"]?.array
    server = MCPServer(label: label, url: tool["server_url"]?.string, allowedToolNames: names?.compactMap(\.string))
    allowsReadOnlyAlone = allowed?["read_only"]?.bool ?? false
    approval = tool["require_approval"]?.nonNull
  }

  func allows(_ tool: MCPServerTool) -> Bool {
    let isNamed = server.allowedToolNames?.contains { $0.hasSameBytes(as: tool.name) } ?? true
    return isNamed && (tool.isReadOnly || !allowsReadOnlyAlone)
  }

  /// Whether a call has to be asked about first. The API's default is yes, always.
  func needsApproval(_ tool: MCPServerTool) -> Bool {
    guard let approval else { return true }
    if let policy = approval.string { return policy != "never" }
    if let always = approval["always"], Self.matches(tool, always) { return true }
    if let never = approval["never"], Self.matches(tool, never) { return false }
    return approval["always"] == nil
  }

  private static func matches(_ tool: MCPServerTool, _ filter: JSONValue) -> Bool {
    let isNamed = filter["tool_names"]?.array.map { $0.contains { $0 == .string(tool.name) } } ?? true
    return isNamed && (filter["read_only"]?.bool != true || tool.isReadOnly)
  }
}

extension MCPServerTool {
  /// The tool as an `mcp_list_tools` item shows it.
  var json: JSONValue {
    [
      "name": .string(name), "description": .string(description), "input_schema": schema,
      "annotations": ["read_only": .bool(isReadOnly)],
    ]
  }

  var schema: JSONValue {
    let parsed = try? JSONValue.parse(Array(inputSchema.utf8))
    return parsed.flatMap { $0.isObject ? $0 : nil } ?? .emptyObject
  }
}
