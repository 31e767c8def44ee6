import RealtimeJSON

/// Tools of MCP servers: listed when a session or a response names the server, called, and asked about first.
extension LocalSession {
  /// Lists the tools of each MCP server among `tools` that is new or has other settings than before.
  mutating func listRemoteTools(of tools: [JSONValue]) {
    for settings in tools.compactMap(MCPSettings.init) where mcp.needsListing(settings) { listTools(of: settings) }
  }

  private mutating func listTools(of settings: MCPSettings) {
    let id = identifiers.next(.remoteList)
    let listed = configuration.script.listTools(settings.server)
    let tools = (listed ?? []).filter { settings.allows($0) }
    var item = LocalItem(id: id, json: Self.listItem(id, settings.server.label, []), audio: [])
    let isInserted = insertRemoteList(item)
    emit("mcp_list_tools.in_progress", ["item_id": .string(id)])
    mcp.list(tools, of: settings)
    guard listed != nil else { return emit("mcp_list_tools.failed", ["item_id": .string(id)]) }
    emit("mcp_list_tools.completed", ["item_id": .string(id)])
    guard isInserted else { return }
    item.json = Self.listItem(id, settings.server.label, tools)
    conversation.update(item)
    let previous = JSONValue.nullable(conversation.itemID(before: id))
    emit("conversation.item.done", ["previous_item_id": previous, "item": item.json])
  }

  private mutating func insertRemoteList(_ item: LocalItem) -> Bool {
    let previous = JSONValue.nullable(conversation.lastItemID)
    do throws(ServiceFailure) {
      try conversation.insert(item, at: .end)
    } catch {
      emitError(error, clientEventID: nil)
      return false
    }
    emit("conversation.item.added", ["previous_item_id": previous, "item": item.json])
    return true
  }

  private static func listItem(_ id: String, _ label: String, _ tools: [MCPServerTool]) -> JSONValue {
    ["id": .string(id), "type": "mcp_list_tools", "server_label": .string(label), "tools": .list(tools.map(\.json))]
  }

  // MARK: Calls

  /// The items of a reply as they are streamed. A call that needs approval ends them with the request for it; the rest
  /// waits for the answer.
  ///
  /// - Parameter requestID: the request that allowed the first item, a call.
  mutating func plan(_ reply: Reply, options: ResponseOptions, approvedBy requestID: String? = nil) -> [PlannedItem] {
    var planned: [PlannedItem] = []
    for (index, item) in reply.items.enumerated() {
      switch item {
      case .message(let parts): planned.append(.message(parts))
      case .functionCall(let name, let arguments): planned.append(.functionCall(name: name, arguments: arguments))
      case .mcpCall(let call):
        let isApproved = index == 0 && requestID != nil
        guard isApproved || !needsApproval(call, options: options) else {
          let id = identifiers.next(.approvalRequest)
          let rest = Array(reply.items[index...])
          mcp.wait(.init(requestID: id, items: rest, outcome: reply.outcome, options: options))
          return planned + [.approvalRequest(call, id: id)]
        }
        let result = configuration.script.callTool(call)
        let approval = isApproved ? requestID : nil
        planned.append(.remoteCall(RemoteCall(call: call, result: result, approvalRequestID: approval)))
      }
    }
    return planned
  }

  private func needsApproval(_ call: MCPToolCall, options: ResponseOptions) -> Bool {
    let settings = options.remoteServers.first { $0.server.label.hasSameBytes(as: call.serverLabel) }
    guard let settings else { return false }
    let tool = mcp.tools(of: settings).first { $0.name.hasSameBytes(as: call.name) }
    return settings.needsApproval(tool ?? MCPServerTool(name: call.name))
  }

  // MARK: Approval

  func checkApproval(_ item: LocalItem) throws(ServiceFailure) {
    guard let id = item.approvalRequestID else { return }
    guard conversation[id]?.type == "mcp_approval_request" else { throw .unknownApprovalRequest(id) }
  }

  /// Makes the call that a client's item allows, and goes on with the reply: now, or when the response in progress has
  /// ended.
  mutating func takeApproval(_ item: LocalItem, now: Duration) throws(ServiceFailure) {
    guard let id = item.approvalRequestID else { return }
    mcp.answer(id, isApproved: item.json["approve"]?.bool == true)
    if conversationResponseIndex == nil { try goOnWithApproved(now: now) }
  }

  /// - Returns: whether there was something to go on with.
  @discardableResult
  mutating func goOnWithApproved(now: Duration) throws(ServiceFailure) -> Bool {
    guard let approved = mcp.nextApproved() else { return false }
    try beginResponse(approved.options, now: now, approved: approved)
    return true
  }

  /// The tools of MCP servers that a response may call, for the script.
  func remoteCalls(_ options: ResponseOptions, words: String) -> [MCPToolCall] {
    options.remoteServers.flatMap { settings in
      mcp.tools(of: settings).map { tool in
        MCPToolCall(
          serverLabel: settings.server.label, name: tool.name,
          arguments: ExampleArguments.json(for: tool.schema, words: words).jsonText)
      }
    }
  }
}

extension ServiceFailure {
  static func unknownApprovalRequest(_ id: String) -> ServiceFailure {
    ServiceFailure(
      "invalid_approval_request_id", "Approval request with ID '\(shortened(id))' not found in conversation.",
      param: "item.approval_request_id")
  }
}

extension LocalItem {
  /// The request that a client's approval or refusal answers.
  fileprivate var approvalRequestID: String? {
    type == "mcp_approval_response" ? json["approval_request_id"]?.string : nil
  }
}
