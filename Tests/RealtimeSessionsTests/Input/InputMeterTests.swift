import RealtimeAudio
import RealtimeEvents
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

extension InputMeter {
  mutating func receive(_ json: String) throws { try withEvent(json) { receive($0) } }
}

@Suite struct InputMeterTests {
  private static let started = Spoken.event("input_audio_buffer.speech_started")
  private static let committed = Spoken.event("input_audio_buffer.committed")
  private static let cleared = #"{"type":"input_audio_buffer.cleared","event_id":"e"}"#

  private static func stopped(_ milliseconds: Int) -> String {
    Spoken.event("input_audio_buffer.speech_stopped", more: #","audio_end_ms":\#(milliseconds)"#)
  }

  // MARK: Transcription

  @Test(arguments: ["completed", "failed"])
  func `a session that transcribes owes the words of each turn`(ending: String) throws {
    let created = #"{"type":"session.created","event_id":"e","session":{"type":"transcription","id":"s"}}"#
    let words = Spoken.event("conversation.item.input_audio_transcription.\(ending)")
    var meter = InputMeter()
    try meter.receive(created)
    for _ in 0..<2 {
      try meter.receive(Self.started)
      try meter.receive(Self.stopped(1))
      try meter.receive(Self.committed)
    }
    #expect(!meter.isTurnAnswered)
    try meter.receive(words)
    #expect(!meter.isTurnAnswered, "one is still to come")
    try meter.receive(words)
    #expect(meter.isTurnAnswered)
    try meter.receive(Self.committed)
    meter.connectionEnded()
    #expect(meter.isTurnAnswered, "its audio is gone")
  }

  @Test func `in a conversation words are no answer`() throws {
    var meter = InputMeter()
    try meter.receive(Self.committed)
    try meter.receive(Spoken.event("conversation.item.input_audio_transcription.completed"))
    #expect(!meter.isTurnAnswered)
  }

  // MARK: Commit guard

  @Test(arguments: [
    (AudioEncoding.pcm16, 0, false), (.pcm16, 4_798, false), (.pcm16, 4_800, true), (.pcm16, 4_802, true),
    (.g711MuLaw, 799, false), (.g711ALaw, 800, true), (.pcm16, -5, false), (.pcm16, .max, true),
  ])
  func `a commit needs 100 ms of audio`(_ encoding: AudioEncoding, _ byteCount: Int, _ isEnough: Bool) {
    var meter = InputMeter(encoding: encoding)
    meter.append(byteCount)
    #expect(meter.canCommit == isEnough)
    #expect(meter.hasUncommittedAudio == (byteCount > 0))
  }

  @Test func `audio counts since the last commit or clear`() {
    for end in [ClientEvent.inputAudioBufferCommit(), .inputAudioBufferClear()] {
      var meter = InputMeter()
      meter.sent(.inputAudioBufferAppend([UInt8](repeating: 0, count: 4_800)))
      meter.sent(end)
      #expect(!meter.hasUncommittedAudio && !meter.canCommit)
      meter.append(4_798)
      #expect(!meter.canCommit)
    }
  }

  @Test func `the answer to an own commit or clear takes nothing of what was appended since`() throws {
    for (sent, answer) in [
      (ClientEvent.inputAudioBufferCommit(), Self.committed), (.inputAudioBufferClear(), Self.cleared),
    ] {
      var meter = InputMeter()
      meter.append(9_600)
      meter.sent(sent)
      meter.append(960)
      try meter.receive(answer)
      #expect(meter.uncommittedByteCount == 960)
      // One that nobody here asked for takes all of it.
      try meter.receive(answer)
      #expect(meter.uncommittedByteCount == 0)
    }
  }

  @Test func `a commit that is refused has no answer`() throws {
    var meter = InputMeter()
    meter.append(960)
    meter.sent(.inputAudioBufferCommit())
    try meter.receive(
      #"""
      {"type":"error","event_id":"e","error":{"type":"invalid_request_error",
      "code":"input_audio_buffer_commit_empty","message":"buffer too small"}}
      """#)
    meter.append(960)
    try meter.receive(Self.committed)
    #expect(meter.uncommittedByteCount == 0)
  }

  @Test func `turn detection commits what was said, and what came after it stays`() throws {
    var meter = InputMeter()
    meter.append(48 * 2_000)
    try meter.receive(Self.started)
    try meter.receive(Self.stopped(1_700))
    try meter.receive(Self.committed)
    #expect(meter.uncommittedByteCount == 48 * 300)
  }

  @Test(arguments: [Int.min, -1, 0, 5_000, .max])
  func `an end of speech outside of the audio does no harm`(_ end: Int) throws {
    var meter = InputMeter()
    meter.append(4_800)
    try meter.receive(Self.stopped(end))
    try meter.receive(Self.committed)
    #expect((0...4_800).contains(meter.uncommittedByteCount))
  }

  @Test func `the encoding is the session's`() throws {
    var meter = InputMeter()
    try meter.receive(Spoken.session(#""audio":{"input":{"format":{"type":"audio/pcmu"}}}"#))
    meter.append(800)
    #expect(meter.canCommit)
    try meter.receive(
      #"{"type":"session.created","event_id":"e","session":{"id":"s","input_audio_format":"pcm16"}}"#)
    #expect(!meter.canCommit)
  }

  @Test(arguments: [0, 1, 4_800, 11_796_480, 11_796_481, 40_000_000])
  func `audio is appended within the limit of an event`(_ byteCount: Int) {
    let ranges = Array(InputMeter.appendRanges(ofByteCount: byteCount))
    #expect(ranges.map(\.count).reduce(0, +) == byteCount)
    #expect(zip(ranges, ranges.dropFirst()).allSatisfy { $0.upperBound == $1.lowerBound })
    #expect(ranges.allSatisfy { ($0.count + 2) / 3 * 4 <= 15 << 20 && $0.lowerBound % 2 == 0 })
  }

  // MARK: Turns

  /// What happens, and whether the user then speaks and whether the turn is answered.
  private static let turns: [([String], isSpeaking: Bool, isAnswered: Bool)] = [
    ([], false, true),
    ([started], true, false),
    ([started, stopped(500)], false, false),
    ([started, stopped(500), committed], false, false),
    ([started, stopped(500), committed, Spoken.created("a")], false, false),
    ([started, stopped(500), committed, Spoken.created("a"), Spoken.done("a")], false, true),
    ([started, stopped(500), committed, Spoken.created("a"), Spoken.done("b")], false, false),
    // A response beside the conversation answers nobody.
    (
      [started, stopped(500), committed, Spoken.created("a", isInConversation: false), Spoken.done("a")],
      false, false
    ),
    // The one before ends while the user speaks, or after the user spoke.
    ([started, stopped(500), Spoken.created("a"), started, Spoken.done("a", "cancelled")], true, false),
    (
      [started, stopped(500), Spoken.created("a"), started, stopped(900), Spoken.done("a", "cancelled")],
      false, false
    ),
    ([started, cleared], false, true),
    ([started, stopped(500), cleared], false, false),
    ([committed], false, false),
    ([committed, Spoken.created("a"), Spoken.done("a", "failed")], false, true),
    ([Spoken.created("a")], false, true),
    (
      [Spoken.event("input_audio_buffer.timeout_triggered", more: #","audio_start_ms":0,"audio_end_ms":9"#)],
      false, false
    ),
  ]

  @Test(arguments: turns)
  func `knows whether the user speaks, and whether the turn is answered`(
    _ row: ([String], isSpeaking: Bool, isAnswered: Bool)
  ) throws {
    var meter = InputMeter()
    for event in row.0 { try meter.receive(event) }
    #expect(meter.isUserSpeaking == row.isSpeaking)
    #expect(meter.isTurnAnswered == row.isAnswered)
  }

  @Test func `an own commit is a turn, also while the answer to the one before comes`() throws {
    var meter = InputMeter()
    meter.sent(.inputAudioBufferCommit())
    try meter.receive(Self.committed)
    try meter.receive(Spoken.created("a"))
    meter.sent(.inputAudioBufferCommit())
    try meter.receive(Spoken.done("a"))
    #expect(!meter.isTurnAnswered)
    try meter.receive(Self.committed)
    try meter.receive(Spoken.created("b"))
    try meter.receive(Spoken.done("b"))
    #expect(meter.isTurnAnswered)
  }

  @Test func `silence that ran out is counted`() throws {
    var meter = InputMeter()
    for _ in 0..<2 { try meter.receive(Spoken.event("input_audio_buffer.timeout_triggered")) }
    #expect(meter.idleTimeoutCount == 2)
  }

  @Test func `the end of a connection empties the buffer and silences the user, and a turn waits on`() throws {
    var meter = InputMeter()
    meter.append(9_600)
    try meter.receive(Self.started)
    meter.connectionEnded()
    #expect(!meter.isUserSpeaking && meter.isTurnAnswered && !meter.hasUncommittedAudio)
    try meter.receive(Self.stopped(100))
    try meter.receive(Spoken.created("a"))
    meter.connectionEnded()
    #expect(!meter.isTurnAnswered)
    try meter.receive(Spoken.created("b"))
    try meter.receive(Spoken.done("b"))
    #expect(meter.isTurnAnswered)
  }

  @Test func `from every state there is a way to an answered turn`() throws {
    let events = [
      Self.started, Self.stopped(50), Self.committed, Self.cleared, Spoken.created("a"), Spoken.done("a"),
      Spoken.created("b", isInConversation: false), Spoken.event("input_audio_buffer.timeout_triggered"),
    ]
    for seed in 0..<1_000 as Range<UInt64> {
      var random = SeededGenerator(seed: seed)
      var meter = InputMeter()
      for _ in 0..<30 {
        switch Int.random(in: 0..<12, using: &random) {
        case 0: meter.sent(.inputAudioBufferCommit())
        case 1: meter.sent(.inputAudioBufferClear())
        case 2: meter.append(Int.random(in: 0..<9_600, using: &random))
        case 3: meter.connectionEnded()
        default: try meter.receive(try #require(events.randomElement(using: &random)))
        }
        #expect(meter.uncommittedByteCount >= 0)
        #expect(!(meter.isUserSpeaking && meter.isTurnAnswered))
      }
      for event in [Self.started, Self.stopped(50), Spoken.created("z"), Spoken.done("z")] {
        try meter.receive(event)
      }
      #expect(meter.isTurnAnswered && !meter.isUserSpeaking)
    }
  }
}
