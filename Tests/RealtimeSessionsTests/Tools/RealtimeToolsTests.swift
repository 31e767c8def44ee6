import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// Functions over wss, against a server that calls them.
@Suite struct RealtimeToolsTests {
  private static let texts = ToolCalls.Texts()

  private struct Unspeakable: Error {}

  /// Replies with these calls first, and with words to their outputs.
  private static func calls(_ calls: (name: String, arguments: String)...) -> ReplyScript {
    let items = calls.map { Reply.Item.functionCall(name: $0.name, arguments: $0.arguments) }
    return ReplyScript { $0.turn == 0 ? Reply(items: items) : .text("Well.") }
  }

  /// A function that answers with its own name.
  private static func add(_ names: String..., to tools: RealtimeTools) {
    for name in names {
      tools.register(FunctionTool(name: name)) { (_, finish: (Result<String, any Error>) -> Void) in
        finish(.success(name))
      }
    }
  }

  @Test func `parallel calls, answered out of order, failing, too slow, broken, unknown`() async throws {
    try await onThread {
      let rig = try ToolRig(
        Self.calls(
          ("first", "{}"), ("second", #"{"n":2}"#), ("throws", "{}"), ("says", "{}"), ("hangs", "{}"),
          ("broken", "{"), ("missing", "{}"), ("sleeps", "{}"), ("async", #"{"city":"Ulm"}"#)))
      let tools = RealtimeTools(on: rig.loop)
      var unhandled: [any Error] = []
      rig.loop.unhandledError = { unhandled.append($0) }
      // Later than the next, and from outside of its call.
      tools.register(FunctionTool(name: "first")) { [loop = rig.loop] _, finish in
        loop.schedule(after: .milliseconds(20)) { finish(.success("1")) }
      }
      tools.register(FunctionTool(name: "second")) { call, finish in
        finish(.success("2: \(call.arguments.jsonText)"))
        finish(.success("twice"))
      }
      tools.register(FunctionTool(name: "throws")) { _, finish in finish(.failure(Unspeakable())) }
      tools.register(FunctionTool(name: "says")) { _, finish in finish(.failure(ToolError("Ask again."))) }
      tools.register(FunctionTool(name: "hangs"), timeLimit: .milliseconds(40)) { _, _ in }
      Self.add("broken", to: tools)
      let isCancelled = Locked(false)
      tools.register(FunctionTool(name: "sleeps"), timeLimit: .milliseconds(60)) { _ in
        do { try await Task.sleep(for: .seconds(60)) } catch {
          isCancelled.withLock { $0 = true }
          throw error
        }
        return "awake"
      }
      tools.register(FunctionTool(name: "async")) { call in
        await Task.yield()
        return "rain in \(call.arguments["city"]?.string ?? "")"
      }
      #expect(tools.tools.count == 8)
      tools.attach(to: rig.rt)
      rig.rt.on(.sessionCreated) { _ in rig.rt.send(.responseCreate()) }
      rig.close(afterResponses: 2)
      rig.run()
      #expect(
        rig.outputs.sorted()
          == [
            "1", #"2: {"n":2}"#, Self.texts.failed, "Ask again.", Self.texts.timedOut, Self.texts.timedOut,
            Self.texts.brokenArguments, Self.texts.unknownTool, "rain in Ulm",
          ].sorted())
      #expect(rig.responseCreateCount == 2, "the first, and one for all outputs")
      #expect(isCancelled.withLock { $0 })
      #expect(unhandled.count == 1 && unhandled.first is Unspeakable)
      #expect(tools.openCount == 0 && tools.droppedOutputCount == 0)
    }
  }

  @Test func `a call that is delivered twice runs once`() throws {
    let session = SessionScript().at(.beforeSending("response.output_item.done"), .sendTwice)
    let rig = try ToolRig(Self.calls(("f", "{}")), session)
    let tools = RealtimeTools(on: rig.loop)
    var runCount = 0
    tools.register(FunctionTool(name: "f")) { _, finish in
      runCount += 1
      finish(.success("done"))
    }
    tools.attach(to: rig.rt)
    rig.rt.on(.sessionCreated) { _ in rig.rt.send(.responseCreate()) }
    rig.close(afterResponses: 2)
    rig.run()
    #expect(runCount == 1 && rig.outputs == ["done"] && rig.responseCreateCount == 2)
  }

  @Test(arguments: [true, false])
  func `a response of the service comes in between`(userSpoke: Bool) throws {
    // It begins just before the request is taken, which is then refused.
    let speech =
      #"{"type":"input_audio_buffer.speech_started","event_id":"event_x","audio_start_ms":0,"item_id":"item_x"}"#
    let session = SessionScript().at(
      .onReceiving("response.create", 2), (userSpoke ? [.send(speech)] : []) + [.respond])
    let rig = try ToolRig(Self.calls(("f", "{}")), session)
    let tools = RealtimeTools(on: rig.loop)
    Self.add("f", to: tools)
    tools.attach(to: rig.rt)
    rig.rt.on(.sessionCreated) { _ in rig.rt.send(.responseCreate()) }
    var refusals: [String?] = []
    rig.rt.on(.error) { refusals.append($0.error?.code) }
    rig.close(afterResponses: userSpoke ? 2 : 3)
    rig.run()
    #expect(refusals == ["conversation_already_has_active_response"])
    #expect(rig.responseCreateCount == (userSpoke ? 2 : 3) && rig.outputs == ["f"])
  }

  @Test func `the user's turn began a response before the output, so none is asked for`() throws {
    let speech =
      #"{"type":"input_audio_buffer.speech_started","event_id":"event_x","audio_start_ms":0,"item_id":"item_x"}"#
    let session = SessionScript().at(.endOfTurn(1), .send(speech), .respond)
    let rig = try ToolRig(Self.calls(("f", "{}")), session)
    let tools = RealtimeTools(on: rig.loop)
    tools.register(FunctionTool(name: "f")) { [unowned rig] _, finish in
      var count = 0
      rig.rt.on(.responseDone) { _ in
        count += 1
        if count == 2 { finish(.success("late")) }
      }
    }
    tools.attach(to: rig.rt)
    rig.rt.on(.sessionCreated) { _ in rig.rt.send(.responseCreate()) }
    // The answer to this proves that the output has arrived, and that nothing followed it.
    rig.rt.on(.responseDone) { [unowned rig] _ in
      if !rig.outputs.isEmpty { return }
      rig.rt.send(.inputAudioBufferClear())
    }
    rig.rt.on(.conversationItemDone) { [unowned rig] event in
      if case .functionCallOutput = event.item { rig.rt.close() }
    }
    rig.run()
    #expect(rig.outputs == ["late"] && rig.responseCreateCount == 1)
  }

  @Test func `a connection that is gone drops the output, and the next one is served`() throws {
    let rig = try ToolRig(ReplyScript { _ in Reply(items: [.functionCall(name: "f", arguments: "{}")]) })
    let tools = RealtimeTools(on: rig.loop)
    var finish: ((Result<String, any Error>) -> Void)?
    tools.register(FunctionTool(name: "f")) { _, done in finish = done }
    tools.attach(to: rig.rt)
    rig.rt.on(.sessionCreated) { [unowned rig] _ in rig.rt.send(.responseCreate()) }
    rig.rt.on(.responseDone) { [unowned rig] _ in rig.rt.close() }
    var second: OpenAIRealtimeWS?
    rig.rt.socket.on(.close) { [unowned rig] _ in
      finish?(.success("nobody hears"))
      #expect(tools.openCount == 1 && tools.droppedOutputCount == 0)
      do {
        let rt = try rig.local.connect()
        second = rt
        tools.attach(to: rt)
        #expect(tools.openCount == 0 && tools.droppedOutputCount == 1)
        rt.on(.sessionCreated) { [unowned rt] _ in rt.send(.responseCreate()) }
        rt.on(.responseDone) { _ in finish?(.success("heard")) }
        rt.on(.conversationItemDone) { [unowned rt] event in
          if case .functionCallOutput = event.item { rt.close() }
        }
        rt.socket.on(.close) { _ in rig.local.server.close() }
      } catch { Issue.record(error) }
    }
    rig.loop.run()
    #expect(rig.outputs == ["heard"])
    _ = second
  }

  @Test func `a function that is registered again is replaced, and one taken away is unknown`() throws {
    let rig = try ToolRig(Self.calls(("f", "{}"), ("g", "{}")))
    let tools = RealtimeTools(on: rig.loop)
    Self.add("f", "g", to: tools)
    tools.register(FunctionTool(name: "f", description: "new")) { _, finish in finish(.success("new")) }
    #expect(tools.tools.count == 2 && tools.tools[0] == .function(FunctionTool(name: "f", description: "new")))
    tools.unregister("g")
    tools.attach(to: rig.rt)
    rig.rt.on(.sessionCreated) { _ in rig.rt.send(.responseCreate()) }
    rig.close(afterResponses: 2)
    rig.run()
    #expect(rig.outputs == ["new", Self.texts.unknownTool])
  }

  @Test func `calls are cancelled by the application`() throws {
    let rig = try ToolRig(Self.calls(("f", "{}"), ("f", "{}")))
    let tools = RealtimeTools(on: rig.loop)
    var ids: [String] = []
    tools.register(FunctionTool(name: "f")) { call, _ in ids.append(call.callID) }
    tools.attach(to: rig.rt)
    rig.rt.on(.sessionCreated) { _ in rig.rt.send(.responseCreate()) }
    rig.rt.once(.responseDone) { _ in
      tools.cancel(ids[0])
      tools.cancelAll()
    }
    rig.close(afterResponses: 2)
    rig.run()
    #expect(rig.outputs == [Self.texts.cancelled, Self.texts.cancelled] && rig.responseCreateCount == 2)
  }
}
