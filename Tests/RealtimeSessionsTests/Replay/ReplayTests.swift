import OpenAIRealtime
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

@Suite struct ReplayTests {
  static let longCallID = "call_of_thirty_six_characters_______"

  static func mirror(_ items: ConversationItem...) -> ConversationMirror {
    var mirror = ConversationMirror()
    for item in items { mirror.sent(.conversationItemCreate(item)) }
    return mirror
  }

  static func call(_ callID: String) -> ConversationItem {
    .functionCall(FunctionCallItem(callID: callID, name: "f", arguments: "{}"))
  }

  // MARK: What is sent

  @Test func `each item comes after the one before, the first after the root, with ids of the event and the item`()
    throws
  {
    let mirror = Self.mirror(.user("A").named("a"), .assistant("B").named("b"), .system("C"))
    var replay = Replay(eventIDPrefix: "again")
    let events = replay.events(for: mirror).map(\.json)
    #expect(events.map { $0["type"]?.string } == Array(repeating: "conversation.item.create", count: 3))
    #expect(events.map { $0["previous_item_id"]?.string } == ["root", "a", "b"])
    #expect(events.map { $0["item"]?["id"]?.string }.prefix(2) == ["a", "b"])
    #expect(events[2]["item"]?["id"]?.string != nil)
    #expect(Set(events.compactMap { $0["event_id"]?.string }).count == 3)
    #expect(events.allSatisfy { $0["event_id"]?.string?.hasPrefix("again_") == true })
  }

  @Test func `an empty conversation is replayed at once`() {
    var replay = Replay(anchor: "Go on.")
    #expect(!replay.isDone)
    #expect(replay.events(for: ConversationMirror()) == [])
    #expect(replay.isDone && replay.restored == RestoredItems())
  }

  @Test func `a call id that is too long is another, the same in the call, its output and a later output`() throws {
    var mirror = Self.mirror(Self.call(Self.longCallID), Self.call("short"))
    let output = ConversationItem.functionCallOutput(callID: Self.longCallID, output: "ok")
    // The session that made the id knows it.
    var native = ConversationMirror()
    try native.receive(json: Said.call("a", after: nil, Self.longCallID))
    #expect(native.addressed(.conversationItemCreate(output)) == .conversationItemCreate(output))
    // The second session after it knows the shorter id alone, and the tool still the longer one.
    var service = FakeConversation()
    for _ in 0..<2 {
      var replay = Replay()
      service = FakeConversation()
      try replay.run(replay.events(for: mirror), on: &service)
      #expect(replay.isDone && replay.restored[.call].kept == 2)
      #expect(mirror.adopt(replay) == [])
      #expect(service.items.compactMap { $0.item["call_id"]?.string?.count }.max() == 32)
    }
    let event = mirror.addressed(.conversationItemCreate(output))
    mirror.sent(event)
    try mirror.receive(service.receive(event))
    #expect(service.texts == ["{}", "{}", "ok"])
    // It is restored in its pair from then on, also when it was sent under the longer id during an outage.
    #expect(mirror.restoredTexts == ["f({})", "f({})", "=> ok"])
    var lost = Self.mirror(Self.call(Self.longCallID))
    lost.sent(.conversationItemCreate(output))
    #expect(lost.restoredTexts == ["f({})", "=> ok"])
    let other = ClientEvent.conversationItemCreate(.functionCallOutput(callID: "short", output: ""))
    #expect(mirror.addressed(other) == other && mirror.addressed(.responseCreate()) == .responseCreate())
  }

  @Test func `the model is told to go on, after everything, and not again at every replay`() throws {
    var mirror = Self.mirror(.user("A"), .user("B"))
    for _ in 0..<3 {
      var (replay, service) = (Replay(anchor: "Go on."), FakeConversation())
      try replay.run(replay.events(for: mirror), on: &service)
      #expect(service.texts == ["A", "B", "Go on."] && replay.isDone)
      #expect(replay.restored.total.kept == 2)
      #expect(mirror.adopt(replay) == [])
    }
    #expect(mirror.restoredTexts == ["A", "B"])
  }

  // MARK: Edits

  @Test func `an edit changes, removes and adds items, and the mirror has what came of it`() throws {
    var mirror = Self.mirror(.user("A").named("a"), .user("B").named("b"), .user("C").named("c"), Self.call("x"))
    mirror.sent(.conversationItemCreate(.functionCallOutput(callID: "x", output: "ok")))
    var (replay, service) = (Replay(), FakeConversation())
    let events = replay.events(for: mirror) { items in
      [.system("Summary").named("mine"), .user("B!").named("b"), .user("twice").named("b"), items[2], items[4]]
    }
    try replay.run(events, on: &service)
    // The output has lost its call.
    #expect(service.texts == ["Summary", "B!", "twice", "C"])
    #expect(Set(service.ids).count == 4 && service.ids[1] == "b" && service.ids[3] == "c")
    #expect(service.ids[0] == "mine")
    #expect(replay.restored[.userMessage].dropped == 1 && replay.restored[.output].dropped == 1)
    #expect(mirror.adopt(replay) == [] && mirror.restoredTexts == service.texts)
    // The next one gives its own items ids that are free.
    var next = Replay()
    var session = FakeConversation()
    try next.run(next.events(for: mirror) { [.system("Again")] + $0 }, on: &session)
    #expect(session.texts == ["Again", "Summary", "B!", "twice", "C"] && next.isDone)
  }

  // MARK: Answers

  @Test func `a replay is done when every item was answered, whether it was taken, was there or was refused`() throws {
    let mirror = Self.mirror(.user("A").named("a"), .user("B").named("b"), .user("C").named("c"))
    var replay = Replay()
    let events = replay.events(for: mirror)
    #expect(try replay.receive(json: Said.user("a", after: nil, "A")) == [] && !replay.isDone)
    #expect(try replay.receive(json: Said.error("item_create_duplicate_item_id", events[1].eventID)) == [])
    #expect(try replay.receive(json: Said.error("invalid_value", "somebody's")) == [] && !replay.isDone)
    #expect(try replay.receive(json: Said.error("server_error", nil, type: "server_error")) == [] && !replay.isDone)
    #expect(try replay.receive(json: Said.error("invalid_value", events[2].eventID)) == [])
    #expect(replay.isDone && replay.restored[.userMessage].kept == 2 && replay.restored[.userMessage].dropped == 1)
  }

  @Test func `items of the beta API are created and not added`() throws {
    var replay = Replay()
    _ = replay.events(for: Self.mirror(.user("A").named("a")))
    _ = try replay.receive(json: Said.item("a", after: nil, Said.message("user", ""), verb: "created"))
    #expect(replay.isDone)
  }

  @Test(arguments: [["b"], ["a"], ["e"], ["b", "c"], ["a", "c", "e"], ["a", "b", "c", "d", "e"]])
  func `a refused item costs that item, and not those after it`(refused: [String]) throws {
    let all = ["a", "b", "c", "d", "e"]
    var mirror = ConversationMirror()
    for id in all { mirror.sent(.conversationItemCreate(.user(id).named(id))) }
    var (replay, service) = (Replay(anchor: "Go on."), FakeConversation())
    service.refused = Set(refused)
    try replay.run(replay.events(for: mirror), on: &service)
    let kept = all.filter { !refused.contains($0) }
    #expect(service.texts == kept + ["Go on."] && replay.isDone)
    #expect(replay.restored.total.kept == kept.count && replay.restored.total.dropped == refused.count)
    #expect(mirror.adopt(replay) == [] && mirror.restoredTexts == kept)
  }

  @Test func `the output of a refused call is refused with it, though the service names no event`() throws {
    var mirror = Self.mirror(.user("A"), Self.call("x").named("call"))
    mirror.sent(.conversationItemCreate(.functionCallOutput(callID: "x", output: "ok")))
    mirror.sent(.conversationItemCreate(.user("B")))
    var (replay, service) = (Replay(), FakeConversation())
    service.refused = ["call"]
    try replay.run(replay.events(for: mirror), on: &service)
    #expect(service.texts == ["A", "B"] && replay.isDone)
    #expect(replay.restored[.call].dropped == 1 && replay.restored[.output].dropped == 1)
  }

  @Test func `a refused item costs no output, though that comes before its call does`() throws {
    var mirror = Self.mirror(.user("A").named("a"), Self.call("x"))
    mirror.sent(.conversationItemCreate(.functionCallOutput(callID: "x", output: "ok")))
    mirror.sent(.conversationItemCreate(.user("B")))
    var (replay, service) = (Replay(), FakeConversation())
    service.refused = ["a"]
    try replay.run(replay.events(for: mirror), on: &service)
    #expect(service.texts == ["{}", "ok", "B"] && replay.isDone)
    #expect(replay.restored.total.kept == 3 && replay.restored.total.dropped == 1)
  }

  @Test func `an error without a name is about what has waited longest`() throws {
    var mirror = Self.mirror(.user("A").named("a"), .user("B").named("b"))
    var replay = Replay()
    _ = replay.events(for: mirror)
    _ = try replay.receive(json: Said.user("a", after: nil, "A"))
    _ = try replay.receive(json: Said.error("invalid_value", nil))
    #expect(replay.isDone && mirror.adopt(replay) == [] && mirror.restoredTexts == ["A"])
  }

  @Test func `a service that never knows the place is not asked for ever`() throws {
    var replay = Replay()
    var events = replay.events(for: Self.mirror(.user("A"), .user("B"), .user("C")))
    var count = 0
    while !events.isEmpty && count < 1_000 {
      count += 1
      events += try replay.receive(
        json: Said.error("item_create_invalid_previous_item_id", events.removeFirst().eventID))
    }
    #expect(replay.isDone && count < 100 && replay.restored.total.dropped == 3)
  }

  // MARK: What the mirror has of it

  @Test func `a replay that fails half-way leaves the mirror as it was`() throws {
    let mirror = Self.mirror(.user("A").named("a"), Self.call(Self.longCallID), .user("B").named("b"))
    let before = mirror.restored
    var first = Replay()
    var lost = FakeConversation()
    let events = first.events(for: mirror) { [.system("Summary")] + $0 }
    try first.run(Array(events.prefix(2)), on: &lost)
    #expect(!first.isDone && mirror.restored == before)
    var (second, service) = (Replay(), FakeConversation())
    try second.run(second.events(for: mirror), on: &service)
    #expect(second.isDone && service.ids == before.map { $0.id ?? "" })
  }

  @Test func `nothing is there twice after a replay`() throws {
    var mirror = ConversationMirror()
    try mirror.receive([
      Said.userSpeech("u", after: nil), Said.assistant("a", after: "u"), Said.speech("a", "Hello."),
      Said.speechDone("a", "Hello."),
    ])
    mirror.sent(.conversationItemCreate(.user("unconfirmed")))
    var (replay, service) = (Replay(), FakeConversation())
    var echoes: [String] = []
    for event in replay.events(for: mirror) {
      let answers = try service.receive(event)
      for answer in answers { _ = try replay.receive(json: answer) }
      echoes += answers
    }
    #expect(replay.isDone && mirror.adopt(replay) == [])
    // Late echoes, some of them again.
    try mirror.receive(echoes)
    #expect(mirror.itemCount == 3 && mirror.restored.map(\.id) == service.ids)
    #expect(mirror.restoredTexts == service.texts)
    // The conversation goes on.
    try mirror.receive([Said.user("n", after: service.ids[2], "New")])
    #expect(mirror.restoredTexts.last == "New")
  }

  @Test func `what happened while the replay ran is made good with it`() throws {
    var mirror = ConversationMirror()
    try mirror.receive([Said.assistant("s", after: nil), Said.speech("s", "one two"), Said.user("a", after: "s", "A")])
    mirror.sent(.conversationItemCreate(.user("B").named("b")))
    var (replay, service) = (Replay(), FakeConversation())
    try replay.run(replay.events(for: mirror), on: &service)
    mirror.sent(.conversationItemDelete("a"))
    mirror.sent(.conversationItemCreate(.user("C").named("c"), previousItemID: "s"))
    _ = mirror.cut(itemID: "s", contentIndex: 0, heardMilliseconds: 5, receivedMilliseconds: 10)
    let events = mirror.adopt(replay)
    #expect(mirror.restoredTexts == ["one [interrupted]", "C", "B"])
    for event in events { try mirror.receive(service.receive(event)) }
    #expect(service.texts == mirror.restoredTexts && mirror.restored.map(\.id) == service.ids)
  }

  @Test func `a session that stands by is given items when they are final, and what changes of them`() throws {
    var mirror = ConversationMirror()
    try mirror.receive([Said.userSpeech("u", after: nil), Said.assistant("a", after: "u"), Said.speech("a", "one")])
    var (replay, standby) = (Replay(anchor: "Go on."), FakeConversation())
    func keepUp(includingUnfinished: Bool = false) throws -> [String] {
      try replay.run(replay.events(for: mirror, includingUnfinished: includingUnfinished), on: &standby)
      #expect(replay.isDone)
      return standby.texts
    }
    let unknown = mirror.configuration.untranscribedSpeech
    #expect(try keepUp() == [unknown, "Go on."] && replay.restored[.assistantMessage].dropped == 1)
    try mirror.receive(json: Said.transcript("u", "Count!"))
    #expect(try keepUp() == ["Count!", "Go on."])
    #expect(try keepUp() == ["Count!", "Go on."])
    try mirror.receive(json: Said.speechDone("a", "one two"))
    #expect(try keepUp() == ["Count!", "one two", "Go on."])
    try mirror.receive([Said.assistant("b", after: "a"), Said.speech("b", "three")])
    #expect(try keepUp() == ["Count!", "one two", "Go on."])
    #expect(try keepUp(includingUnfinished: true) == ["Count!", "one two", "three", "Go on."])
    #expect(mirror.adopt(replay) == [])
    #expect(replay.restored.total.kept == 3 && replay.restored.total.dropped == 0)
  }

  @Test func `the summary counts what is whole, what is not, and what is missing`() throws {
    var mirror = ConversationMirror()
    try mirror.receive([
      Said.userSpeech("u1", after: nil), Said.userSpeech("u2", after: "u1"), Said.transcript("u1", "Hello."),
      Said.item("i", after: "u2", Said.message("user", #"{"type":"input_image"},{"type":"input_text","text":"x"}"#)),
      Said.assistant("a", after: "i"), Said.speech("a", "one two"), Said.assistant("b", after: "a"),
      Said.call("c", after: "b", "c", status: "incomplete"), Said.item("m", after: "c", #""type":"mcp_call""#),
    ])
    mirror.sent(.conversationItemCreate(.functionCallOutput(callID: "c", output: "")))
    mirror.sent(.conversationItemCreate(.system("Be kind.")))
    _ = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 5, receivedMilliseconds: 10)
    var (replay, service) = (Replay(), FakeConversation())
    let events = replay.events(for: mirror)
    #expect(replay.restored.total.kept == 0)
    try replay.run(events, on: &service)
    func count(_ kind: RestoredItems.Kind) -> [Int] {
      let count = replay.restored[kind]
      return [count.kept, count.cut, count.dropped]
    }
    #expect(count(.systemMessage) == [1, 0, 0] && count(.userMessage) == [1, 2, 0])
    #expect(count(.assistantMessage) == [0, 1, 1] && count(.call) == [0, 0, 1])
    #expect(count(.output) == [0, 0, 1] && count(.other) == [0, 0, 1])
    let total = replay.restored.total
    #expect(total.kept == 2 && total.cut == 3 && total.dropped == 4)
    #expect("\(total)" == "2 kept, 3 cut, 4 dropped")
    #expect("\(replay.restored)".hasPrefix("systemMessage 1 kept, 0 cut, 0 dropped; userMessage 1 kept, 2 cut"))
  }
}
