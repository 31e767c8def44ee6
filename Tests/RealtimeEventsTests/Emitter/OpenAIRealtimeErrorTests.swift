import RealtimeEvents
import Testing

@Suite struct OpenAIRealtimeErrorTests {
  private let feed = EventFeed()

  private func error(_ payload: String, rest: String = "") throws -> OpenAIRealtimeError {
    let errors = Log<OpenAIRealtimeError>()
    feed.once(.error) { errors($0) }
    feed.feed(#"{"type":"error","error":\#(payload)\#(rest)}"#)
    return try #require(errors.entries.first)
  }

  @Test func `openai-node rule E1 - the message is made of five members of the payload`() throws {
    let error = try error(
      #"{"message":"No such item","code":"item_missing","param":"item_id","type":"invalid","event_id":"client-1"}"#,
      rest: #","event_id":"server-1""#
    )
    #expect(error.message == "No such item code=item_missing param=item_id type=invalid event_id=client-1")
    #expect("\(error)".hasPrefix("OpenAIRealtimeError: \(error.message); "))
  }

  @Test func `openai-node rule E1 - null and absent print as JavaScript does`() throws {
    #expect(
      try error(#"{"message":null,"code":null}"#).message
        == "null code=null param=undefined type=undefined event_id=undefined"
    )
  }

  @Test(arguments: ["1.5", "true", "{}", #"{"toString":1}"#, #"[1,null,"a",[2]]"#])
  func `openai-node rule E2 - a message that is no text prints as its JSON here`(_ json: String) throws {
    #expect(
      try error(#"{"message":\#(json)}"#).message
        == "\(json) code=undefined param=undefined type=undefined event_id=undefined"
    )
  }

  @Test(arguments: ["null", "0", "false", #""""#, "1", "true", #""text""#, "[]", "[1]"])
  func `openai-node rule E3 - a payload that is no object is an unknown error`(_ payload: String) throws {
    #expect(try error(payload).message == "unknown error")
  }

  @Test func `openai-node rule E3 - a missing payload is an unknown error`() throws {
    let errors = Log<OpenAIRealtimeError>()
    feed.on(.error) { errors($0) }
    feed.feed(#"{"type":"error","event_id":"e"}"#)
    #expect(errors.entries.map(\.message) == ["unknown error"])
    #expect(errors.entries[0].json == .none)
    #expect(errors.entries.first?.eventID == "e")
  }

  @Test func `openai-node rule E3 - a payload without the members prints five times undefined`() throws {
    #expect(
      try error("{}").message == "undefined code=undefined param=undefined type=undefined event_id=undefined")
  }

  @Test func `openai-node rule E4 - the payload and the ids`() throws {
    let error = try error(
      #"{"message":"m","code":null,"type":"t","event_id":"client-1","more":[1]}"#,
      rest: #","event_id":"server-1""#
    )
    #expect(error.eventID == "server-1")
    #expect(error.error?.message == "m")
    #expect(error.error?.type == "t")
    #expect(error.error?.code == nil)
    #expect(error.error?.eventID == "client-1")
    #expect(error.json?["more"]?[0]?.int == 1)
    #expect(error.cause == nil)
  }

  @Test func `openai-node rule E4 - a payload of another kind is kept too`() throws {
    let error = try error(#""only text""#)
    #expect(error.error == nil)
    #expect(error.json?.string == "only text")
  }

  @Test func `openai-node rule E6 - an error without a listener goes to the hook with a hint`() {
    feed.on(.event) { _ in }
    feed.feed(#"{"type":"error","event_id":"e","error":{"message":"m"}}"#)
    #expect(feed.unhandledErrors.count == 1)
    let error = feed.unhandledErrors.first
    #expect(
      error?.message == """
        m code=undefined param=undefined type=undefined event_id=undefined

        To resolve these unhandled rejection errors you should bind an `error` callback, \
        e.g. `rt.on('error', (error) => ...)`\u{20}
        """
    )
    #expect(error?.eventID == "e")
    #expect(error?.json != nil)
  }

  @Test func `openai-node rule E6 - what listens at that moment decides`() {
    let listener = EventListener(for: .error) { _ in }
    feed.on(.error, listener)
    feed.feed("{")
    feed.off(.error, listener)
    feed.feed("{")
    feed.once(.error) { _ in }
    feed.feed("{", "{")
    #expect(feed.unhandledErrors.count == 2)
  }

  @Test func `openai-node rule E6 - a pending wait counts as a listener`() {
    let results = Log<Bool>()
    feed.emitted(.responseDone) { result in results((try? result.get()) != nil) }
    feed.feed("{", "{")
    #expect(results.entries == [false])
    #expect(feed.unhandledErrors.count == 1)
  }
}
