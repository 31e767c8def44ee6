import RealtimeEvents
import Testing

@Suite struct TextAssemblerTests {
  /// How an assembler is given the deltas.
  enum Form: CaseIterable {
    case borrowed, owned, raw, ownedRaw
  }

  private func delta(
    _ text: String, item: String = "item_1", part: Int = 0, type: String = "response.output_text.delta"
  ) -> String {
    #"{"type":"\#(type)","item_id":"\#(item)","content_index":\#(part),"delta":"\#(text)"}"#
  }

  private func pieces(
    _ messages: [String], _ form: Form, into assembler: TextAssembler = TextAssembler()
  ) -> [String] {
    let feed = EventFeed()
    let pieces = Log<String>()
    var assembler = assembler
    switch form {
    case .borrowed: feed.on(.responseOutputTextDelta) { pieces(assembler.append($0)) }
    case .owned: feed.on(.responseOutputTextDelta) { pieces(assembler.append($0.owned())) }
    case .raw: feed.on(.event) { pieces(assembler.append($0)) }
    case .ownedRaw: feed.on(.event) { event in event.owned().withEvent { pieces(assembler.append($0)) } }
    }
    for message in messages { feed.feed(message) }
    return pieces.entries
  }

  static let texts: [([String], [String])] = [
    ([#"\ud83d"#, #"\ude00"#], ["", "😀"]),
    ([#"Hi \uD83D"#, #"\uDE00 there"#], ["Hi ", "😀 there"]),
    ([#"\ud83d"#, "", #"\ude00"#], ["", "", "😀"]),
    ([#"a\ud83d"#, #"\ude00\ud83d"#, #"\ude01b"#], ["a", "😀", "😁b"]),
    ([#"\ud83d"#, "x"], ["", "\u{FFFD}x"]),
    ([#"\ud83d"#, #"\ud83d"#, #"\ude00"#], ["", "\u{FFFD}", "😀"]),
    ([#"\ude00"#], ["\u{FFFD}"]),
    ([#"\ude00\ud83d"#, #"\ude00"#], ["\u{FFFD}", "😀"]),
    ([#"\ud83d\ude00"#, "é", #"\\ud83d"#, #"\\\ud83d"#, #"\ude00"#], ["😀", "é", #"\ud83d"#, #"\"#, "😀"]),
    ([#"\udbff"#, #"\udfff"#], ["", "\u{10FFFF}"]),
    ([#"\ud800"#, #"\udc00"#], ["", "\u{10000}"]),
    ([#"👩\ud83d"#, #"\udc69\u0301"#], ["👩", "👩\u{301}"]),
    (["\u{FFFD}", #"\ufffd"#, "e", #"\u0301"#], ["\u{FFFD}", "\u{FFFD}", "e", "\u{301}"]),
  ]

  @Test(arguments: texts, Form.allCases)
  func `halves of a character are joined, and nothing else is changed`(
    text: (deltas: [String], pieces: [String]), form: Form
  ) {
    let read = pieces(text.deltas.map { delta($0) }, form)
    #expect(read.map { Array($0.utf8) } == text.pieces.map { Array($0.utf8) })
  }

  @Test(arguments: Form.allCases) func `texts of several items and parts are told apart`(form: Form) {
    let messages = [
      delta(#"\ud83d"#), delta(#"\ud83c"#, item: "item_2"), delta(#"\ud83e"#, part: 1), delta(#"\ude00"#),
      delta(#"\udf00"#, item: "item_2"), delta(#"\udd14"#, part: 1),
    ]
    #expect(pieces(messages, form) == ["", "", "", "😀", "🌀", "🤔"])
  }

  @Test func `every kind of text is joined`() {
    let feed = EventFeed()
    let pieces = Log<String>()
    var assembler = TextAssembler()
    feed.on(.event) { pieces(assembler.append($0)) }
    let types = [
      "response.output_text.delta", "response.text.delta", "response.output_audio_transcript.delta",
      "response.function_call_arguments.delta", "response.mcp_call_arguments.delta",
      "session.input_transcript.delta",
      "session.output_transcript.delta", "conversation.item.input_audio_transcription.delta",
      "response.future.delta",
    ]
    for half in [#"\ud83d"#, #"\ude00"#] {
      for type in types { feed.feed(#"{"type":"\#(type)","delta":"\#(half)","item_id":"\#(type)"}"#) }
    }
    #expect(pieces.entries == types.map { _ in "" } + types.map { _ in "😀" })
    // Audio is no text, and neither is what has no delta.
    feed.feed(#"{"type":"response.output_audio.delta","delta":"AQID"}"#, #"{"type":"response.done"}"#)
    #expect(pieces.entries.suffix(2) == ["", ""])
  }

  @Test func `texts of a session without items are told apart by their event`() {
    let feed = EventFeed()
    let pieces = Log<String>()
    var assembler = TextAssembler()
    feed.on(.sessionInputTranscriptDelta) { pieces(assembler.append($0)) }
    feed.on(.sessionOutputTranscriptDelta) { pieces(assembler.append($0.owned())) }
    for half in [#"\ud83d"#, #"\ude00"#] {
      for side in ["input", "output"] {
        feed.feed(#"{"type":"session.\#(side)_transcript.delta","delta":"\#(half)"}"#)
      }
    }
    #expect(pieces.entries == ["", "", "😀", "😀"])
  }

  @Test func `as many texts wait as the limit says, and the oldest goes first`() {
    let assembler = TextAssembler(maximumHalfCount: 2)
    let two = (1...2).map { delta(#"\ud83d"#, item: "\($0)") }
    let ends = (1...3).map { delta(#"\ude00"#, item: "\($0)") }
    #expect(pieces(two + ends.prefix(2), .owned, into: assembler) == ["", "", "😀", "😀"])
    let three = two + [delta(#"\ud83d"#, item: "3")]
    #expect(pieces(three + ends, .owned, into: assembler) == ["", "", "", "\u{FFFD}", "😀", "😀"])
  }

  @Test func `a text that ends in half a character says so when it is finished`() {
    let feed = EventFeed()
    var assembler = TextAssembler()
    feed.on(.responseOutputTextDelta) { _ = assembler.append($0) }
    feed.feed(delta(#"a\ud83d"#), delta("b", item: "item_2"))
    #expect(assembler.finish(itemID: "item_2") == "")
    #expect(assembler.finish(itemID: "item_1", contentIndex: 1) == "")
    #expect(assembler.finish(itemID: "item_1") == "\u{FFFD}")
    #expect(assembler.finish(itemID: "item_1") == "")
  }
}
