import RealtimeBuffers
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

@Suite struct LocalConversationTests {
  private func create(_ id: String, after previous: String? = nil) -> JSONValue {
    var event: JSONValue = [
      "type": "conversation.item.create", "event_id": "e",
      "item": [
        "id": .string(id), "type": "message", "role": "user",
        "content": [["type": "input_text", "text": .string(id)]],
      ],
    ]
    if let previous { event["previous_item_id"] = .string(previous) }
    return event
  }

  private func onItem(_ verb: String, _ id: String) -> JSONValue {
    ["type": .string("conversation.item.\(verb)"), "event_id": "e", "item_id": .string(id)]
  }

  @Test func `items go to the end, to the start, or after another`() {
    var driver = SessionDriver.opened()
    #expect(driver.send(create("b"))[0]["previous_item_id"]?.isNull == true)
    #expect(driver.send(create("d"))[0]["previous_item_id"]?.string == "b")
    #expect(driver.send(create("a", after: "root"))[0]["previous_item_id"]?.isNull == true)
    let events = driver.send(create("c", after: "b"))
    #expect(events.types == ["conversation.item.added", "conversation.item.done"])
    #expect(events[1]["previous_item_id"]?.string == "b")
    #expect(driver.session.conversation.items.map(\.id) == ["a", "b", "c", "d"])
  }

  @Test func `an unknown place and a known id are refused`() {
    var driver = SessionDriver.opened()
    #expect(driver.send(create("a", after: "nobody"))[0].errorCode == "item_create_invalid_previous_item_id")
    driver.send(create("a"))
    #expect(driver.send(create("a"))[0].errorCode == "item_create_duplicate_item_id")
    #expect(driver.session.conversation.items.count == 1)
  }

  @Test func `an item gets an id, an object and a status`() {
    var driver = SessionDriver.opened()
    let events = driver.say("hi")
    #expect(
      events[0]["item"] == [
        "id": "item_1", "object": "realtime.item", "type": "message", "status": "completed", "role": "user",
        "content": [["type": "input_text", "text": "hi"]],
      ])
  }

  @Test func `items are retrieved with their audio and deleted`() throws {
    var driver = SessionDriver.opened()
    let pcm = Sound.tone(milliseconds: 100)
    driver.send([
      "type": "conversation.item.create",
      "item": [
        "id": "spoken", "type": "message", "role": "user",
        "content": [["type": "input_audio", "audio": .string(Base64.string(from: pcm))]],
      ],
    ])
    let retrieved = driver.send(onItem("retrieve", "spoken"))
    #expect(retrieved.types == ["conversation.item.retrieved"])
    let part = try #require(retrieved[0]["item"]?["content"]?[0])
    #expect(Base64.bytes(from: part["audio"]?.string ?? "") == pcm)
    let deleted = driver.send(onItem("delete", "spoken"))
    #expect(deleted.types == ["conversation.item.deleted"])
    #expect(deleted[0]["item_id"]?.string == "spoken")
    #expect(driver.send(onItem("retrieve", "spoken"))[0].errorCode == "item_retrieve_invalid_item_id")
    #expect(driver.send(onItem("delete", "spoken"))[0].errorCode == "item_delete_invalid_item_id")
  }

  /// `é` in one code point and in two, which Swift takes for the same text.
  @Test func `ids that only Unicode takes for equal are two ids`() {
    let (composed, decomposed) = ("caf\u{E9}", "cafe\u{301}")
    var driver = SessionDriver.opened()
    driver.send(create("first"))
    #expect(driver.send(create(composed)).count == 2)
    #expect(driver.send(onItem("delete", decomposed))[0].errorCode == "item_delete_invalid_item_id")
    let behindNothing = driver.send(create("x", after: decomposed))
    #expect(behindNothing[0].errorCode == "item_create_invalid_previous_item_id")
    #expect(driver.send(create(decomposed, after: "first"))[0]["previous_item_id"]?.string == "first")
    #expect(driver.session.conversation.items.count == 3)
    driver.send(onItem("delete", composed))
    let left = driver.session.conversation.items.map { Array($0.id.utf8) }
    #expect(left == ["first", decomposed].map { Array($0.utf8) })
    #expect(driver.send(create(composed)).count == 2)
    #expect(driver.send(create(composed))[0].errorCode == "item_create_duplicate_item_id")
  }

  @Test func `an output needs the very call that it names`() {
    var driver = SessionDriver.opened()
    let output = #"{"type":"conversation.item.create","item":{"type":"function_call_output","output":"1","#
    driver.send(
      #"{"type":"conversation.item.create","item":{"type":"function_call","name":"f","arguments":"{}","#
        + #""call_id":"K"}}"#)
    // The sign for kelvin.
    #expect(driver.send(output + #""call_id":"\u212A"}}"#)[0].errorCode == "invalid_tool_call_id")
    #expect(driver.send(output + #""call_id":"K"}}"#).count == 2)
  }

  @Test func `truncation cuts the audio and drops the transcript`() throws {
    var driver = SessionDriver.opened(
      script: .turns([.speech(Sound.tone(milliseconds: 500), transcript: "half of this")]))
    driver.send(["type": "response.create"])
    var truncate = onItem("truncate", "item_1")
    truncate["content_index"] = 0
    truncate["audio_end_ms"] = 501
    #expect(driver.send(truncate)[0]["error"]?["param"]?.string == "audio_end_ms")
    truncate["audio_end_ms"] = 200
    let events = driver.send(truncate)
    #expect(events.types == ["conversation.item.truncated"])
    #expect(events[0]["audio_end_ms"]?.int == 200)
    let item = try #require(driver.session.conversation["item_1"])
    #expect(item.audioMilliseconds == 200)
    #expect(item.content[0]["transcript"]?.isNull == true)
  }

  @Test func `only the assistant's audio can be truncated`() {
    var driver = SessionDriver.opened()
    driver.send(create("mine"))
    var truncate = onItem("truncate", "mine")
    truncate["content_index"] = 0
    truncate["audio_end_ms"] = 0
    #expect(driver.send(truncate)[0]["error"]?["param"]?.string == "item_id")
    truncate["item_id"] = "nobody"
    #expect(driver.send(truncate)[0].errorCode == "item_truncate_invalid_item_id")
    truncate["content_index"] = -1
    #expect(driver.send(truncate)[0]["error"]?["param"]?.string == "content_index")
    truncate["audio_end_ms"] = nil
    #expect(driver.send(truncate)[0].errorCode == "missing_required_parameter")
  }

  @Test(arguments: [
    (#"{"type":"message","role":"user"}"#, "missing_required_parameter", "item.content"),
    (#"{"type":"message","content":[]}"#, "missing_required_parameter", "item.role"),
    (#"{"type":"message","role":"robot","content":[]}"#, "invalid_value", "item.role"),
    (#"{"type":"poem"}"#, "invalid_value", "item.type"),
    (#"{"role":"user"}"#, "missing_required_parameter", "item.type"),
    (
      #"{"type":"message","role":"assistant","content":[{"type":"input_text","text":"x"}]}"#,
      "invalid_value", "item.content[0].type"
    ),
    (
      #"{"type":"message","role":"user","content":[{"type":"input_audio","audio":"?"}]}"#,
      "invalid_value", "item.content[0].audio"
    ),
    (#"{"type":"function_call_output","call_id":"c","output":"1"}"#, "invalid_tool_call_id", "item.call_id"),
    (#"{"type":"function_call","name":"f"}"#, "missing_required_parameter", "item.arguments"),
    (
      #"{"type":"function_call","name":"f","arguments":"{}","id":"\#(String(repeating: "x", count: 33))"}"#,
      "string_above_max_length", "item.id"
    ),
    (#"[]"#, "invalid_type", "item"),
  ])
  func `a wrong item is refused with the service's error`(item: String, code: String, param: String) {
    var driver = SessionDriver.opened()
    let events = driver.send(#"{"type":"conversation.item.create","event_id":"e","item":\#(item)}"#)
    #expect(events.types == ["error"])
    #expect(events[0].errorCode == code)
    #expect(events[0]["error"]?["param"]?.string == param)
    // That an output has no call is found late, and said without naming the event.
    #expect(events[0]["error"]?["event_id"]?.string == (code == "invalid_tool_call_id" ? nil : "e"))
    #expect(driver.session.conversation.items.isEmpty)
  }

  @Test func `every kind of item is taken`() {
    var driver = SessionDriver.opened()
    let items = [
      #"{"type":"message","role":"system","content":[{"type":"input_text","text":"s"}]}"#,
      #"{"type":"message","role":"user","content":[{"type":"input_image","image_url":"data:,","detail":"low"}]}"#,
      #"{"type":"message","role":"assistant","content":[{"type":"output_text","text":"a"}]}"#,
      #"{"type":"message","role":"assistant","content":[{"type":"text","text":"a"}]}"#,
      #"{"type":"function_call","call_id":"c","name":"f","arguments":"{}"}"#,
      #"{"type":"function_call_output","call_id":"c","output":"{}"}"#,
      #"{"type":"mcp_list_tools","server_label":"l","tools":[]}"#,
      #"{"type":"mcp_call","server_label":"l","name":"t","arguments":"{}","output":null,"error":null}"#,
      #"{"type":"mcp_approval_request","id":"r","server_label":"l","name":"t","arguments":"{}"}"#,
      #"{"type":"mcp_approval_response","approval_request_id":"r","approve":false,"reason":null}"#,
    ]
    for item in items {
      let events = driver.send(#"{"type":"conversation.item.create","item":\#(item)}"#)
      #expect(events.types == ["conversation.item.added", "conversation.item.done"], "\(item)")
    }
  }

  @Test func `the conversation is bounded in items, in text and in audio`() {
    var limits = LocalSessionLimits()
    limits.maximumItemCount = 3
    var driver = SessionDriver.opened(limits: limits)
    for id in ["a", "b", "c"] { #expect(driver.send(create(id)).count == 2) }
    #expect(driver.send(create("d"))[0].errorCode == "conversation_full")
    driver.send(onItem("delete", "a"))
    #expect(driver.send(create("d")).count == 2)

    limits.maximumConversationTextByteCount = 300
    var narrow = SessionDriver.opened(limits: limits)
    #expect(narrow.send(create("a")).count == 2)
    #expect(narrow.say(String(repeating: "x", count: 200))[0].errorCode == "conversation_full")

    limits.maximumConversationAudioByteCount = 10_000
    var driverWithAudio = SessionDriver.opened(
      script: .turns([.speech(.init(repeating: 0, count: 6_000), transcript: "")]), limits: limits)
    driverWithAudio.send(["type": "response.create"])
    driverWithAudio.send(["type": "response.create"])
    #expect(driverWithAudio.session.conversation.items.map(\.audioByteCount) == [0, 6_000])
  }

  @Test func `an answer that the conversation cannot hold is still heard`() {
    var limits = LocalSessionLimits()
    limits.maximumItemCount = 1
    var driver = SessionDriver.opened(limits: limits)
    driver.send(create("a"))
    let events = driver.send(["type": "response.create"])
    #expect(events.all("error").map(\.errorCode) == ["conversation_full"])
    #expect(events.first("response.done")?["response"]?["status"]?.string == "completed")
  }

  @Test func `an item deleted while it is spoken stays deleted`() {
    var driver = SessionDriver.opened(
      script: .turns([.speech(Sound.tone(milliseconds: 500), transcript: "x")]), pace: .realTime)
    driver.send(["type": "response.create"])
    driver.send(onItem("delete", "item_1"))
    let events = driver.pass(.seconds(1))
    #expect(events.types.contains("response.output_item.done"))
    #expect(!events.types.contains("conversation.item.done"))
    #expect(driver.session.conversation.items.isEmpty)
  }
}
