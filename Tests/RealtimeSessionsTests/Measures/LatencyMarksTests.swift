import RealtimeEvents
import Testing

@testable import RealtimeSessions

extension LatencyMarks {
  @discardableResult
  mutating func receive(_ json: String, at milliseconds: Int) throws -> [LatencyValue] {
    try withEvent(json) { receive($0, at: .milliseconds(milliseconds)) }
  }
}

@Suite struct LatencyMarksTests {
  private static let started = Spoken.event("input_audio_buffer.speech_started")
  private static let stopped = Spoken.event("input_audio_buffer.speech_stopped")
  private static let detection = Spoken.session(
    #""audio":{"input":{"turn_detection":{"type":"server_vad","silence_duration_ms":500}}}"#)

  /// The measures, in milliseconds.
  private func texts(_ values: [LatencyValue]) -> [String] {
    values.map { "\($0.measure) \($0.duration / .milliseconds(1)) \($0.responseID ?? "-")" }
  }

  @Test func `a turn is measured from the end of speech to the ear`() throws {
    var marks = LatencyMarks()
    try marks.receive(Self.detection, at: 0)
    try marks.receive(Self.started, at: 100)
    try marks.receive(Self.stopped, at: 1_000)
    try marks.receive(Spoken.created("a"), at: 1_050)
    let first = try marks.receive(Spoken.audio(48, of: "a"), at: 1_400)
    #expect(
      texts(first) == [
        "speechEndToFirstAudio 400.0 a", "silenceToFirstAudio 900.0 a", "createdToFirstAudio 350.0 a",
      ])
    #expect(try marks.receive(Spoken.audio(48, of: "a"), at: 1_500).isEmpty)
    #expect(marks.isHearingAwaited)
    #expect(marks.heard(responseID: "other", at: .zero).isEmpty)
    #expect(texts(marks.heard(responseID: "a", at: .milliseconds(1_460))) == ["firstAudioToHeard 60.0 a"])
    #expect(marks.heard(responseID: "a", at: .seconds(9)).isEmpty)
    #expect(texts(try marks.receive(Spoken.done("a"), at: 3_050)) == ["createdToDone 2000.0 a"])
    #expect(marks.histograms.values.map(\.count) == [1, 1, 1, 1, 1])
  }

  @Test func `without a known silence there is no corrected value`() throws {
    for session in [
      Spoken.session(#""audio":{"input":{"turn_detection":{"type":"semantic_vad"}}}"#),
      Spoken.session(#""audio":{"input":{"turn_detection":null}}"#), Spoken.session(#""id":"s""#),
    ] {
      var marks = LatencyMarks()
      try marks.receive(Self.detection, at: 0)
      try marks.receive(session, at: 0)
      try marks.receive(Self.stopped, at: 0)
      try marks.receive(Spoken.created("a"), at: 0)
      let values = try marks.receive(Spoken.audio(48, of: "a"), at: 5)
      #expect(values.map(\.measure) == [.speechEndToFirstAudio, .createdToFirstAudio])
    }
  }

  @Test func `a turn that calls a tool first ends with the audio of the later response`() throws {
    var marks = LatencyMarks()
    try marks.receive(Self.stopped, at: 0)
    try marks.receive(Spoken.created("call"), at: 10)
    try marks.receive(Spoken.done("call"), at: 20)
    try marks.receive(Spoken.created("answer"), at: 500)
    let values = try marks.receive(Spoken.audio(48, of: "answer"), at: 600)
    #expect(texts(values) == ["speechEndToFirstAudio 600.0 answer", "createdToFirstAudio 100.0 answer"])
  }

  @Test func `audio of an earlier response, or beside the conversation, answers no speech`() throws {
    var marks = LatencyMarks()
    try marks.receive(Spoken.created("old"), at: 0)
    try marks.receive(Self.stopped, at: 10)
    #expect(texts(try marks.receive(Spoken.audio(48, of: "old"), at: 20)) == ["createdToFirstAudio 20.0 old"])
    try marks.receive(Spoken.created("beside", isInConversation: false), at: 30)
    let beside = try marks.receive(Spoken.audio(48, of: "beside"), at: 40)
    #expect(beside.map(\.measure) == [.createdToFirstAudio])
    try marks.receive(Spoken.created("new"), at: 50)
    let values = try marks.receive(Spoken.audio(48, of: "new"), at: 60)
    #expect(values.map(\.measure) == [.speechEndToFirstAudio, .createdToFirstAudio])
  }

  @Test func `an interruption is measured from the start of speech`() throws {
    var marks = LatencyMarks()
    #expect(marks.playbackCleared(at: .seconds(1)).isEmpty)
    try marks.receive(Self.started, at: 1_000)
    let values = marks.playbackCleared(at: .milliseconds(1_003))
    #expect(texts(values) == ["speechStartToClear 3.0 -"])
    #expect(marks.playbackCleared(at: .seconds(2)).isEmpty)
    try marks.receive(Self.started, at: 3_000)
    try marks.receive(Self.stopped, at: 3_500)
    #expect(marks.playbackCleared(at: .seconds(4)).isEmpty, "that was no interruption by speech")
  }

  @Test func `what was measured on a connection ends with it, and the sums stay`() throws {
    var marks = LatencyMarks()
    try marks.receive(Self.stopped, at: 0)
    try marks.receive(Spoken.created("a"), at: 10)
    try marks.receive(Spoken.created("b"), at: 10)
    try marks.receive(Spoken.audio(48, of: "a"), at: 20)
    marks.connectionEnded()
    #expect(try marks.receive(Spoken.audio(48, of: "b"), at: 30).isEmpty)
    #expect(try marks.receive(Spoken.done("b"), at: 30).isEmpty)
    #expect(marks.heard(responseID: "a", at: .milliseconds(40)).count == 1)
    #expect(marks.histograms[.speechEndToFirstAudio]?.count == 1)
  }

  @Test func `responses that never end, or that nobody began, do not pile up`() throws {
    var marks = LatencyMarks()
    for number in 0..<100 { try marks.receive(Spoken.created("r\(number)"), at: number) }
    #expect(try marks.receive(Spoken.audio(48, of: "r0"), at: 200).isEmpty)
    #expect(try marks.receive(Spoken.audio(48, of: "r99"), at: 200).count == 1)
    #expect(try marks.receive(Spoken.done("r5"), at: 200).isEmpty)
    #expect(try marks.receive(Spoken.done("r98"), at: 0).map(\.duration) == [.zero], "the clock went back")
  }
}
