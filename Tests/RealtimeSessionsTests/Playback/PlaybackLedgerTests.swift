import RealtimeAudio
import RealtimeEvents
import Testing

@testable import RealtimeSessions

@Suite struct PlaybackLedgerTests {
  /// One second of one item, of which so much was handed over and played by a device.
  private func ledger(handedOver: Int = 1_000, played: Int = 0, isDone: Bool = false) throws -> PlaybackLedger {
    var ledger = PlaybackLedger(source: .device)
    try ledger.receive(Spoken.created("resp_1"))
    try ledger.receive(Spoken.audio(milliseconds: 1_000))
    ledger.handOver(handedOver * 48, at: .zero)
    ledger.play(played * 48)
    if isDone {
      try ledger.receive(Spoken.audioDone())
      try ledger.receive(Spoken.done())
    }
    return ledger
  }

  // MARK: Truncation

  @Test(arguments: [
    (handedOver: 0, played: 0, end: 0), (400, 0, 0), (400, 123, 123), (400, 400, 400), (1_000, 1_000, 1_000),
    (2_000, 5_000, 1_000),
  ])
  func `truncates to what was heard, and to no more than was received`(
    _ row: (handedOver: Int, played: Int, end: Int)
  ) throws {
    var ledger = try ledger(handedOver: row.handedOver, played: row.played)
    let steps = ledger.interrupt(cancelling: "resp_1", at: .zero)
    #expect(steps.texts == ["clear", "cancel resp_1", "truncate item_1 0 \(row.end)"])
    #expect(steps.cuts.map(\.heardMilliseconds) == [row.end])
    #expect(steps.cuts.map(\.receivedMilliseconds) == [1_000])
  }

  @Test(arguments: [
    (AudioEncoding.pcm16, 4_799, 99), (.pcm16, 47, 0), (.g711MuLaw, 807, 100), (.g711ALaw, 7, 0),
  ])
  func `a fraction of a millisecond is left out`(_ encoding: AudioEncoding, _ byteCount: Int, _ end: Int)
    throws
  {
    var ledger = PlaybackLedger(source: .device, encoding: encoding)
    try ledger.receive(Spoken.audio(byteCount))
    ledger.handOver(byteCount, at: .zero)
    ledger.play(byteCount)
    #expect(ledger.interrupt(cancelling: "resp_1", at: .zero).texts.last == "truncate item_1 0 \(end)")
  }

  @Test func `speech that is done and heard is no interruption, and is not truncated by a later one`() throws {
    var ledger = try ledger(played: 1_000, isDone: true)
    #expect(ledger.interrupt(cancelling: nil, at: .zero).isEmpty)
    #expect(ledger.generation == 0)
    #expect(ledger.interrupt(cancelling: "resp_2", at: .zero).texts == ["clear", "cancel resp_2"])
  }

  @Test func `a response that ended while it plays is truncated and not cancelled`() throws {
    var ledger = try ledger(played: 600, isDone: true)
    #expect(ledger.isUnplayed && ledger.unplayedMilliseconds == 400)
    #expect(ledger.interrupt(cancelling: nil, at: .zero).texts == ["clear", "truncate item_1 0 600"])
    #expect(!ledger.isUnplayed && ledger.unplayedMilliseconds == 0)
  }

  @Test func `a part is truncated once`() throws {
    var ledger = try ledger(played: 300)
    #expect(ledger.interrupt(cancelling: "resp_1", at: .zero).texts.count == 3)
    try ledger.receive(Spoken.audio(milliseconds: 100))
    #expect(!ledger.isUnplayed, "late audio of an interrupted response waits for nobody")
    #expect(ledger.interrupt(cancelling: nil, at: .zero).isEmpty)
    #expect(ledger.interrupt(cancelling: "resp_1", at: .zero).texts == ["clear", "cancel resp_1"])
    #expect(try ledger.receive(Spoken.done("resp_1", "cancelled")).isEmpty)
  }

  @Test func `several messages of one response are cut each for itself`() throws {
    var ledger = PlaybackLedger(source: .device)
    for item in ["preamble", "answer", "more"] {
      try ledger.receive(Spoken.audio(milliseconds: 100, item))
      try ledger.receive(Spoken.audioDone(item))
    }
    ledger.handOver(250 * 48, at: .zero)
    ledger.play(130 * 48)
    let steps = ledger.interrupt(cancelling: "resp_1", at: .zero)
    #expect(
      steps.texts == ["clear", "cancel resp_1", "truncate answer 0 30", "truncate more 0 0"],
      "the preamble was heard to its end")
    #expect(ledger.part(itemID: "preamble")?.isHeard == true)
    #expect(ledger.lastHeardResponseID == "resp_1")
  }

  @Test func `parts of one item are told apart`() throws {
    var ledger = PlaybackLedger(source: .device)
    try ledger.receive(Spoken.audio(milliseconds: 100, part: 0))
    try ledger.receive(Spoken.audio(milliseconds: 50, part: 2))
    try ledger.receive(Spoken.audioDone(part: 0))
    ledger.handOver(.max, at: .zero)
    ledger.play(120 * 48)
    let steps = ledger.interrupt(cancelling: "resp_1", at: .zero)
    #expect(steps.texts.last == "truncate item_1 2 20")
    #expect(steps.texts.count == 3)
    #expect(ledger.part(itemID: "item_1", contentIndex: 2)?.receivedMilliseconds == 50)
  }

  @Test func `an item without audio is not truncated, and goes when its response has ended`() throws {
    var ledger = PlaybackLedger(source: .device)
    try ledger.receive(Spoken.created("resp_1"))
    #expect(ledger.interrupt(cancelling: "resp_1", at: .zero).texts == ["clear", "cancel resp_1"])
    let output = [
      Spoken.message("silent", ["output_audio"]), Spoken.message("empty", []),
      Spoken.message("beta", ["audio"]), Spoken.message("written", ["output_text"]),
      #"{"id":"call","type":"function_call","call_id":"c","name":"f","arguments":""}"#,
    ]
    let steps = try ledger.receive(Spoken.done("resp_1", "cancelled", output: output))
    #expect(steps.texts == ["delete silent", "delete empty", "delete beta"])
    #expect(try ledger.receive(Spoken.done("resp_1", "cancelled", output: output)).isEmpty)
  }

  @Test
  func `an item whose audio comes after the interruption is cut to nothing when the response has ended`()
    throws
  {
    var ledger = try ledger(played: 10)
    _ = ledger.interrupt(cancelling: "resp_1", at: .zero)
    #expect(try ledger.receive(Spoken.audio(milliseconds: 200, "item_2")).isEmpty)
    #expect(!ledger.isUnplayed)
    ledger.handOver(9_600, at: .zero)
    ledger.play(9_600)
    let output = ["item_1", "item_2"].map { Spoken.message($0, ["output_audio"]) }
    let steps = try ledger.receive(Spoken.done("resp_1", "cancelled", output: output))
    #expect(steps.texts == ["truncate item_2 0 0"])
    #expect(steps.cuts.map(\.itemID) == ["item_2"])
  }

  @Test func `the response after an interrupted one is played and can be interrupted`() throws {
    var ledger = try ledger(played: 10)
    _ = ledger.interrupt(cancelling: "resp_1", isCancelledByService: true, at: .zero)
    try ledger.receive(Spoken.created("resp_2"))
    try ledger.receive(Spoken.audio(milliseconds: 70, "item_2", of: "resp_2"))
    // Its predecessor ends late.
    #expect(try ledger.receive(Spoken.done("resp_1", "cancelled")).isEmpty)
    ledger.handOver(70 * 48, at: .zero)
    ledger.play(20 * 48)
    let steps = ledger.interrupt(cancelling: "resp_2", at: .zero)
    #expect(steps.texts == ["clear", "cancel resp_2", "truncate item_2 0 20"])
  }

  @Test func `a response outside the conversation is played and cleared, and never truncated`() throws {
    var ledger = PlaybackLedger(source: .device)
    try ledger.receive(Spoken.created("beside", isInConversation: false))
    try ledger.receive(Spoken.audio(milliseconds: 100, of: "beside"))
    #expect(ledger.isUnplayed)
    #expect(ledger.interrupt(cancelling: nil, at: .zero).texts == ["clear"])
    #expect(!ledger.isUnplayed)
    // It was not interrupted: what still comes of it is heard.
    try ledger.receive(Spoken.audio(milliseconds: 20, of: "beside"))
    #expect(ledger.isUnplayed)
  }

  @Test func `what somebody else truncates or deletes is left alone`() throws {
    var truncated = try ledger(played: 10)
    truncated.sent(.conversationItemTruncate("item_1", contentIndex: 0, audioEndMs: 5), at: .zero)
    var deleted = try ledger(played: 10)
    deleted.sent(.conversationItemDelete("item_1"), at: .zero)
    var byService = try ledger(played: 10)
    try byService.receive(Spoken.event("conversation.item.deleted"))
    var answered = try ledger(played: 10)
    try answered.receive(
      Spoken.event("conversation.item.truncated", more: #","content_index":0,"audio_end_ms":5"#))
    for var ledger in [truncated, deleted, byService, answered] {
      #expect(ledger.interrupt(cancelling: nil, at: .zero).texts == ["clear"])
    }
  }

  // MARK: Where the service plays

  @Test func `where the service plays it is silenced, and nothing is truncated`() throws {
    var ledger = PlaybackLedger(source: .service)
    #expect(ledger.interrupt(cancelling: nil, at: .zero).isEmpty)
    try ledger.receive(Spoken.created("resp_1"))
    try ledger.receive(Spoken.audio(milliseconds: 100))
    #expect(ledger.parts.isEmpty)
    #expect(ledger.interrupt(cancelling: "resp_1", at: .zero).texts == ["cancel resp_1", "clear service"])
    let started = #"{"type":"output_audio_buffer.started","event_id":"e","response_id":"resp_1"}"#
    try ledger.receive(started)
    try ledger.receive(Spoken.done())
    #expect(ledger.isUnplayed)
    #expect(ledger.interrupt(cancelling: nil, at: .zero).texts == ["clear service"])
    #expect(ledger.interrupt(cancelling: "resp_1", isCancelledByService: true, at: .zero).isEmpty)
    try ledger.receive(#"{"type":"output_audio_buffer.stopped","event_id":"e","response_id":"resp_1"}"#)
    #expect(ledger.interrupt(cancelling: nil, at: .zero).isEmpty)
  }

  @Test func `speech that the service answers by cancelling is only cleared and truncated here`() throws {
    var ledger = try ledger(played: 10)
    let steps = ledger.interrupt(cancelling: "resp_1", isCancelledByService: true, at: .zero)
    #expect(steps.texts == ["clear", "truncate item_1 0 10"])
  }

  // MARK: Encodings

  @Test func `the encoding is the session's, or the response's own`() throws {
    var ledger = PlaybackLedger(source: .device)
    try ledger.receive(Spoken.session(#""audio":{"output":{"format":{"type":"audio/pcmu"}}}"#))
    try ledger.receive(Spoken.audio(800, "a"))
    let own = #","audio":{"output":{"format":{"type":"audio/pcm","rate":24000}}}"#
    try ledger.receive(Spoken.created("resp_2", more: own))
    try ledger.receive(Spoken.audio(4_800, "b", of: "resp_2"))
    try ledger.receive(
      #"{"type":"session.created","event_id":"e","session":{"id":"s","output_audio_format":"g711_alaw"}}"#)
    try ledger.receive(Spoken.audio(8_000, "c", of: "resp_3"))
    try ledger.receive(Spoken.audio(800, "a"))
    try ledger.receive(Spoken.session(#""instructions":"nothing about audio""#))
    try ledger.receive(Spoken.audio(8, "d", of: "resp_3"))
    #expect(ledger.parts.map(\.encoding) == [.g711MuLaw, .pcm16, .g711ALaw, .g711ALaw])
    #expect(ledger.parts.map(\.receivedMilliseconds) == [200, 100, 1_000, 1])
  }

  // MARK: The end of a connection

  @Test func `after the connection ended audio plays on, is cut here, and cannot be truncated`() throws {
    var ledger = try ledger(played: 100)
    ledger.connectionEnded()
    ledger.play(100 * 48)
    #expect(ledger.part(itemID: "item_1")?.heardMilliseconds == 200)
    // The new connection's item has the same id, because the replay may reuse it.
    try ledger.receive(Spoken.audio(milliseconds: 50))
    let steps = ledger.interrupt(cancelling: "resp_2", at: .zero)
    #expect(steps.texts == ["clear", "cancel resp_2", "truncate item_1 0 0"])
    #expect(steps.cuts.map(\.heardMilliseconds) == [200, 0])
    #expect(steps.cuts.map(\.isOfOpenConnection) == [false, true])
  }

  @Test func `an item that came by replay has no part`() throws {
    var ledger = PlaybackLedger(source: .device)
    try ledger.receive(
      """
      {"type":"conversation.item.added","event_id":"e","item":{"id":"old","type":"message",\
      "role":"assistant","content":[{"type":"output_text","text":"Good morning"}]}}
      """)
    #expect(ledger.parts.isEmpty)
    #expect(ledger.interrupt(cancelling: nil, at: .zero).isEmpty)
  }

  @Test func `what an interrupted response still owed dies with its connection`() throws {
    var ledger = try ledger(played: 10)
    _ = ledger.interrupt(cancelling: "resp_1", at: .zero)
    try ledger.receive(Spoken.audio(milliseconds: 200, "item_2"))
    ledger.connectionEnded()
    #expect(try ledger.receive(Spoken.done("resp_1", "cancelled")).isEmpty)
  }

  // MARK: Bounds

  @Test func `the oldest finished part is forgotten first, and one that is not is counted`() throws {
    var ledger = PlaybackLedger(source: .device, maximumPartCount: 2)
    try ledger.receive(Spoken.audio(48, "a"))
    try ledger.receive(Spoken.audio(48, "b"))
    try ledger.receive(Spoken.audioDone("a"))
    ledger.handOver(48, at: .zero)
    ledger.play(48)
    try ledger.receive(Spoken.audio(480, "c"))
    #expect(ledger.parts.map(\.itemID) == ["b", "c"])
    #expect(ledger.forgottenPartCount == 0)
    try ledger.receive(Spoken.audio(48, "d"))
    #expect(ledger.parts.map(\.itemID) == ["c", "d"])
    #expect(ledger.forgottenPartCount == 1)
    // What is played first still belongs to the part that was forgotten.
    ledger.handOver(.max, at: .zero)
    ledger.play(48 + 96)
    #expect(ledger.parts.map(\.heardByteCount) == [96, 0])
    // The same where it was handed over already: 384 bytes of `c` are still playing.
    try ledger.receive(Spoken.audio(48, "e"))
    ledger.handOver(.max, at: .zero)
    ledger.play(384 + 40)
    #expect(ledger.parts.map(\.itemID) == ["d", "e"])
    #expect(ledger.parts.map(\.heardByteCount) == [40, 0])
  }

  @Test(arguments: [
    (handedOver: 0, dropped: 400, unplayed: 600), (700, 200, 800), (700, 1_000, 700), (1_000, 5, 1_000), (0, -3, 1_000),
  ])
  func `what is dropped before it was handed over is not waited for, and what was handed over is`(
    _ row: (handedOver: Int, dropped: Int, unplayed: Int)
  ) throws {
    var ledger = try ledger(handedOver: row.handedOver)
    ledger.drop(row.dropped * 48)
    #expect(ledger.unplayedMilliseconds == row.unplayed)
    ledger.handOver(1_000 * 48, at: .zero)
    ledger.play(1_000 * 48)
    #expect(ledger.heardByteCount == row.unplayed * 48 && !ledger.isUnplayed)
  }

  @Test func `what was heard is counted over all parts, forgotten ones too`() throws {
    var ledger = PlaybackLedger(source: .device, maximumPartCount: 1)
    for item in ["a", "b", "c"] {
      try ledger.receive(Spoken.audio(milliseconds: 100, item))
      ledger.handOver(100 * 48, at: .zero)
    }
    ledger.play(250 * 48)
    #expect(ledger.heardByteCount == 250 * 48)
    _ = ledger.interrupt(cancelling: nil, at: .zero)
    #expect(ledger.heardByteCount == 250 * 48, "what was cleared was not heard")
  }

  @Test func `numbers out of range change nothing that cannot be`() throws {
    var ledger = try ledger(handedOver: 100)
    ledger.handOver(.min, at: .zero)
    ledger.play(.min)
    ledger.play(-1)
    #expect(ledger.part(itemID: "item_1")?.heardByteCount == 0)
    ledger.play(.max)
    #expect(ledger.part(itemID: "item_1")?.heardMilliseconds == 100)
    ledger.handOver(.max, at: .zero)
    ledger.play(.max)
    #expect(ledger.part(itemID: "item_1")?.heardMilliseconds == 1_000)
  }
}
