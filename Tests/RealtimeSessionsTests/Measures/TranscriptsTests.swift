import RealtimeAudio
import RealtimeEvents
import Testing

@testable import RealtimeSessions

extension Transcripts {
  @discardableResult
  mutating func receive(_ json: String) throws -> [Change] { try withEvent(json) { receive($0) } }
}

@Suite struct TranscriptsTests {
  private static func said(_ delta: String, _ item: String = "item_1", of response: String = "resp_1")
    -> String
  {
    Spoken.event(
      "response.output_audio_transcript.delta", item: item,
      more: #","response_id":"\#(response)","content_index":0,"delta":"\#(delta)""#)
  }

  private static func saidDone(_ text: String, _ item: String = "item_1") -> String {
    Spoken.event(
      "response.output_audio_transcript.done", item: item,
      more: #","response_id":"resp_1","content_index":0,"transcript":"\#(text)""#)
  }

  private static func heard(_ kind: String, _ member: String, _ item: String = "user_1") -> String {
    Spoken.event(
      "conversation.item.input_audio_transcription.\(kind)", item: item,
      more: #","content_index":0,\#(member)"#)
  }

  /// A part of which so much was heard of a second, or of what was received.
  private func part(heard: Int, of received: Int = 1_000, item: String = "item_1") -> PlaybackPart {
    var part = PlaybackPart(
      responseID: "resp_1", itemID: item, contentIndex: 0, encoding: .g711MuLaw, isInConversation: true)
    part.receive(received * 8)
    _ = part.handOver(atMost: received * 8)
    _ = part.play(atMost: heard * 8)
    return part
  }

  private func texts(_ changes: [Transcripts.Change]) -> [String] {
    changes.map { "\($0.role) \($0.text)\($0.isFinal ? "." : "…")" }
  }

  @Test func `deltas join, and the whole text takes their place`() throws {
    var transcripts = Transcripts()
    #expect(texts(try transcripts.receive(Self.said("Good mor"))) == ["assistant Good mor…"])
    #expect(texts(try transcripts.receive(Self.said("ning"))) == ["assistant Good morning…"])
    #expect(texts(try transcripts.receive(Self.saidDone("Good morning!"))) == ["assistant Good morning!."])
    #expect(transcripts.text(itemID: "item_1") == "Good morning!")
  }

  @Test func `the user's words come the same way, and a failure ends them`() throws {
    var transcripts = Transcripts()
    #expect(texts(try transcripts.receive(Self.heard("delta", #""delta":"hel""#))) == ["user hel…"])
    let completed = try transcripts.receive(Self.heard("completed", #""transcript":"Hello?""#))
    #expect(texts(completed) == ["user Hello?."])
    try transcripts.receive(Self.heard("delta", #""delta":"and""#, "user_2"))
    let failed = try transcripts.receive(
      Self.heard("failed", #""error":{"type":"e","message":"m"}"#, "user_2"))
    #expect(texts(failed) == ["user and."])
  }

  @Test func `written text and the beta's names count too`() throws {
    var transcripts = Transcripts()
    for type in ["response.output_text.delta", "response.text.delta", "response.audio_transcript.delta"] {
      let json = Spoken.event(type, item: type, more: #","response_id":"r","content_index":0,"delta":"x""#)
      #expect(texts(try transcripts.receive(json)) == ["assistant x…"])
    }
    let done = Spoken.event("response.text.done", item: "t", more: #","response_id":"r","text":"whole""#)
    #expect(texts(try transcripts.receive(done)) == ["assistant whole."])
  }

  @Test func `a character that was cut in two is joined`() throws {
    var transcripts = Transcripts()
    #expect(texts(try transcripts.receive(Self.said(#"ha \ud83d"#))) == ["assistant ha …"])
    try transcripts.receive(Self.heard("delta", #""delta":"between""#))
    #expect(texts(try transcripts.receive(Self.said(#"\ude00!"#))) == ["assistant ha 😀!…"])
  }

  @Test func `half a character at the end is told as one that is unknown`() throws {
    var transcripts = Transcripts()
    try transcripts.receive(Self.said(#"ha \ud83d"#))
    #expect(texts(transcripts.connectionEnded()) == ["assistant ha \u{FFFD}."])
  }

  @Test(arguments: [
    (0, ""), (1, ""), (150, ""), (299, "one"), (500, "one two"), (799, "one two three"),
    (999, "one two three"),
    (1_000, "one two three four"),
  ])
  func `is cut to the words that were heard`(_ heard: Int, _ text: String) throws {
    var transcripts = Transcripts()
    try transcripts.receive(Self.said("one two three four"))
    let changes = transcripts.cut(part(heard: heard))
    #expect(changes.map(\.text) == [text])
    #expect(changes.allSatisfy { $0.isCut && $0.isFinal })
    // What comes late, and a second cut, change nothing of it.
    try transcripts.receive(Self.said(" five"))
    try transcripts.receive(Self.saidDone("one two three four five"))
    #expect(transcripts.cut(part(heard: 0)).isEmpty)
    #expect(transcripts.text(itemID: "item_1") == text)
  }

  @Test(arguments: ["", " ", "😀", "no", "今日はいい天気ですね"])
  func `any text can be cut anywhere`(_ text: String) throws {
    for heard in [0, 1, 499, 998, 999, 1_000] {
      var transcripts = Transcripts()
      try transcripts.receive(Self.saidDone(text))
      #expect(transcripts.cut(part(heard: heard)).allSatisfy { text.hasPrefix($0.text) })
    }
    var transcripts = Transcripts()
    try transcripts.receive(Self.saidDone("今日はいい天気ですね"))
    #expect(transcripts.cut(part(heard: 500)).map(\.text) == ["今日はいい"], "a script without spaces")
    #expect(transcripts.cut(part(heard: 0, of: 0, item: "unknown")).isEmpty)
  }

  @Test func `a cancelled response ends its texts, whatever its done events`() throws {
    var transcripts = Transcripts()
    try transcripts.receive(Self.said("first", "a"))
    try transcripts.receive(Self.said("second", "b"))
    try transcripts.receive(Self.said("other", "c", of: "resp_2"))
    try transcripts.receive(Self.heard("delta", #""delta":"user""#))
    let changes = try transcripts.receive(Spoken.done("resp_1", "cancelled"))
    #expect(texts(changes) == ["assistant first.", "assistant second."])
    #expect(texts(transcripts.connectionEnded()) == ["assistant other.", "user user."])
    #expect(transcripts.connectionEnded().isEmpty)
  }

  @Test func `a deleted item has no text`() throws {
    var transcripts = Transcripts()
    try transcripts.receive(Self.said("words"))
    try transcripts.receive(Spoken.event("conversation.item.deleted"))
    #expect(transcripts.text(itemID: "item_1") == nil)
  }

  @Test func `texts are bounded in number and in length`() throws {
    var transcripts = Transcripts(maximumTextCount: 2, maximumTextByteCount: 5)
    try transcripts.receive(Self.said("a", "a"))
    try transcripts.receive(Self.saidDone("b", "b"))
    try transcripts.receive(Self.said("c", "c"))
    #expect(transcripts.forgottenTextCount == 0)
    #expect(transcripts.text(itemID: "b") == nil && transcripts.text(itemID: "a") == "a")
    try transcripts.receive(Self.said("d", "d"))
    #expect(transcripts.forgottenTextCount == 1)
    #expect(transcripts.text(itemID: "a") == nil)

    #expect(transcripts.shortenedTextCount == 0)
    #expect(texts(try transcripts.receive(Self.said("éé", "d"))) == ["assistant déé…"])
    #expect(texts(try transcripts.receive(Self.said("é", "d"))) == ["assistant déé…"])
    #expect(try transcripts.receive(Self.said("é", "d")).isEmpty)
    #expect(texts(try transcripts.receive(Self.saidDone("éééé", "d"))) == ["assistant éé."])
    #expect(transcripts.shortenedTextCount == 1)
  }

  @Test func `audio changes nothing`() throws {
    var transcripts = Transcripts()
    #expect(try transcripts.receive(Spoken.audio(milliseconds: 20)).isEmpty)
  }
}
