import OpenAIRealtime
import RealtimeLocalServer
import Testing

@testable import RealtimeSessions

/// Approvals over wss, against a server that asks for them.
@Suite struct MCPApprovalsServerTests {
  @Test(arguments: [true, false]) func `the service goes on as it was told`(approves: Bool) throws {
    let call = MCPToolCall(serverLabel: "shop", name: "buy", arguments: "{}")
    let rig = try ToolRig(ReplyScript { _ in Reply(items: [.mcpCall(call)]) })
    let rt = rig.rt
    var approvals = MCPApprovals()
    var asked: [MCPApprovalRequestItem] = []
    var resultCount = 0
    rt.on(.event) { event in
      for effect in approvals.receive(event, at: rig.loop.now) {
        guard case .tell(.asked(let item)) = effect else { continue }
        asked.append(item)
      }
    }
    rt.on(.sessionCreated) { _ in
      let tool = MCPTool(
        serverLabel: "shop", serverURL: "https://mcp.example.com", requireApproval: .value(.always))
      rt.send(.sessionUpdate(.realtime(.init(tools: [.mcp(tool)]))))
    }
    rt.once(.sessionUpdated) { _ in rt.send(.responseCreate()) }
    rt.once(.responseDone) { _ in
      guard let id = asked.first?.id, let event = approvals.answer(id, approve: approves) else {
        return rt.close()
      }
      rt.send(event)
    }
    rt.on(.responseMCPCallCompleted) { _ in resultCount += 1 }
    rt.on(.conversationItemDone) { event in
      // What comes last: the call, or the answer that allowed none.
      switch event.item {
      case .mcpCall: rt.close()
      case .mcpApprovalResponse where !approves: rt.close()
      default: break
      }
    }
    rig.run()
    #expect(asked.map(\.name) == ["buy"] && resultCount == (approves ? 1 : 0))
  }
}
