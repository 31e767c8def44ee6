import RealtimeEvents
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

@Suite struct MCPTests {
  private func update(_ approval: JSONValue? = nil, label: String = "files", allowed: JSONValue = .null)
    -> JSONValue
  {
    var tool: JSONValue = [
      "type": "mcp", "server_label": .string(label), "server_url": "https://mcp.example.com",
      "allowed_tools": allowed,
    ]
    if let approval { tool["require_approval"] = approval }
    return [
      "type": "session.update",
      "session": ["type": "realtime", "tools": [tool], "output_modalities": ["text"]],
    ]
  }

  @Test func `a server's tools are listed when the session names it, once`() throws {
    var driver = SessionDriver.opened()
    let events = driver.send(update("never"))
    #expect(
      events.types == [
        "session.updated", "conversation.item.added", "mcp_list_tools.in_progress",
        "mcp_list_tools.completed",
        "conversation.item.done",
      ])
    let item = try #require(events.last?["item"])
    #expect(item["type"]?.string == "mcp_list_tools")
    #expect(item["server_label"]?.string == "files")
    #expect(item["tools"]?[0]?["name"]?.string == "echo")
    #expect(events[2]["item_id"] == item["id"] && events[3]["item_id"] == item["id"])
    #expect(driver.send(update("never")).types == ["session.updated"])
    #expect(driver.send(update("never", label: "other")).count == 5)
  }

  @Test func `allowed tools are a choice, and a listing may fail`() {
    var script = ReplyScript.parrot
    script.listTools = { server in
      server.label == "gone" ? nil : ["a", "b"].map { MCPServerTool(name: $0, isReadOnly: $0 == "b") }
    }
    var driver = SessionDriver.opened(script: script)
    let named = driver.send(update("never", allowed: ["a"]))
    #expect(named.last?["item"]?["tools"]?.array?.compactMap { $0["name"]?.string } == ["a"])
    let readOnly = driver.send(update("never", allowed: ["read_only": true]))
    #expect(readOnly.last?["item"]?["tools"]?.array?.compactMap { $0["name"]?.string } == ["b"])
    let failed = driver.send(update("never", label: "gone"))
    #expect(
      failed.types == [
        "session.updated", "conversation.item.added", "mcp_list_tools.in_progress", "mcp_list_tools.failed",
      ])
  }

  @Test func `a call streams its arguments, runs and gives its output`() throws {
    var driver = SessionDriver.opened()
    driver.send(update("never"))
    _ = driver.say("echo this")
    let events = driver.send(["type": "response.create"])
    #expect(
      Array(events.order.prefix(10)) == [
        "response.created", "rate_limits.updated", "response.output_item.added", "conversation.item.added",
        "response.mcp_call_arguments.delta", "response.mcp_call_arguments.done",
        "response.mcp_call.in_progress", "response.mcp_call.completed", "response.output_item.done",
        "conversation.item.done",
      ])
    let item = try #require(events.first("response.output_item.done")?["item"])
    #expect(item["type"]?.string == "mcp_call")
    #expect(item["output"] == item["arguments"])
    #expect(item["error"]?.isNull == true && item["approval_request_id"]?.isNull == true)
    #expect(events.joined("response.output_text.delta") == "I have called echo.")
    #expect(events.first("response.output_item.added")?["item"]?["output"]?.isNull == true)
  }

  @Test(arguments: [
    (MCPCallResult.toolError(message: "m"), "tool_execution_error"),
    (.protocolError(code: -32_600, message: "m"), "protocol_error"),
    (.httpError(code: 502, message: "m"), "http_error"),
  ])
  func `a call that fails says how`(result: MCPCallResult, type: String) throws {
    var script = ReplyScript.turns([.mcpCall(serverLabel: "files", name: "echo", arguments: "{}")])
    script.callTool = { _ in result }
    var driver = SessionDriver.opened(script: script)
    driver.send(update("never"))
    let events = driver.send(["type": "response.create"])
    #expect(events.types.contains("response.mcp_call.failed"))
    let item = try #require(events.first("response.done")?["response"]?["output"]?[0])
    #expect(item["error"]?["type"]?.string == type)
    #expect(item["output"]?.isNull == true)
  }

  @Test(
    arguments: [nil, "always", ["always": ["tool_names": ["echo"]]], ["never": ["tool_names": ["other"]]]]
      as [JSONValue?])
  func `a call that needs approval waits for it`(policy: JSONValue?) throws {
    var driver = SessionDriver.opened()
    driver.send(update(policy))
    _ = driver.say("echo this")
    let asked = driver.send(["type": "response.create"])
    let request = try #require(asked.first("response.done")?["response"]?["output"]?[0])
    #expect(request["type"]?.string == "mcp_approval_request")
    #expect(!asked.types.contains("response.mcp_call.in_progress"))
    let approval: JSONValue = [
      "type": "conversation.item.create",
      "item": [
        "id": "yes", "type": "mcp_approval_response", "approval_request_id": request["id"] ?? .null,
        "approve": true,
      ],
    ]
    let events = driver.send(approval)
    #expect(
      events.types.prefix(3) == ["conversation.item.added", "conversation.item.done", "response.created"])
    #expect(events.types.contains("response.mcp_call.completed"))
    let call = try #require(events.first("response.done")?["response"]?["output"]?[0])
    #expect(call["approval_request_id"] == request["id"])
    #expect(events.joined("response.output_text.delta") == "I have called echo.")
  }

  @Test(
    arguments: [["never": ["tool_names": ["echo"]]], ["always": ["tool_names": ["other"]]]] as [JSONValue])
  func `a policy can leave a tool out`(policy: JSONValue) {
    var driver = SessionDriver.opened()
    driver.send(update(policy))
    _ = driver.say("echo this")
    #expect(driver.send(["type": "response.create"]).types.contains("response.mcp_call.completed"))
  }

  @Test func `a refusal makes no call, and an unknown request is an error`() throws {
    var script = ReplyScript.parrot
    script.callTool = { _ in
      Issue.record("the call was made")
      return .output("")
    }
    var driver = SessionDriver.opened(script: script)
    driver.send(update())
    _ = driver.say("echo this")
    let request = try #require(
      driver.send(["type": "response.create"]).first("response.done")?["response"]?["output"]?[0]?["id"])
    let answer: JSONValue = [
      "type": "mcp_approval_response", "id": "no", "approval_request_id": request, "approve": false,
    ]
    #expect(
      driver.send(["type": "conversation.item.create", "item": answer]).types
        == ["conversation.item.added", "conversation.item.done"])
    var unknown = answer
    unknown["id"] = "no2"
    unknown["approval_request_id"] = "mcpr_none"
    let events = driver.send(["type": "conversation.item.create", "item": unknown])
    #expect(events.map(\.errorCode) == ["invalid_approval_request_id"])
  }

  @Test func `the beta API has no MCP servers`() {
    var driver = SessionDriver.opened(generation: .beta)
    let events = driver.send([
      "type": "session.update", "session": ["tools": [["type": "mcp", "server_label": "l"]]],
    ])
    #expect(events[0]["error"]?["param"]?.string == "session.tools[0].type")
  }
}
