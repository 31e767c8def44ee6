import RealtimeEvents
import Testing

/// What a number of an event reads as that is missing, or written in another way than the service does.
@Suite struct NumberReadingTests {
  private let feed = EventFeed()
  private let started = Log<Int?>()
  private let placed = Log<Int>()

  init() {
    feed.on(.inputAudioBufferSpeechStarted) { [started] event in
      started(event.audioStartMs)
      #expect(event.owned().audioStartMs == event.audioStartMs)
    }
    feed.on(.responseOutputTextDelta) { [placed] event in placed(event.outputIndex) }
  }

  static let readings: [(String, Int?)] = [
    ("1234", 1_234), ("1234.0", 1_234), ("1.234e3", 1_234), (#""1234""#, 1_234), (#""1234.0""#, 1_234),
    ("-5", -5),
    ("0", 0), ("-0", 0), ("9007199254740993.0", 9_007_199_254_740_992), ("1234.5", nil), (#""1234.5""#, nil),
    ("1e999", nil), ("1e19", nil), ("9223372036854775808", nil), (#""soon""#, nil), ("true", nil),
    ("null", nil),
    ("[]", nil), ("{}", nil),
  ]

  @Test(arguments: readings) func `a position in audio is a whole number or nil`(json: String, value: Int?) {
    feed.feed(#"{"type":"input_audio_buffer.speech_started","audio_start_ms":\#(json),"item_id":"i"}"#)
    #expect(started.entries == [value])
    #expect(feed.unhandledErrors.isEmpty)
  }

  @Test func `a position that is not there is not zero`() {
    feed.feed(#"{"type":"input_audio_buffer.speech_started","item_id":"i"}"#)
    #expect(started.entries == [nil])
  }

  @Test(arguments: readings) func `an index that is no whole number is the first`(
    json: String, value: Int?
  ) {
    feed.feed(#"{"type":"response.output_text.delta","output_index":\#(json),"delta":"d"}"#)
    #expect(placed.entries == [value ?? 0])
    feed.feed(#"{"type":"response.output_text.delta","delta":"d"}"#)
    #expect(placed.entries == [value ?? 0, 0])
    #expect(feed.unhandledErrors.isEmpty)
  }

  @Test func `numbers inside of objects are read alike`() {
    let responses = Log<RealtimeResponse>()
    feed.on(.responseDone) { responses($0.response) }
    let usage = #"{"total_tokens":"7","input_tokens":7.5,"output_tokens":1e1}"#
    feed.feed(#"{"type":"response.done","response":{"id":"r","usage":\#(usage),"temperature":"0.8"}}"#)
    let response = responses.entries.first
    #expect(response?.usage == ResponseUsage(totalTokens: 7, inputTokens: nil, outputTokens: 10))
    #expect(response?.temperature == 0.8)
  }

  @Test func `an object that lacks the number it must have is kept as it came`() {
    let truncations = Log<Truncation?>()
    feed.on(.sessionUpdated) { event in
      if case .realtime(let session) = event.session { truncations(session.truncation) }
    }
    for ratio in ["0.8", #""0.8""#, #""much""#, "null"] {
      let truncation = #"{"type":"retention_ratio","retention_ratio":\#(ratio)}"#
      feed.feed(#"{"type":"session.updated","session":{"type":"realtime","truncation":\#(truncation)}}"#)
    }
    let known = Truncation.retentionRatio(RetentionRatio(retentionRatio: 0.8))
    #expect(truncations.entries.prefix(2) == [known, known])
    #expect(
      truncations.entries.dropFirst(2) == [
        .unknown(["type": "retention_ratio", "retention_ratio": "much"]),
        .unknown(["type": "retention_ratio", "retention_ratio": .null]),
      ])
  }
}
