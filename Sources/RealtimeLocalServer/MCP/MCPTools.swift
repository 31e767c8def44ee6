/// An MCP server that a session has among its tools.
public struct MCPServer: Sendable, Equatable {
  /// The session's `server_label`.
  public var label: String
  /// The session's `server_url`; nil where a connector or a tunnel stands for it.
  public var url: String?
  /// The names in `allowed_tools`, where the session gives names; nil permits all.
  public var allowedToolNames: [String]?

  public init(label: String, url: String? = nil, allowedToolNames: [String]? = nil) {
    self.label = label
    self.url = url
    self.allowedToolNames = allowedToolNames
  }
}

/// A tool that an MCP server is said to offer.
public struct MCPServerTool: Sendable, Equatable {
  public var name: String
  public var description: String
  /// JSON Schema of the arguments, as JSON text. What is no JSON object is shown as an empty one.
  public var inputSchema: String
  /// Whether it changes nothing, for the session's `read_only` filters.
  public var isReadOnly: Bool

  public init(
    name: String, description: String = "", inputSchema: String = #"{"type":"object","properties":{}}"#,
    isReadOnly: Bool = false
  ) {
    self.name = name
    self.description = description
    self.inputSchema = inputSchema
    self.isReadOnly = isReadOnly
  }
}

/// A call to a tool of an MCP server, as the script is asked to carry it out.
public struct MCPToolCall: Sendable, Equatable {
  public var serverLabel: String
  public var name: String
  /// JSON text.
  public var arguments: String

  public init(serverLabel: String, name: String, arguments: String) {
    self.serverLabel = serverLabel
    self.name = name
    self.arguments = arguments
  }
}

/// What comes of a call to an MCP server: the item's `output`, or one of the three kinds of its `error`.
public enum MCPCallResult: Sendable, Equatable {
  case output(String)
  case toolError(message: String)
  case protocolError(code: Int, message: String)
  case httpError(code: Int, message: String)
}
