/// An MCP server that a session has among its tools.
public struct MCPServer: Sendable, Equatable {
  /// The session's `server_label`.
  public var label: String
  /// The session's `server_url`; `nil` where a connector or a tunnel stands for it.
  public var url: String?
  /// The names in `allowed_tools`, where the session gives names; `nil` permits all.
  public var allowedToolNames: [String]?

  /// A server with this label.
  public init(label: String, url: String? = nil, allowedToolNames: [String]? = nil) {
    self.label = label
    self.url = url
    self.allowedToolNames = allowedToolNames
  }
}

/// A tool that an MCP server is said to offer.
public struct MCPServerTool: Sendable, Equatable {
  /// The name that a call gives.
  public var name: String
  /// What the tool does, for the model.
  public var description: String
  /// JSON Schema of the arguments, as JSON text. Text that is not a JSON object is shown as an empty one.
  public var inputSchema: String
  /// Whether it changes nothing, for the session's `read_only` filters.
  public var isReadOnly: Bool

  /// A tool with this name.
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
  /// The `server_label` of the tool's server.
  public var serverLabel: String
  /// The tool's name.
  public var name: String
  /// JSON text.
  public var arguments: String

  /// A call of the tool `name` with `arguments`, JSON text.
  public init(serverLabel: String, name: String, arguments: String) {
    self.serverLabel = serverLabel
    self.name = name
    self.arguments = arguments
  }
}

/// What comes of a call to an MCP server: the item's `output`, or one of the three kinds of its `error`.
public enum MCPCallResult: Sendable, Equatable {
  /// What the tool gave.
  case output(String)
  /// The tool ran and failed.
  case toolError(message: String)
  /// The server refused the call, with a code of JSON-RPC.
  case protocolError(code: Int, message: String)
  /// The server could not be reached, or returned an HTTP error.
  case httpError(code: Int, message: String)
}
