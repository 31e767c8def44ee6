import RealtimeJSON

/// A call to a tool of an MCP server that a reply makes, with what comes of it.
struct RemoteCall: Equatable {
  var call: MCPToolCall
  var result: MCPCallResult
  /// The id of the request that allowed it, where one was needed.
  var approvalRequestID: String?

  var succeeds: Bool { if case .output = result { true } else { false } }

  /// The item of the call. What came of it shows once the call has ended.
  ///
  /// - Parameter arguments: as far as they have been streamed.
  func json(id: String, arguments: String, hasEnded: Bool) -> JSONValue {
    var output = JSONValue.null
    var error = JSONValue.null
    if hasEnded {
      switch result {
      case .output(let text): output = .string(text)
      case .toolError(let message): error = ["type": "tool_execution_error", "message": .string(message)]
      case .protocolError(let code, let message):
        error = ["type": "protocol_error", "code": .number(code), "message": .string(message)]
      case .httpError(let code, let message):
        error = ["type": "http_error", "code": .number(code), "message": .string(message)]
      }
    }
    return [
      "id": .string(id), "type": "mcp_call", "server_label": .string(call.serverLabel),
      "name": .string(call.name),
      "arguments": .string(arguments), "approval_request_id": .nullable(approvalRequestID),
      "output": output, "error": error,
    ]
  }
}

extension MCPToolCall {
  /// The item that asks whether the call may be made.
  func approvalRequest(id: String) -> JSONValue {
    [
      "id": .string(id), "type": "mcp_approval_request", "server_label": .string(serverLabel),
      "name": .string(name), "arguments": .string(arguments),
    ]
  }
}

/// What a response streams: the reply's items, with calls to MCP servers either made or asked about.
enum PlannedItem: Equatable {
  case message([Reply.Part])
  case functionCall(name: String, arguments: String)
  case remoteCall(RemoteCall)
  /// `id` names the request, so that the answer finds what waits for it.
  case approvalRequest(MCPToolCall, id: String)
}
