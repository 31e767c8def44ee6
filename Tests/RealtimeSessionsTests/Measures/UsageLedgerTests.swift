import RealtimeEvents
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

extension UsageLedger {
  @discardableResult
  mutating func receive(_ json: String) throws -> [Effect] { try withEvent(json) { receive($0) } }
}

@Suite struct UsageLedgerTests {
  /// 100 input tokens, of which 60 are cached, and 30 of output.
  private static let usage = """
    {"total_tokens":130,"input_tokens":100,"output_tokens":30,"input_token_details":{"text_tokens":40,\
    "audio_tokens":50,"image_tokens":10,"cached_tokens":60,"cached_tokens_details":{"text_tokens":35,\
    "audio_tokens":20,"image_tokens":5}},"output_token_details":{"text_tokens":10,"audio_tokens":20}}
    """

  private static func transcription(_ usage: String, item: String = "item_1") -> String {
    Spoken.event(
      "conversation.item.input_audio_transcription.completed", item: item,
      more: #","content_index":0,"transcript":"hi","usage":\#(usage)"#)
  }

  private func counts(_ counts: TokenCounts) -> [Int] {
    [counts.text, counts.audio, counts.image, counts.other]
  }

  @Test func `cached tokens are a part of the input, and what is not cached is the difference`() throws {
    var ledger = UsageLedger()
    let effects = try ledger.receive(Spoken.done(usage: Self.usage))
    let total = ledger.total
    #expect(effects == [.response(id: "resp_1", total)])
    #expect(counts(total.input) == [40, 50, 10, 0])
    #expect(counts(total.cachedInput) == [35, 20, 5, 0])
    #expect(counts(total.uncachedInput) == [5, 30, 5, 0])
    #expect(counts(total.output) == [10, 20, 0, 0])
    #expect(total.responseTokenCount == 130)
    #expect(total.responseCount == 1 && total.cancelledCount == 0 && total.unreportedCount == 0)
  }

  @Test(arguments: [
    // Without details, a part of them, and more cached than there is.
    (#"{"input_tokens":100,"output_tokens":7}"#, [0, 0, 0, 100], [0, 0, 0, 100]),
    (#"{"input_tokens":100,"input_token_details":{"cached_tokens":60}}"#, [0, 0, 0, 100], [0, 0, 0, 40]),
    (
      #"{"input_tokens":100,"input_token_details":{"text_tokens":40,"audio_tokens":60,"cached_tokens":50}}"#,
      [40, 60, 0, 0], [0, 50, 0, 0]
    ),
    (
      #"{"input_tokens":100,"input_token_details":{"text_tokens":40,"audio_tokens":50,"cached_tokens":null}}"#,
      [40, 50, 0, 10], [40, 50, 0, 10]
    ),
    (
      #"{"input_tokens":10,"input_token_details":{"text_tokens":10,"cached_tokens":99}}"#, [10, 0, 0, 0],
      [0, 0, 0, 0]
    ),
    (
      #"{"input_tokens":-10,"input_token_details":{"text_tokens":-1,"cached_tokens":-9}}"#, [0, 0, 0, 0],
      [0, 0, 0, 0]
    ),
    (#"{}"#, [0, 0, 0, 0], [0, 0, 0, 0]),
  ])
  func `usage without details is counted, and stays right in sum`(
    _ usage: String, _ input: [Int], _ uncached: [Int]
  ) throws {
    var ledger = UsageLedger()
    try ledger.receive(Spoken.done(usage: usage))
    #expect(counts(ledger.total.input) == input)
    #expect(counts(ledger.total.uncachedInput) == uncached)
  }

  @Test func `numbers that are too large do not trap`() throws {
    var ledger = UsageLedger(tokenLimit: .max)
    let huge = """
      {"input_tokens":9223372036854775807,"output_tokens":9223372036854775807,"input_token_details":\
      {"text_tokens":9223372036854775807,"audio_tokens":9223372036854775807,"cached_tokens":9223372036854775807}}
      """
    try ledger.receive(Spoken.done("a", usage: huge))
    let effects = try ledger.receive(Spoken.done("b", usage: huge))
    #expect(ledger.total.input.total == .max)
    #expect(ledger.total.responseTokenCount == .max)
    #expect(effects.count == 1, "the limit was reached by the first")
    ledger.merge(ledger)
    #expect(ledger.total.uncachedInput.total >= 0)
  }

  @Test func `a cancelled response costs, and one without usage is counted as such`() throws {
    var ledger = UsageLedger()
    try ledger.receive(Spoken.done("a", "cancelled", usage: Self.usage))
    try ledger.receive(Spoken.done("b", "cancelled"))
    try ledger.receive(Spoken.done("c", "failed"))
    let total = ledger.total
    #expect(total.responseTokenCount == 130)
    #expect([total.responseCount, total.cancelledCount, total.unreportedCount] == [3, 2, 2])
  }

  @Test func `a response counts once, however late it comes again`() throws {
    var ledger = UsageLedger()
    try ledger.receive(Spoken.done("late", usage: Self.usage))
    for number in 0..<127 { try ledger.receive(Spoken.done("resp_\(number)", usage: Self.usage)) }
    #expect(try ledger.receive(Spoken.done("late", usage: Self.usage)).isEmpty)
    #expect(ledger.total.responseCount == 128)
    // Ids are remembered up to a limit.
    try ledger.receive(Spoken.done("one more", usage: Self.usage))
    #expect(try ledger.receive(Spoken.done("late", usage: Self.usage)).count == 1)
  }

  @Test func `transcriptions have meters of their own`() throws {
    var ledger = UsageLedger()
    try ledger.receive(
      Spoken.session(#""model":"gpt-realtime-2.1","audio":{"input":{"transcription":{"model":"whisper-1"}}}"#)
    )
    try ledger.receive(Spoken.done(usage: Self.usage))
    let tokens = """
      {"type":"tokens","total_tokens":17,"input_tokens":12,"output_tokens":5,\
      "input_token_details":{"text_tokens":2,"audio_tokens":10}}
      """
    try ledger.receive(Self.transcription(tokens))
    let effects = try ledger.receive(
      Self.transcription(#"{"type":"duration","seconds":2.5}"#, item: "item_2"))
    try ledger.receive(Self.transcription(#"{"type":"duration","seconds":2.5}"#, item: "item_2"))
    try ledger.receive(Self.transcription(#"{"type":"duration","seconds":-1}"#, item: "item_3"))
    try ledger.receive(Self.transcription(#"{"type":"miles","count":1}"#, item: "item_4"))
    #expect(effects.count == 1)
    #expect(ledger.models.keys.sorted() == ["gpt-realtime-2.1", "whisper-1"])
    let usage = try #require(ledger.models["whisper-1"])
    #expect(usage.transcriptionCount == 4)
    #expect(counts(usage.transcriptionInput) == [2, 10, 0, 0])
    #expect(counts(usage.transcriptionOutput) == [5, 0, 0, 0])
    #expect(usage.transcriptionSeconds == 2.5)
    #expect(usage.responseTokenCount == 0)
    #expect(ledger.total.responseTokenCount == 130)
  }

  @Test func `a conversation keeps one ledger over all its connections and models`() throws {
    var ledger = UsageLedger()
    try ledger.receive(Spoken.done("unnamed", usage: Self.usage))
    for model in ["m1", "m2", "m1"] {
      try ledger.receive(Spoken.session(#""model":"\#(model)""#, type: "session.created"))
      try ledger.receive(Spoken.done("\(model) \(ledger.total.responseCount)", usage: Self.usage))
    }
    #expect(ledger.models.mapValues(\.responseCount) == ["m1": 2, "m2": 1, "other": 1])
    for number in 0..<50 {
      try ledger.receive(Spoken.session(#""model":"many_\#(number)""#))
      try ledger.receive(Spoken.done("many \(number)", usage: Self.usage))
    }
    #expect(ledger.models.count <= UsageLedger.maximumModelCount)
    #expect(ledger.total.responseCount == 54)
  }

  @Test func `the limit is reached once`() throws {
    var ledger = UsageLedger(tokenLimit: 300)
    var reached: [Int] = []
    for number in 0..<6 {
      for case .limitReached(let count) in try ledger.receive(Spoken.done("\(number)", usage: Self.usage)) {
        reached.append(count)
      }
    }
    #expect(reached == [390])
    var exact = UsageLedger(tokenLimit: 130)
    #expect(try exact.receive(Spoken.done(usage: Self.usage)).last == .limitReached(tokenCount: 130))
    var below = UsageLedger(tokenLimit: 131)
    #expect(try below.receive(Spoken.done(usage: Self.usage)).count == 1)
  }

  @Test func `merging adds, in any order`() throws {
    var ledgers: [UsageLedger] = []
    for (model, count) in [("a", 1), ("b", 2), ("a", 3)] {
      var ledger = UsageLedger()
      try ledger.receive(Spoken.session(#""model":"\#(model)""#))
      for number in 0..<count { try ledger.receive(Spoken.done("\(number)", usage: Self.usage)) }
      ledgers.append(ledger)
    }
    var forward = UsageLedger()
    for ledger in ledgers { forward.merge(ledger) }
    var backward = UsageLedger()
    for ledger in ledgers.reversed() { backward.merge(ledger) }
    #expect(forward == backward)
    #expect(forward.models.mapValues(\.responseCount) == ["a": 4, "b": 2])
    #expect(forward.total.responseTokenCount == 6 * 130)
  }
}
