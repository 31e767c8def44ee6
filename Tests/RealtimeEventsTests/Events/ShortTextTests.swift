import RealtimeEvents
import Testing

@Suite struct ShortTextTests {
  /// Lengths around those at which the bytes are copied in another way, or no longer fit.
  @Test(arguments: [0, 1, 7, 8, 15, 16, 17, 26, 30, 31, 32, 33, 300]) func `any text is kept`(count: Int) {
    let text = String((0..<count).map { Character(UnicodeScalar(UInt8(33 + $0 % 90))) })
    let kept = ShortText(wrappedValue: text)
    #expect(kept.wrappedValue == text)
    let same = ShortText(wrappedValue: text)
    #expect(kept == same && kept.hashValue == same.hashValue)
    #expect(kept != ShortText(wrappedValue: text + "x"))
    #expect(kept.debugDescription == text.debugDescription)
  }

  @Test func `text beyond ASCII and zeros are kept`() {
    for text in ["é", "😀😀😀😀😀😀😀", "😀😀😀😀😀😀😀😀", "\0", "a\0", "\0\0", "名前名前名前名前名前"] {
      #expect(ShortText(wrappedValue: text).wrappedValue == text)
    }
    #expect(ShortText(wrappedValue: "\0") != ShortText(wrappedValue: ""))
    #expect(ShortText(wrappedValue: "a") != ShortText(wrappedValue: "a\0"))
  }

  @Test(arguments: [1, 16, 31, 32, 100])
  func `an owned event has the ids that came, and keeps what it is given`(
    count: Int
  ) throws {
    let (id, other) = (String(repeating: "i", count: count), String(repeating: "é", count: count))
    let emitter = RealtimeEmitter { _ in }
    var owned: ResponseOutputTextDelta.Owned?
    emitter.on(.responseOutputTextDelta) { owned = $0.owned() }
    let ids = #""event_id":"\#(id)","item_id":"\u0069\#(other)""#
    let json = #"{"type":"response.output_text.delta",\#(ids),"delta":"d"}"#
    RealtimeEventDispatcher(emitter: emitter).receive(Array(json.utf8).span.bytes)
    var event = try #require(owned)
    #expect(event.eventID == id && event.itemID == "i" + other)
    #expect(event.responseID == "" && event.delta == "d")
    let before = event
    event.responseID = other
    #expect(event.responseID == other && event != before && before.responseID == "")
    event.responseID = ""
    #expect(event == before && event.hashValue == before.hashValue)
  }
}
