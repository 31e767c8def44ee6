// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Where a call to an MCP server failed. Other values are kept as they came.
public struct MCPErrorType: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `protocol_error`
  public static var protocolError: Self { Self(rawValue: "protocol_error") }
  /// `tool_execution_error`
  public static var toolExecutionError: Self { Self(rawValue: "tool_execution_error") }
  /// `http_error`
  public static var httpError: Self { Self(rawValue: "http_error") }
}

extension MCPErrorType: JSONReadable, JSONWritable {}
