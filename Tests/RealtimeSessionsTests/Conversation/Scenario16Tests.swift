import OpenAIRealtime
import RealtimeSessions
import RealtimeTestRig
import Testing

/// Scenario 16: every call gets one output, whatever happens to it.
@Suite struct Scenario16Tests {
  private typealias Finish = (Result<String, any Error>) -> Void

  private static func calls(_ names: [String], arguments: String = "{}") -> [Reply.Item] {
    names.map { .functionCall(name: $0, arguments: arguments) }
  }

  /// The outputs that went over a connection, in order.
  private static func outputs(_ spoken: SpokenRig, _ connection: Int = 1) -> [String] {
    spoken.rig.json("conversation.item.create", connection).compactMap { $0["item"]?["output"]?.string }
  }

  private static let answer = Reply.text("Well.")

  @Test func `16 calls of one response are answered as they end, and the model goes on once`() async throws {
    try await onThread {
      let reply = Reply(
        items: Self.calls(["slow", "quick", "fails", "hangs"]) + Self.calls(["broken"], arguments: "{"))
      let spoken = try SpokenRig([reply, Self.answer])
      let session = spoken.session
      var slow: Finish?
      var brokenCount = 0
      session.tools.register(FunctionTool(name: "slow")) { _, finish in slow = finish }
      session.tools.register(FunctionTool(name: "quick")) { _, finish in finish(.success("quick")) }
      session.tools.register(FunctionTool(name: "fails")) { _, finish in finish(.failure(ToolError("no luck"))) }
      session.tools.register(FunctionTool(name: "hangs"), timeLimit: .milliseconds(30)) { _, _ in }
      session.tools.register(FunctionTool(name: "broken")) { _, _ in brokenCount += 1 }
      session.on(.conversationItemDone) { event in
        // The last one to end, long after its turn.
        guard case .functionCallOutput(let item) = event.item, item.output.contains("too long") else { return }
        slow?(.success("slow"))
      }
      var doneCount = 0
      session.on(.responseDone) { _ in
        doneCount += 1
        if doneCount == 2 { session.close() }
      }
      spoken.respond()
      spoken.run()
      let outputs = Self.outputs(spoken)
      #expect(outputs.count == 5 && brokenCount == 0)
      #expect(outputs.first == "quick" && outputs.last == "slow" && outputs.contains("no luck"))
      #expect(spoken.rig.json("response.create", 1).count == 2)
      #expect(spoken.rig.complaints == [])
    }
  }

  @Test func `16 a call that comes twice runs once`() async throws {
    try await onThread {
      let spoken = try SpokenRig(
        [Reply(items: Self.calls(["f"])), Self.answer],
        SessionScript().at(.beforeSending("response.output_item.done"), .sendTwice))
      var runCount = 0
      spoken.session.tools.register(FunctionTool(name: "f")) { _, finish in
        runCount += 1
        finish(.success("once"))
      }
      var doneCount = 0
      spoken.session.on(.responseDone) { _ in
        doneCount += 1
        if doneCount == 2 { spoken.session.close() }
      }
      spoken.respond()
      spoken.run()
      #expect(runCount == 1 && Self.outputs(spoken) == ["once"])
    }
  }

  @Test func `16 who is interrupted while a function runs still gets its output, once`() async throws {
    try await onThread {
      let reply = Reply(items: [.message([.speech(milliseconds: 2_000)])] + Self.calls(["f"]))
      let spoken = try SpokenRig([reply, Self.answer])
      let session = spoken.session
      session.tools.register(FunctionTool(name: "f")) { _, finish in
        session.once(.conversationItemTruncated) { _ in finish(.success("later")) }
      }
      session.once(.responseDone) { _ in session.interrupt() }
      session.respond { _ in
        session.once(.responseDone) { _ in session.close() }
      }
      spoken.run()
      #expect(Self.outputs(spoken) == ["later"] && spoken.truncations() == [[0, 0]])
      #expect(spoken.rig.json("response.create", 1).count == 2)
    }
  }

  @Test func `16 an output that got lost with its connection is sent again, and its function does not run again`()
    async throws
  {
    try await onThread {
      let script = SessionScript().at(.onReceiving("conversation.item.create"), .drop, .reset)
      let rig = try SessionRig([.serve(script)]) { configuration in
        configuration.script = ReplyScript { $0.session == 1 ? Reply(items: Self.calls(["f"])) : Self.answer }
      }
      let spoken = try SpokenRig(rig)
      let session = spoken.session
      var runCount = 0
      session.tools.register(FunctionTool(name: "f")) { _, finish in
        runCount += 1
        session.once(.responseDone) { _ in finish(.success("kept")) }
      }
      session.onRestored { _ in
        session.on(.responseDone) { _ in session.close() }
      }
      spoken.respond()
      spoken.run()
      #expect(runCount == 1 && Self.outputs(spoken, 2).first == "kept")
      #expect(Self.outputs(spoken, 2).count == 1)
      #expect(spoken.rig.json("response.create", 2).count == 1)
    }
  }
}
