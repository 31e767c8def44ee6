import OpenAIRealtime
import Testing

@testable import RealtimeSessions

@Suite struct ConversationMirrorTests {
  static func mirror(
    _ events: [String], configure: (inout ConversationMirror.Configuration) -> Void = { _ in }
  ) throws -> ConversationMirror {
    var configuration = ConversationMirror.Configuration()
    configure(&configuration)
    var mirror = ConversationMirror(configuration)
    try mirror.receive(events)
    return mirror
  }

  // MARK: Order

  @Test func `items are in the order that the service tells, whatever the order in which it tells them`() throws {
    let events = [
      Said.user("a", after: nil, "A"), Said.user("c", after: "a", "C"), Said.user("b", after: "a", "B"),
      Said.user("z", after: nil, "Z"), Said.user("d", after: "c", "D"),
    ]
    #expect(try Self.mirror(events).restoredTexts == ["Z", "A", "B", "C", "D"])
  }

  @Test func `an item whose place is not known, or not told, is the last`() throws {
    let item = Said.message("user", #"{"type":"input_text","text":"Y"}"#)
    let untold = Said.event("conversation.item.created", #""item":{"id":"y",\#(item)}"#)
    let events = [Said.user("a", after: nil, "A"), Said.user("x", after: "gone", "X"), untold]
    #expect(try Self.mirror(events).restoredTexts == ["A", "X", "Y"])
  }

  @Test func `an item is one, however often the service tells of it`() throws {
    let once = Said.user("a", after: nil, "A")
    var mirror = try Self.mirror([
      once, once, Said.item("a", after: nil, Said.message("user", ""), verb: "done"),
    ])
    try mirror.receive(json: Said.item("a", after: nil, Said.message("user", ""), verb: "created"))
    #expect(mirror.restoredTexts == ["A"] && mirror.itemCount == 1)
  }

  @Test func `a deleted item is gone, whoever deleted it`() throws {
    var mirror = try Self.mirror(["a", "b", "c"].map { Said.user($0, after: nil, $0) })
    try mirror.receive(json: #"{"type":"conversation.item.deleted","item_id":"b"}"#)
    mirror.sent(.conversationItemDelete("a"))
    mirror.sent(.conversationItemDelete("unknown"))
    #expect(mirror.restoredTexts == ["c"])
  }

  // MARK: What this side creates

  @Test func `a created item is there from when it is sent, where it was put`() {
    var mirror = ConversationMirror()
    mirror.sent(.conversationItemCreate(.user("B").named("b")))
    mirror.sent(.conversationItemCreate(.user("A").named("a"), previousItemID: "root"))
    mirror.sent(.conversationItemCreate(.user("D")))
    mirror.sent(.conversationItemCreate(.user("C").named("c"), previousItemID: "b"))
    #expect(mirror.restoredTexts == ["A", "B", "C", "D"])
    #expect(mirror.restored.allSatisfy { !($0.id ?? "").isEmpty })
  }

  @Test func `the service's echo of a created item is the same item, also when it chose the id`() throws {
    var mirror = ConversationMirror()
    mirror.sent(.conversationItemCreate(.user("A").named("a")))
    mirror.sent(.conversationItemCreate(.user("B")))
    mirror.sent(.conversationItemCreate(.user("C")))
    try mirror.receive([
      Said.user("a", after: nil, "A"), Said.userSpeech("speech", after: "a"), Said.user("s1", after: "a", "B"),
      Said.user("s2", after: "s1", "C"),
    ])
    #expect(mirror.restored.map(\.id) == ["a", "s1", "s2", "speech"])
    #expect(mirror.restoredTexts.prefix(3) == ["A", "B", "C"])
  }

  @Test func `a refused item leaves, and one that was there already stays`() throws {
    var mirror = ConversationMirror()
    mirror.sent(.conversationItemCreate(.user("A").named("a"), eventID: "e1"))
    mirror.sent(.conversationItemCreate(.user("B").named("b"), eventID: "e2"))
    try mirror.receive([
      Said.error("item_create_duplicate_item_id", "e1"), Said.error("invalid_value", "e2"),
      Said.error("invalid_value", nil), Said.error("invalid_value", "e1"),
    ])
    #expect(mirror.restoredTexts == ["A"])
    // A second item of an id is refused: the first stays as it is.
    mirror.sent(.conversationItemCreate(.user("other").named("a"), eventID: "e3"))
    try mirror.receive(json: Said.error("item_create_duplicate_item_id", "e3"))
    #expect(mirror.restoredTexts == ["A"])
  }

  // MARK: Text

  @Test func `speech of the assistant comes back as the text that it was`() throws {
    var mirror = try Self.mirror([Said.assistant("a", after: nil), Said.speech("a", "Hel"), Said.speech("a", "lo.")])
    #expect(mirror.restored == [.assistant("Hello.").named("a")])
    try mirror.receive(json: Said.speechDone("a", "Hello, world."))
    #expect(mirror.restored == [.assistant("Hello, world.").named("a")])
    mirror = try Self.mirror([Said.assistant("a", after: nil), Said.speech("a", "Hello.")]) { $0.api = .beta }
    #expect(
      mirror.restored == [
        .message(MessageItem(id: "a", role: .assistant, content: [ContentPart(type: .text, text: "Hello.")]))
      ])
  }

  @Test(arguments: [
    ("response.output_text", "text"), ("response.output_audio_transcript", "transcript"), ("response.text", "text"),
    ("response.audio_transcript", "transcript"),
  ])
  func `text is followed by deltas and by its end`(name: String, member: String) throws {
    var mirror = try Self.mirror([Said.assistant("a", after: nil)])
    let head = #""event_id":"e","response_id":"r","item_id":"a","output_index":0,"content_index":1"#
    try mirror.receive(json: #"{"type":"\#(name).delta",\#(head),"delta":"One \ud83d"}"#)
    try mirror.receive(json: #"{"type":"\#(name).delta",\#(head),"delta":"\ude00 tw"}"#)
    #expect(mirror.restoredTexts == ["One 😀 tw"])
    try mirror.receive(json: #"{"type":"\#(name).done",\#(head),"\#(member)":"One 😀 two."}"#)
    #expect(mirror.restoredTexts == ["One 😀 two."])
  }

  @Test func `what the user said is its transcript, and a marker without one`() throws {
    var mirror = try Self.mirror([
      Said.userSpeech("a", after: nil), Said.userSpeech("b", after: "a"), Said.userSpeech("c", after: "b"),
      Said.transcript("a", "Hello?"), Said.transcript("c", ""),
      #"{"type":"conversation.item.input_audio_transcription.failed","item_id":"b","content_index":0,"error":{}}"#,
    ]) { $0.untranscribedSpeech = "(speech)" }
    // Nothing was said in the third.
    #expect(mirror.restored == [.user("Hello?").named("a"), .user("(speech)").named("b")])
    // An event that knows less than was known takes nothing back.
    let bare = #""type":"message","role":"user","content":[{"type":"input_audio","transcript":null}]"#
    try mirror.receive(json: Said.item("a", after: nil, bare, verb: "done"))
    #expect(mirror.restoredTexts.first == "Hello?")
  }

  @Test func `images stay behind, or come along`() throws {
    let url = #""image_url":"data:image/png;base64,AA==""#
    let both = #"{"type":"input_text","text":"See:"},{"type":"input_image","detail":"low",\#(url)}"#
    let item = Said.message("user", both)
    let image = Said.message("user", #"{"type":"input_image",\#(url)}"#)
    let events = [Said.item("a", after: nil, item), Said.item("b", after: "a", image)]
    #expect(try Self.mirror(events).restored == [.user("See:").named("a")])
    let content: [ContentPart] = [.inputText("See:"), .inputImage(url: "data:image/png;base64,AA==", detail: .low)]
    let all = try Self.mirror(events) { $0.keepsImages = true }.restored
    #expect(all.count == 2 && all.first == .user(content).named("a"))
  }

  @Test(arguments: [
    #""type":"message","role":"user","content":[{"type":"input_text","text":""}]"#,
    #""type":"message","role":"assistant","content":[]"#,
    #""type":"message","role":"robot","content":[{"type":"text","text":"x"}]"#,
    #""type":"mcp_list_tools","server_label":"s","tools":[]"#,
    #""type":"mcp_call","server_label":"s","name":"n","arguments":"{}""#,
    #""type":"mcp_approval_request","server_label":"s","name":"n","arguments":"{}""#,
    #""type":"reasoning","summary":[]"#, #""type":"item_reference""#, #""x":1"#,
  ])
  func `what cannot be created again is left out, and keeps its place`(item: String) throws {
    let events = [
      Said.user("a", after: nil, "A"), Said.item("x", after: "a", item), Said.user("b", after: "x", "B"),
      Said.user("c", after: "x", "C"),
    ]
    #expect(try Self.mirror(events).restoredTexts == ["A", "C", "B"])
  }

  // MARK: Outside of the conversation

  @Test func `items of a response outside of the conversation never enter`() throws {
    let item = #""type":"message","role":"assistant","content":[{"type":"output_text","text":"X"}]"#
    for order in [[0, 1, 2, 3], [0, 2, 1, 3], [0, 3, 2], [0, 2, 3]] {
      let events = [
        #"{"type":"response.created","response":{"id":"r","conversation_id":null}}"#,
        #"{"type":"response.output_item.added","response_id":"r","output_index":0,"item":{"id":"x",\#(item)}}"#,
        Said.item("x", after: nil, item),
        #"{"type":"response.done","response":{"id":"r","conversation_id":null,"output":[{"id":"x",\#(item)}]}}"#,
      ]
      #expect(try Self.mirror(order.map { events[$0] }).itemCount == 0)
    }
    let inside = #"{"type":"response.created","response":{"id":"r","conversation_id":"conv"}}"#
    let done = #"{"type":"response.output_item.done","response_id":"r","item":{"id":"x",\#(item)}}"#
    #expect(try Self.mirror([inside, Said.assistant("x", after: nil), done]).restoredTexts == ["X"])
  }

  // MARK: Calls

  @Test func `complete calls come with their output or without, and the rest is left out`() throws {
    var mirror = try Self.mirror([
      Said.call("a", after: nil, "c1"), Said.call("b", after: "a", "c2", status: "in_progress"),
      Said.call("c", after: "b", "c3", status: "incomplete"),
    ])
    for (id, call) in ["c1", "c2", "c3", "c4", "c1"].enumerated() {
      mirror.sent(.conversationItemCreate(.functionCallOutput(callID: call, output: call).named("o\(id)")))
    }
    #expect(mirror.restoredTexts == ["f({})", "=> c1"])
    let done = #""type":"function_call","status":"completed","call_id":"c2","name":"f","arguments":"{}""#
    try mirror.receive(json: Said.item("b", after: "a", done, verb: "done"))
    #expect(mirror.restoredTexts == ["f({})", "f({})", "=> c1", "=> c2"])
  }

  @Test func `a call keeps its place while its tool runs, and is not there twice`() throws {
    let mirror = try Self.mirror([
      Said.call("a", after: nil, "c1"), Said.user("u", after: "a", "Well?"), Said.call("b", after: "u", "c1"),
    ])
    #expect(mirror.restoredTexts == ["f({})", "Well?"])
  }

  // MARK: Limits

  @Test(arguments: [(3, 0), (4, 1), (5, 2)])
  func `the oldest make room for the newest`(count: Int, dropped: Int) throws {
    var mirror = try Self.mirror([]) { $0.maximumItemCount = 3 }
    for index in 0..<count { mirror.sent(.conversationItemCreate(.user("\(index)"))) }
    #expect(mirror.restoredTexts == (dropped..<count).map(String.init))
    #expect(mirror.droppedItemCount == dropped)
  }

  @Test(arguments: [(-1, 1), (0, 2), (1, 2)])
  func `the limit of bytes holds to the byte`(difference: Int, kept: Int) throws {
    let size = 2 * (64 + 1 + 10)
    var mirror = try Self.mirror([]) { $0.maximumByteCount = size + difference }
    for id in ["a", "b"] { mirror.sent(.conversationItemCreate(.user("0123456789").named(id))) }
    #expect(mirror.itemCount == kept && mirror.byteCount <= size + difference)
    #expect(mirror.restored.last?.id == "b")
  }

  @Test func `a call goes with its output, and what the system said stays`() throws {
    var mirror = try Self.mirror([]) { $0.maximumItemCount = 4 }
    mirror.sent(.conversationItemCreate(.system("Be kind.")))
    mirror.sent(.conversationItemCreate(.functionCall(FunctionCallItem(callID: "c", name: "f", arguments: "{}"))))
    mirror.sent(.conversationItemCreate(.user("1")))
    mirror.sent(.conversationItemCreate(.functionCallOutput(callID: "c", output: "ok")))
    mirror.sent(.conversationItemCreate(.user("2")))
    #expect(mirror.restoredTexts == ["Be kind.", "1", "2"])
    #expect(mirror.droppedItemCount == 2)
    for index in 3..<7 { mirror.sent(.conversationItemCreate(.user("\(index)"))) }
    #expect(mirror.restoredTexts == ["Be kind.", "4", "5", "6"])
    for index in 0..<5 { mirror.sent(.conversationItemCreate(.system("\(index)"))) }
    #expect(mirror.restoredTexts == ["1", "2", "3", "4"])
  }

  @Test func `an item beyond the limit goes alone, also when it grows beyond it`() throws {
    var mirror = try Self.mirror([]) { $0.maximumByteCount = 1_000 }
    mirror.sent(.conversationItemCreate(.user("A")))
    mirror.sent(.conversationItemCreate(.user(String(repeating: "x", count: 1_000))))
    #expect(mirror.restoredTexts == ["A"])
    try mirror.receive(json: Said.assistant("a", after: nil))
    for _ in 0..<100 { try mirror.receive(json: Said.speech("a", "twenty bytes of text")) }
    #expect(mirror.restoredTexts == ["A"] && mirror.byteCount < 1_000)
  }

  @Test(arguments: [-1, 0])
  func `limits of nothing hold nothing`(limit: Int) throws {
    var mirror = try Self.mirror([]) { $0.maximumItemCount = limit }
    mirror.sent(.conversationItemCreate(.system("A")))
    #expect(mirror.itemCount == 0 && mirror.byteCount == 0)
  }

  @Test func `numbers that no peer should send do no harm`() throws {
    var mirror = try Self.mirror([Said.assistant("a", after: nil), Said.speech("a", "Hello.")])
    for part in ["-1", "64", "9223372036854775807", "1e99", "null", "\"x\""] {
      try mirror.receive([
        #"{"type":"response.output_audio_transcript.delta","item_id":"a","content_index":\#(part),"delta":"x"}"#,
        Said.event(
          "conversation.item.truncated", #""item_id":"a","content_index":\#(part),"audio_end_ms":\#(Int.min)"#),
        #"{"type":"conversation.item.truncated","item_id":"a","content_index":\#(part)}"#,
        #"{"type":"conversation.item.added","item":\#(part)}"#,
        #"{"type":"conversation.item.added","item":{"id":\#(part)}}"#,
      ])
    }
    _ = mirror.cut(itemID: "a", contentIndex: .max, heardMilliseconds: .min, receivedMilliseconds: .min)
    _ = mirror.cut(itemID: "a", contentIndex: 0, heardMilliseconds: .max, receivedMilliseconds: .min)
    #expect(mirror.itemCount <= 2)
  }
}

extension ConversationItem {
  func named(_ id: String) -> Self {
    var item = self
    item.id = id
    return item
  }
}
