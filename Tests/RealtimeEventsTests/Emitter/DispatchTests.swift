import RealtimeEvents
import Testing

@Suite struct RealtimeEventDispatcherTests {
  private let feed = EventFeed()
  private let log = Log<String>()

  @Test func `openai-node rule D1 - every event is heard as event and then under its type`() {
    feed.on(.responseDone) { event in log("done \(event.eventID)") }
    feed.on(.event) { event in log("event \(event.type) \(event.eventID ?? "")") }
    feed.feed(
      #"{"type":"response.done","event_id":"e1"}"#,
      #"{"type":"session.created","event_id":"e2"}"#,
      #"{"event_id":"e3","type":"response.done"}"#
    )
    #expect(
      log.entries == [
        "event response.done e1", "done e1", "event session.created e2", "event response.done e3", "done e3",
      ])
  }

  @Test func `openai-node rule D2 - an error is raw as event and one error to error listeners`() {
    feed.on(.event) { event in log("event \(event.type)") }
    feed.on(.error) { error in log("error \(error.eventID ?? "")") }
    feed.feed(#"{"type":"error","event_id":"e1","error":{"message":"m"}}"#)
    #expect(log.entries == ["event error", "error e1"])
    #expect(feed.unhandledErrors.isEmpty)
  }

  @Test func `under the name error a listener gets the raw event, and does not count as one for errors`() {
    feed.on("error") { event in log("raw \(event["error"]["message"].string ?? "")") }
    #expect(!feed.emitter.hasErrorListener)
    feed.feed(#"{"type":"error","error":{"message":"m"}}"#)
    #expect(log.entries == ["raw m"])
    #expect(feed.unhandledErrors.count == 1)
  }

  @Test(arguments: [#"{"type":"event"}"#, #"{"type":"\u0065vent"}"#])
  func `openai-node rule D3 - the type event is heard twice`(_ message: String) {
    feed.on(.event) { event in log("typed \(event.type)") }
    feed.on("event") { event in log("named \(event.type)") }
    feed.feed(message)
    #expect(log.entries == ["typed event", "named event", "typed event", "named event"])
  }

  @Test(arguments: [
    "", "__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "response.some_future_event",
    "é😀",
    "Response.done", "response.done ", "a name that is longer than fifteen bytes", "\u{2028}",
  ])
  func `openai-node rule D4 - any other type is dispatched under its name`(_ type: String) {
    feed.feed(#"{"type":"\#(type)"}"#)
    feed.on(EventName(type)) { event in log(event.type) }
    feed.feed(#"{"type":"\#(type)"}"#, #"{"type":"another"}"#)
    #expect(log.entries == [type])
    #expect(feed.unhandledErrors.isEmpty)
  }

  @Test func `a known type is the same by constant and by name`() {
    feed.on("response.output_text.delta") { event in log("named \(event["delta"].string ?? "")") }
    feed.on(.responseOutputTextDelta) { event in log("typed \(event.delta)") }
    feed.feed(#"{"type":"response.output_text.delta","delta":"a"}"#)
    feed.feed(#"{"type":"response.output_text.delt\u0061","delta":"b"}"#)
    #expect(log.entries == ["named a", "typed a", "named b", "typed b"])
  }

  @Test func `openai-node rule D5 - nothing is checked but the type`() {
    feed.on(.responseOutputTextDelta) { event in log("\(event.delta)|\(event.eventID)|\(event.outputIndex)") }
    feed.feed(#"{"type":"response.output_text.delta"}"#)
    feed.feed(#"{"type":"response.output_text.delta","delta":7,"event_id":{},"output_index":"x","more":[1]}"#)
    #expect(log.entries == ["||0", "||0"])
    #expect(feed.unhandledErrors.isEmpty)
  }

  @Test func `openai-node rule D7 - bytes that are not UTF-8 become replacement characters`() {
    feed.on("x") { event in log(event["s"].string ?? "none") }
    feed.feed(bytes: Array(#"{"type":"x","s":"a"#.utf8) + [0xFF, 0xC3] + Array(#"b"}"#.utf8))
    #expect(log.entries == ["a\u{FFFD}\u{FFFD}b"])
  }

  @Test func `audio reaches the listener decoded`() {
    feed.on(.responseOutputAudioDelta) { event in log("\(event.audio.byteCount)") }
    feed.feed(#"{"type":"response.output_audio.delta","delta":"AAECAwQ="}"#)
    #expect(log.entries == ["5"])
    #expect(feed.unhandledErrors.isEmpty)
  }

  @Test func `audio that is not base64 is one error after the event`() {
    feed.on(.error) { error in log(error.message) }
    feed.on(.responseOutputAudioDelta) { event in log("\(event.audio.byteCount) \(event.audio.byteCount)") }
    feed.feed(#"{"type":"response.output_audio.delta","delta":"!!!!"}"#, #"{"type":"x"}"#)
    #expect(log.entries == ["0 0", "could not decode the audio of an event"])
  }

  @Test func `a listener may feed another message`() {
    feed.on("a") { event in
      if event["n"].int == 1 { feed.feed(#"{"type":"a","n":2}"#) }
      log("\(event["n"].int ?? 0)")
    }
    feed.feed(#"{"type":"a","n":1}"#)
    #expect(log.entries == ["2", "1"])
  }
}

@Suite struct MalformedFrameTests {
  private let feed = EventFeed()
  private let log = Log<String>()

  @Test(arguments: [
    "", " ", "nul", "{", "}", #"{"type":"x""#, #"{"type":"x"}}"#, #"{"type":"x",}"#, #"{'type':'x'}"#,
    "{type:1}",
    "\u{FEFF}{\"type\":\"x\"}", #"{"type":"x"} // no"#, #"{"type":"x","n":NaN}"#, "{\"type\":\"a\nb\"}",
    "{\"type\":\"x\"}\u{A0}", "{\"type\":\"x\"}\u{0B}", #"{"type":"x","n":01}"#, #"{"type":"\x"}"#,
    #"{"type":"x"}{}"#,
  ])
  func `openai-node rule M1 - what is not JSON is one error with a cause`(_ message: String) throws {
    try expectOneError(message, cause: "Could not parse Realtime WebSocket event data as JSON")
  }

  @Test(arguments: [
    "null", "[]", #"[{"type":"x"}]"#, "1", #""type""#, "true", "{}", #"{"Type":"x"}"#, #"{"type":null}"#,
    #"{"type":1}"#, #"{"type":true}"#, #"{"type":["x"]}"#, #"{"type":{}}"#, #"{"__proto__":{"type":"x"}}"#,
    #"{"type":"x","type":1}"#,
  ])
  func `openai-node rule M2 - JSON without a string type is one error with a cause`(_ message: String) throws {
    try expectOneError(message, cause: "Realtime WebSocket event must be an object with a string type.")
  }

  /// Also M3: neither kind of listener runs, and the next message is dispatched.
  private func expectOneError(_ message: String, cause: String) throws {
    let errors = Log<OpenAIRealtimeError>()
    feed.on(.event) { event in log(event.type) }.on("x") { _ in log("typed") }.on(.error) { errors($0) }
    feed.feed(message)
    #expect(log.entries.isEmpty)
    #expect(errors.entries.count == 1)
    let error = try #require(errors.entries.first)
    #expect(error.message == "could not parse websocket event")
    #expect(error.error == nil && error.json == .none && error.eventID == nil)
    let found = try #require(error.cause as? ServerEventError)
    #expect("\(found)".hasPrefix(cause))
    feed.feed(#"{"type":"x"}"#)
    #expect(log.entries == ["x", "typed"])
    #expect(errors.entries.count == 1)
  }

  @Test func `openai-node rules M3 and E8 - without an error listener the connection goes on too`() {
    feed.on("x") { _ in log("x") }
    feed.feed("{", #"{"type":"x"}"#)
    #expect(log.entries == ["x"])
    #expect(
      feed.unhandledErrors.map(\.message) == [
        "could not parse websocket event\n\nTo resolve these unhandled rejection errors you should bind an `error` "
          + "callback, e.g. `rt.on('error', (error) => ...)` "
      ])
  }

  @Test func `openai-node rule S5 - no text of a malformed frame is in the error`() {
    feed.on(.error) { error in
      var dumped = ""
      dump(error, to: &dumped)
      log("\(error) \(String(reflecting: error)) \(dumped)")
    }
    feed.feed(#"{"secret":"hush-hush""#, #"{"type":["hush-hush"]}"#, "hush-hush")
    #expect(log.entries.count == 3)
    for text in log.entries { #expect(!text.contains("hush")) }
  }

  @Test func `openai-node rule M5 - what the parser of JavaScript takes is taken`() {
    feed.on(.event) { event in log("\(event.type) \(event.json.kind)") }
    let deep =
      #"{"type":"deep","x":\#(String(repeating: "[", count: 100_000))\#(String(repeating: "]", count: 100_000))}"#
    feed.feed(
      #"{"type":"a","type":"b"}"#, #"{"\u0074ype":"c"}"#, #"{"type":"d","s":"\ud800"}"#,
      #"{"type":"e","n":1e999}"#,
      #"{"type":"f","n":123456789012345678901234567890}"#, #"{"type":"g","n":-0}"#,
      "{\"type\":\"h\",\"s\":\"\u{2028}\"}",
      " \t\r\n{\"type\" :\r\"i\"}\n", deep
    )
    #expect(log.entries == ["b", "c", "d", "e", "f", "g", "h", "i", "deep"].map { "\($0) object" })
    #expect(feed.unhandledErrors.isEmpty)
  }

  @Test func `openai-node rule M5 - a lone surrogate reads as a replacement and a huge number as infinity`() {
    feed.on("x") { event in
      log("\(event["s"].string ?? "") \(event["n"].double ?? 0) \(event["z"].double ?? 1)")
    }
    feed.feed(#"{"type":"x","s":"\ud800","n":1e999,"z":-0}"#)
    #expect(log.entries == ["\u{FFFD} inf -0.0"])
  }
}
