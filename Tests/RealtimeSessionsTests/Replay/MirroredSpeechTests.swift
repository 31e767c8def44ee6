import OpenAIRealtime
import Testing

@testable import RealtimeSessions

/// Speech of which the user has heard a part.
@Suite struct MirroredSpeechTests {
  static let mark = " [interrupted]"

  static func mirror(_ text: String, isDone: Bool = true) throws -> ConversationMirror {
    var mirror = ConversationMirror()
    try mirror.receive([Said.assistant("a", after: nil), Said.speech("a", text)])
    if isDone { try mirror.receive(json: Said.speechDone("a", text)) }
    return mirror
  }

  @Test(arguments: [
    (0, 1_000, ""), (1, 1_000, ""), (499, 1_000, "one"), (500, 1_000, "one two"), (750, 1_000, "one two"),
    (999, 1_000, "one two"), (1_000, 1_000, nil), (1_001, 1_000, nil), (-5, 1_000, ""), (Int.max, 1_000, nil),
    (5, 0, nil), (0, 0, ""), (.max - 1, .max, "one two threee"),
  ])
  func `a transcript is cut to the words that were heard`(heard: Int, received: Int, text: String?) throws {
    var mirror = try Self.mirror("one two threee")
    let events = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: heard, receivedMilliseconds: received)
    // The service has the audio: `conversation.item.truncate` cuts it.
    #expect(events == [])
    let expected = text.map { $0.isEmpty ? [] : [$0 + Self.mark] } ?? ["one two threee"]
    #expect(mirror.restoredTexts == expected)
  }

  @Test(arguments: [
    ("今日はとても良い天気ですね", "今日はとても"),
    ("👨‍👩‍👧👨‍👩‍👧", "👨‍👩‍👧"),
    (String(repeating: "x", count: 52), String(repeating: "x", count: 26)),
  ])
  func `a text without spaces is cut between characters`(text: String, kept: String) throws {
    var mirror = try Self.mirror(text)
    _ = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 500, receivedMilliseconds: 1_000)
    #expect(mirror.restoredTexts == [kept + Self.mark])
  }

  @Test func `text that comes after the cut belongs to audio that nobody heard`() throws {
    var mirror = try Self.mirror("one two three four", isDone: false)
    _ = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 500, receivedMilliseconds: 1_000)
    let cut = mirror.restoredTexts
    try mirror.receive([
      Said.speech("a", " five"), Said.speechDone("a", "one two three four five six", status: "incomplete"),
    ])
    #expect(mirror.restoredTexts == cut && cut == ["one two" + Self.mark])
  }

  @Test func `a transcript that comes after the cut is cut then`() throws {
    var mirror = ConversationMirror()
    try mirror.receive(json: Said.assistant("a", after: nil))
    _ = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 500, receivedMilliseconds: 1_000)
    try mirror.receive(json: Said.speechDone("a", "one two three four"))
    #expect(mirror.restoredTexts == ["one two" + Self.mark])
  }

  @Test func `of several cuts the shortest counts, whoever tells of it`() throws {
    var mirror = try Self.mirror("one two three four")
    mirror.sent(.conversationItemTruncate("a", contentIndex: 0, audioEndMs: 500))
    #expect(mirror.restoredTexts == ["one two three four" + Self.mark])
    _ = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 900, receivedMilliseconds: 1_000)
    #expect(mirror.restoredTexts == ["one two" + Self.mark])
    try mirror.receive(
      json: Said.truncated("a", 0))
    #expect(mirror.restoredTexts == [])
  }

  @Test func `speech that was cut where it ended is whole, unless more was to come`() throws {
    for (isDone, expected) in [(true, "one two"), (false, "one two" + Self.mark)] {
      var mirror = try Self.mirror("one two", isDone: isDone)
      mirror.sent(.conversationItemTruncate("a", contentIndex: 0, audioEndMs: 1_000))
      _ = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 1_000, receivedMilliseconds: 1_000)
      try mirror.receive(
        json: Said.truncated("a", 1000))
      #expect(mirror.restoredTexts == [expected])
    }
  }

  @Test func `only speech of the assistant is cut`() throws {
    var mirror = ConversationMirror()
    try mirror.receive([
      Said.userSpeech("u", after: nil), Said.transcript("u", "Hello."), Said.assistant("t", after: "u"),
    ])
    try mirror.receive(json: #"{"type":"response.output_text.delta","item_id":"t","content_index":0,"delta":"Text."}"#)
    for id in ["u", "t", "unknown"] {
      #expect(mirror.cut(itemID: id, contentIndex: 0, heardMilliseconds: 0, receivedMilliseconds: 1) == [])
    }
    #expect(mirror.restoredTexts == ["Hello.", "Text."])
  }

  @Test func `text is not speech, even if somebody tries to truncate it`() throws {
    var mirror = ConversationMirror()
    try mirror.receive([Said.assistant("a", after: nil), Said.truncated("a", 0)])
    for text in ["Hel", "lo."] {
      let members = #""item_id":"a","content_index":0,"delta":"\#(text)""#
      try mirror.receive(json: Said.event("response.output_text.delta", members))
    }
    #expect(mirror.restoredTexts == ["Hello."])
  }

  @Test func `each part and each item is cut by itself`() throws {
    var mirror = ConversationMirror()
    try mirror.receive([
      Said.assistant("a", after: nil), Said.speech("a", "one two"), Said.speech("a", "three four", part: 1),
      Said.assistant("b", after: "a"), Said.speech("b", "five six"),
    ])
    _ = mirror.cut(itemID: "a", contentIndex: 1, heardMilliseconds: 600, receivedMilliseconds: 1_000)
    _ = mirror.cut(itemID: "b", contentIndex: 0, heardMilliseconds: 0, receivedMilliseconds: 1_000)
    #expect(mirror.restoredTexts == ["one two|three" + Self.mark])
  }

  @Test func `a replayed item is text, and is replaced where it is cut`() throws {
    var mirror = try Self.mirror("one two three four")
    try mirror.receive([Said.user("u", after: "a", "Yes.")])
    var (replay, service) = (Replay(), FakeConversation())
    try replay.run(replay.events(for: mirror), on: &service)
    #expect(mirror.adopt(replay) == [])
    // What was playing when the session ended plays on, and then the user speaks.
    let events = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 500, receivedMilliseconds: 1_000)
    #expect(events.count == 2)
    for event in events {
      mirror.sent(event)
      try mirror.receive(service.receive(event))
    }
    #expect(service.texts == ["one two" + Self.mark, "Yes."])
    #expect(mirror.restoredTexts == service.texts)
    #expect(mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 900, receivedMilliseconds: 1_000) == [])
    for event in mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 0, receivedMilliseconds: 1_000) {
      try mirror.receive(service.receive(event))
    }
    #expect(service.texts == ["Yes."] && mirror.restoredTexts == ["Yes."])
  }

  @Test func `a replaced item comes after one that the service knows by its id`() throws {
    var mirror = try Self.mirror("one two three four")
    var (replay, service) = (Replay(), FakeConversation())
    try replay.run(replay.events(for: mirror), on: &service)
    #expect(mirror.adopt(replay) == [])
    // The service has not chosen an id for this yet.
    mirror.sent(.conversationItemCreate(.user("A"), previousItemID: "root"))
    let events = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: 5, receivedMilliseconds: 10)
    #expect(events.last?.json["previous_item_id"] == "root")
  }
}
