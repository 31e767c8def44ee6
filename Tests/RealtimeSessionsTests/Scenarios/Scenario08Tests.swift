import OpenAIRealtime
import RealtimeTestRig
import Testing

@testable import RealtimeSessions

/// What a new connection is given of a conversation.
@Suite(.serialized) struct Scenario08Tests {
  private static let longCallID = "call_" + String(repeating: "x", count: 31)

  private static let items: [ConversationItem] = [
    .system("Speak of boats."), .user([.inputText("What is this?"), .inputImage(url: "data:image/png;base64,AAAA")]),
    .assistant("A boat."),
    .functionCall(FunctionCallItem(callID: longCallID, name: "lookup", arguments: #"{"id":7}"#)),
    .functionCallOutput(callID: longCallID, output: "found"), .user("Thanks."),
  ]

  /// A session that has these items, loses its connection, and is closed when it has them again.
  private func run(
    _ items: [ConversationItem] = items, then scripts: [SessionScript] = [], _ change: (SessionRig) -> Void = { _ in }
  ) throws -> SessionRig {
    let rig = try SessionRig(([SessionScript()] + scripts).map { .serve($0) })
    change(rig)
    let session = try rig.session()
    session.on(.error) { _ in }
    for item in items { session.send(.conversationItemCreate(item)) }
    session.onState { state in
      guard state == .live else { return }
      session.loop.enqueueLocally { rig.server.perform(.endStream, session: 1) }
    }
    session.onRestored { _ in session.close() }
    rig.run(session)
    #expect(rig.cause == .requested)
    return rig
  }

  /// That each item comes after the one before it, by ids that were given.
  private func expectChain(_ events: [JSONValue]) {
    var previous = "root"
    for event in events {
      #expect(event["previous_item_id"]?.string == previous)
      #expect(event["event_id"]?.string != nil)
      previous = event["item"]?["id"]?.string ?? "none"
    }
    #expect(Set(events.compactMap { $0["event_id"]?.string }).count == events.count)
  }

  @Test func `8: the items come in order after the settings, each after the one before`() async throws {
    try await onThread { [self] in
      let rig = try run()
      let events = rig.json("conversation.item.create", 2)
      expectChain(events)
      #expect(rig.received(2) == ["session.update"] + events.map { _ in "conversation.item.create" })
      #expect(
        rig.createdItems(2) == [
          "system: Speak of boats.", "user: What is this?", "assistant: A boat.", "function_call: lookup",
          "function_call_output: found", "user: Thanks.",
        ])
      #expect(rig.restored.first?.items[.userMessage].cut == 1, "an image is left out")
      #expect(rig.restored.first?.items.total.kept == 5)
    }
  }

  @Test func `8: a call whose id is too long has a shorter one, as its output has`() async throws {
    try await onThread { [self] in
      let ids = try run().json("conversation.item.create", 2).compactMap { $0["item"]?["call_id"]?.string }
      #expect(ids.count == 2 && Set(ids).count == 1 && ids.allSatisfy { $0.utf8.count <= 32 })
    }
  }

  @Test func `8: an image comes along where that is wanted`() async throws {
    try await onThread { [self] in
      let rig = try run { $0.plan.memory.keepsImages = true }
      let content = rig.json("conversation.item.create", 2).dropFirst().first?["item"]?["content"]?.array.map(
        Array.init)
      #expect(content?.last?["image_url"]?.string == "data:image/png;base64,AAAA")
    }
  }

  @Test func `8: of a long conversation the newest items come, and no output without its call`() async throws {
    try await onThread { [self] in
      let rig = try run { $0.plan.memory.maximumItemCount = 3 }
      let created = rig.createdItems(2)
      #expect(created.last == "user: Thanks." && created.count <= 3)
      #expect(created.contains("function_call: lookup") == created.contains("function_call_output: found"))
      expectChain(rig.json("conversation.item.create", 2))
    }
  }

  @Test func `8: an output whose call was edited out does not come`() async throws {
    try await onThread { [self] in
      let rig = try run { rig in
        rig.plan.editHistory = { items in items.filter { if case .functionCall = $0 { false } else { true } } }
      }
      #expect(!rig.createdItems(2).contains("function_call_output: found") && rig.createdItems(2).count == 4)
    }
  }

  @Test func `8: an item that is refused is left out, and the others come`() async throws {
    try await onThread { [self] in
      let failure = ServiceFailure(code: "invalid_value", message: "Not that.")
      let refusing = SessionScript().at(.onReceiving("conversation.item.create", 2), .drop, .sendError(failure))
      let rig = try run(then: [refusing])
      let restored = try #require(rig.restored.first)
      #expect(
        restored.items[.userMessage].dropped == 1 && restored.items.total.kept == 5,
        "\(restored) \(rig.createdItems(2)) \(rig.passed.filter { $0.session == 2 && $0.type == "error" }.map(\.json))")
      #expect(rig.createdItems(2).last == "user: Thanks.")
    }
  }

  @Test func `8: an item that is there already is there`() async throws {
    try await onThread { [self] in
      let failure = ServiceFailure(code: "item_create_duplicate_item_id", message: "It is there.")
      let refusing = SessionScript().at(.onReceiving("conversation.item.create", 6), .drop, .sendError(failure))
      let rig = try run(then: [refusing])
      #expect(rig.restored.first?.items.total.kept == 5 && rig.restored.first?.items.total.dropped == 0)
    }
  }

  @Test(arguments: [SessionAction.reset, .endStream, .close(.internalError)])
  func `8: a replay that fails half-way is an attempt that failed, and the next has all`(end: SessionAction)
    async throws
  {
    try await onThread { [self] in
      let failing = SessionScript().at(.onReceiving("conversation.item.create", 3), end)
      let rig = try run(then: [failing, failing])
      #expect(rig.createdItems(4).count == 6 && rig.restored.count == 1)
      #expect(rig.restored.first?.items.total.kept == 5)
      expectChain(rig.json("conversation.item.create", 4))
      #expect(rig.states.dropFirst().filter { $0 == .live }.count == 1)
    }
  }

  @Test func `8: what is sent while the conversation is replayed comes too, once`() async throws {
    try await onThread {
      let slow = SessionScript().at(.onReceiving("conversation.item.create", 1), .pause(.milliseconds(300)))
      let rig = try SessionRig([
        .serve(SessionScript().at(.afterSending("conversation.item.done", 1), .endStream)), .serve(slow),
      ])
      let session = try rig.session()
      session.send(.conversationItemCreate(.user("Before.")))
      session.on(.sessionUpdated) { _ in
        guard rig.server.counts.openedSessions == 2 else { return }
        session.loop.schedule(after: .milliseconds(100)) { session.send(.conversationItemCreate(.user("Meanwhile."))) }
      }
      session.onRestored { _ in session.respond { _ in session.close() } }
      rig.run(session)
      #expect(rig.createdItems(2) == ["user: Before.", "user: Meanwhile."])
    }
  }

  @Test func `8: what an old connection still says reaches nobody`() async throws {
    try await onThread {
      let rig = try SessionRig.rollingOver()
      let session = try rig.session()
      var heard: [String] = []
      session.on(.responseOutputTextDelta) { heard.append($0.delta) }
      session.onRestored { report in
        #expect(report.reason == .rolledOver)
        rig.server.perform(
          .send(
            #"{"type":"response.output_text.delta","response_id":"r","item_id":"i","output_index":0,"content_index":0,"#
              + #""delta":"late"}"#), session: 1)
        session.loop.schedule(after: .milliseconds(100)) { session.respond { _ in session.close() } }
      }
      rig.run(session)
      #expect(!heard.isEmpty && !heard.contains("late"))
    }
  }
}
