import RealtimeBuffers
import RealtimeJSON
import RealtimeEvents
import Testing

@Suite struct ServerEventTests {
  private let reader = ServerEventReader(pool: BlockPool())

  private func read<Result>(_ json: String, _ body: (borrowing ServerEvent) -> Result) throws -> Result {
    try reader.read(Array(json.utf8).span.bytes, body)
  }

  @Test func `of a name that comes twice in a map the last decides, of whatever kind`() throws {
    let json = #"{"type":"response.done","response":{"metadata":{"a":"first","b":"x","a":{}}}}"#
    let metadata = try read(json) { ResponseDone($0).response.metadata }
    #expect(metadata == ["b": "x"])
  }

  @Test func `a known event gives its kind, its id and its members`() throws {
    let json = #"{"type":"response.output_text.delta","event_id":"e1","output_index":2,"delta":"hi"}"#
    try read(json) { event in
      #expect(event.kind == .responseOutputTextDelta)
      #expect(event.type == "response.output_text.delta")
      #expect(event.eventID == "e1")
      let index = event["output_index"].int
      let isAbsent = event["nothing"].isAbsent
      #expect(index == 2)
      #expect(isAbsent)
      #expect(ResponseOutputTextDelta(event).delta == "hi")
    }
  }

  @Test func `an unknown event keeps its name and its JSON`() throws {
    let json = #"{"type":"response.some_future_event","level":{"deep":true}}"#
    let owned = try read(json) { event in
      #expect(event.kind == .unknown)
      #expect(event.type == "response.some_future_event")
      #expect(event.eventID == nil)
      let isDeep = event.json["level"]["deep"].bool
      #expect(isDeep == true)
      return event.owned()
    }
    #expect(String(decoding: owned.json, as: UTF8.self) == json)
    let isDeep = owned.withEvent { $0["level"]["deep"].bool }
    #expect(isDeep == true)
  }

  @Test func `an escaped key and an escaped type are read as what they say, and the last type wins`() throws {
    #expect(try read(#"{"\u0074ype":"\u0065rror"}"#) { $0.kind } == .error)
    #expect(try read(#"{"type":"error","type":"session.closed"}"#) { $0.kind } == .sessionClosed)
    #expect(try read(#"{"type":"session.created","type":"x"}"#) { $0.type } == "x")
  }

  @Test func `what is not an event is one error that names no payload`() {
    for json in ["", "{", "nul", "\u{FEFF}{}", #"{"type":"secret}"#, #"{"type":"a",}"#] {
      let error = #expect(throws: ServerEventError.self) { try read(json) { _ in } }
      guard case .malformedJSON = error else {
        Issue.record("\(json) was not called malformed")
        continue
      }
      #expect(error?.description.contains("secret") == false)
    }
    for json in ["null", "[]", "1", #""type""#, "{}", #"{"type":null}"#, #"{"type":1}"#, #"{"Type":"a"}"#] {
      #expect(throws: ServerEventError.missingType) { try read(json) { _ in } }
    }
  }

  @Test func `a message read while another is lent leaves the first as it is`() throws {
    try read(#"{"type":"response.audio.delta","delta":"AQID"}"#) { outer in
      let first = outer.audio
      let byteCount = try? read(#"{"type":"response.audio.delta","delta":"/////w=="}"#) { $0.audio.byteCount }
      let bytes = first.withUnsafeBytes { Array($0) }
      let type = outer.type
      #expect(byteCount == 4)
      #expect(bytes == [1, 2, 3])
      #expect(type == "response.audio.delta")
    }
  }

  @Test func `texts are read in place, with escapes or without, and stay while the event does`() throws {
    let json =
      #"{"type":"response.output_text.delta","event_id":"e\u0031","item_id":"i","delta":"\ud83d\ude00\n"}"#
    try read(json) { event in
      let delta = ResponseOutputTextDelta(event)
      let text = delta.deltaUTF8
      let id = delta.eventIDUTF8
      let item = delta.itemIDUTF8
      let missing = delta.responseIDUTF8.count
      let texts = [String(copying: text), String(copying: id), String(copying: item)]
      #expect(texts == ["😀\n", "e1", "i"])
      #expect(missing == 0)
    }
  }
}
