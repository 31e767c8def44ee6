import RealtimeEvents
import Testing

/// Names of events, ids and metadata are told apart by their bytes, as the service does, and not by what
/// Swift takes for equal.
@Suite struct EventNameBytesTests {
  private let first = "caf\u{E9}"
  private let second = "cafe\u{301}"

  @Test func `a listener hears the name it was registered for, in that spelling`() {
    let feed = EventFeed()
    let heard = Log<String>()
    feed.on(EventName(first)) { _ in heard("first") }
    let listener = EventListener(for: EventName(second)) { _ in heard("second") }
    feed.on(EventName(second), listener)
    feed.feed(#"{"type":"\#(second)"}"#, #"{"type":"\#(first)"}"#, #"{"type":"caf\u00e9"}"#)
    #expect(heard.entries == ["second", "first", "first"])
    feed.off(EventName(first), listener)
    feed.feed(#"{"type":"\#(second)"}"#)
    #expect(heard.entries.last == "second")
    feed.off(EventName(second), listener)
    feed.feed(#"{"type":"\#(second)"}"#)
    #expect(heard.entries.count == 4)
    #expect(EventName(first) != EventName(second))
  }

  @Test func `metadata keeps every name that came`() {
    let feed = EventFeed()
    let found = Log<JSONDictionary<String>?>()
    feed.on(.responseDone) { found($0.response.metadata) }
    feed.feed(#"{"type":"response.done","response":{"metadata":{"\#(first)":"1","\#(second)":"2"}}}"#)
    #expect(found.entries.first??.count == 2)
    #expect(found.entries.first??[second] == "2")
  }

  @Test(arguments: [1, 20]) func `ids are equal if their bytes are, however long`(count: Int) {
    let (first, second) = (String(repeating: first, count: count), String(repeating: second, count: count))
    #expect(first == second)
    #expect(ShortText(wrappedValue: first) != ShortText(wrappedValue: second))
    #expect(Set([ShortText(wrappedValue: first), ShortText(wrappedValue: second)]).count == 2)
  }
}
