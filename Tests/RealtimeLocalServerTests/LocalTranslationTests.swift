import RealtimeBuffers
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

@Suite struct LocalTranslationTests {
  private struct Driver {
    var session: LocalTranslation
    var now: Duration = .zero

    init() {
      var configuration = LocalSession.Configuration()
      configuration.model = "gpt-realtime-translate"
      session = LocalTranslation(
        configuration: configuration, identifiers: .counting(), now: .zero, unixTime: 1_700_000_000)
    }

    mutating func drain() -> [JSONValue] {
      var events: [JSONValue] = []
      while let event = session.nextEvent(now: now) { events.append(event.json) }
      for event in events { #expect(EventFacts.shared?.problems(of: event, in: .translation) == []) }
      return events
    }

    @discardableResult
    mutating func send(_ event: JSONValue) -> [JSONValue] {
      let bytes = Array(event.jsonText.utf8)
      session.receive(bytes.span.bytes, now: now)
      return drain()
    }

    mutating func append(_ audio: [UInt8]) -> [JSONValue] {
      send(["type": "session.input_audio_buffer.append", "audio": .string(Base64.string(from: audio))])
    }
  }

  @Test func `a translation session introduces itself and merges updates`() throws {
    var driver = Driver()
    let created = driver.drain()
    #expect(created.types == ["session.created"])
    #expect(created[0]["session"]?["type"]?.string == "translation")
    let events = driver.send([
      "type": "session.update", "session": ["audio": ["output": ["language": "fr"]]],
    ])
    #expect(events.types == ["session.updated"])
    #expect(events[0]["session"]?["audio"]?["output"]?["language"]?.string == "fr")
    #expect(events[0]["session"]?["audio"]?["input"]?["transcription"]?.isNull == true)
    #expect(
      driver.send(["type": "session.update", "session": ["type": "x"]])[0].errorCode == "unknown_parameter")
  }

  @Test func `audio comes back as it is sent, words every second`() {
    var driver = Driver()
    driver.send([
      "type": "session.update",
      "session": ["audio": ["input": ["transcription": ["model": "gpt-realtime-whisper"]]]],
    ])
    let piece = Sound.tone(milliseconds: 200)
    var events: [JSONValue] = []
    for _ in 0..<5 { events += driver.append(piece) }
    let deltas = events.all("session.output_audio.delta")
    #expect(deltas.map { $0["elapsed_ms"]?.int } == [0, 200, 400, 600, 800])
    #expect(deltas[0]["sample_rate"]?.int == 24_000)
    #expect(deltas[0]["format"]?.string == "pcm16")
    #expect(events.audio("session.output_audio.delta").count == 5 * piece.count)
    #expect(events.joined("session.input_transcript.delta") == " (1.0 seconds of speech)")
    #expect(events.joined("session.output_transcript.delta") == " (1.0 seconds of speech)")
  }

  @Test func `closing says everything first, and nothing is taken afterwards`() {
    var driver = Driver()
    _ = driver.drain()
    _ = driver.append(Sound.tone(milliseconds: 300))
    let events = driver.send(["type": "session.close"])
    #expect(events.types == ["session.output_transcript.delta", "session.closed"])
    #expect(driver.session.ending == .closedByClient)
    #expect(driver.append([0, 0]).isEmpty)
    #expect(driver.session.wakeUpTime == nil)
  }

  @Test func `events of other sessions are refused`() {
    var driver = Driver()
    _ = driver.drain()
    let events = driver.send(["type": "response.create", "event_id": "r"])
    #expect(events[0].errorCode == "invalid_value")
    #expect(events[0]["error"]?["event_id"]?.string == "r")
    #expect(
      driver.send(["type": "session.input_audio_buffer.append", "audio": "!"])[0].errorCode == "invalid_value"
    )
  }

  @Test func `a translation session grows too old as well`() {
    var driver = Driver()
    _ = driver.drain()
    driver.now = .seconds(3_600)
    #expect(driver.session.wakeUpTime == driver.now)
    driver.session.advance(to: driver.now)
    #expect(driver.drain().map(\.errorCode) == ["session_expired"])
    #expect(
      driver.session.ending == .expired("Your session hit the maximum duration of 60 minutes."))
  }
}
