import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

/// Append, commit, clear, turns found by the server, transcription.
@Suite struct InputAudioTests {
  private let commit: JSONValue = ["type": "input_audio_buffer.commit", "event_id": "c"]
  private let noTurns =
    #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":null}}}}"#

  private func turnDetection(_ settings: String) -> String {
    #"{"type":"session.update","session":{"type":"realtime","audio":{"input":{"turn_detection":\#(settings)}}}}"#
  }

  @Test func `a commit makes a user message of the buffer`() throws {
    var driver = SessionDriver.opened()
    driver.send(noTurns)
    _ = driver.say("before")
    let pcm = Sound.tone(milliseconds: 150)
    #expect(driver.append(Array(pcm.prefix(1_000))).isEmpty)
    #expect(driver.append(Array(pcm.dropFirst(1_000))).isEmpty)
    let events = driver.send(commit)
    #expect(
      events.types == ["input_audio_buffer.committed", "conversation.item.added", "conversation.item.done"])
    #expect(events[0]["previous_item_id"]?.string == "item_1")
    let itemID = try #require(events[0]["item_id"]?.string)
    #expect(events[1]["item"]?["id"]?.string == itemID)
    #expect(events[1]["item"]?["content"] == [["type": "input_audio", "transcript": .null]])
    #expect(driver.session.conversation[itemID]?.audio.first?.bytes == pcm)
    #expect(driver.send(commit)[0].errorCode == "input_audio_buffer_commit_empty")
  }

  @Test func `a commit of less than 100 ms is refused and keeps the audio`() {
    var driver = SessionDriver.opened()
    driver.send(noTurns)
    _ = driver.append(Array(Sound.tone(milliseconds: 100).dropLast()))
    let events = driver.send(commit)
    #expect(events.map(\.errorCode) == ["input_audio_buffer_commit_empty"])
    #expect(events[0]["error"]?["event_id"]?.string == "c")
    #expect(events[0]["error"]?["message"]?.string?.contains("only has 99ms") == true)
    _ = driver.append([0])
    #expect(driver.send(commit).types.first == "input_audio_buffer.committed")
  }

  @Test func `clear empties the buffer`() {
    var driver = SessionDriver.opened()
    driver.send(noTurns)
    _ = driver.append(Sound.tone(milliseconds: 200))
    #expect(driver.send(["type": "input_audio_buffer.clear"]).types == ["input_audio_buffer.cleared"])
    #expect(driver.send(commit)[0].errorCode == "input_audio_buffer_commit_empty")
  }

  @Test(arguments: [#""no base64!""#, #""AAA""#, #""AA==AA==""#, "7", "null", #"["AAAA"]"#])
  func `what is not base64 is refused`(audio: String) {
    var driver = SessionDriver.opened()
    let events = driver.send(#"{"type":"input_audio_buffer.append","event_id":"a","audio":\#(audio)}"#)
    #expect(events.types == ["error"])
    #expect(events[0]["error"]?["param"]?.string == "audio")
    #expect(events[0]["error"]?["event_id"]?.string == "a")
    #expect(driver.session.input.byteCount == 0)
  }

  @Test(arguments: [-1, 0, 1]) func `one append and the buffer have limits`(difference: Int) {
    var limits = LocalSessionLimits()
    limits.maximumAppendByteCount = 9_600
    limits.maximumInputAudioByteCount = 19_200
    var driver = SessionDriver.opened(limits: limits)
    driver.send(noTurns)
    let events = driver.append(.init(repeating: 0, count: 9_600 + difference))
    #expect(events.map(\.errorCode) == (difference > 0 ? ["invalid_value"] : []))
    driver.send(["type": "input_audio_buffer.clear"])
    _ = driver.append(.init(repeating: 0, count: 9_600))
    _ = driver.append(.init(repeating: 0, count: 9_599))
    let full = driver.append(.init(repeating: 0, count: 1 + difference))
    #expect(full.map(\.errorCode) == (difference > 0 ? ["input_audio_buffer_full"] : []))
  }

  @Test func `the server finds the turn and answers it`() throws {
    var driver = SessionDriver.opened()
    driver.send(turnDetection(#"{"type":"server_vad","prefix_padding_ms":100,"silence_duration_ms":200}"#))
    #expect(driver.append(Sound.silence(milliseconds: 1_000)).isEmpty)
    let started = driver.append(Sound.tone(milliseconds: 400))
    #expect(started.types == ["input_audio_buffer.speech_started"])
    #expect(started[0]["audio_start_ms"]?.int == 900)
    let events = driver.append(Sound.silence(milliseconds: 300))
    #expect(
      Array(events.order.prefix(5)) == [
        "input_audio_buffer.speech_stopped", "input_audio_buffer.committed", "conversation.item.added",
        "conversation.item.done", "response.created",
      ])
    #expect(events[0]["audio_end_ms"]?.int == 1_600)
    #expect(events[0]["item_id"] == started[0]["item_id"])
    #expect(events[1]["item_id"] == started[0]["item_id"])
    // The parrot gives back the turn: 100 ms before it, the speech, the silence that ended it.
    let heard =
      Sound.silence(milliseconds: 100) + Sound.tone(milliseconds: 400) + Sound.silence(milliseconds: 200)
    #expect(events.audio("response.output_audio.delta") == heard)
    let transcript = try #require(
      events.first("response.output_audio_transcript.done")?["transcript"]?.string)
    #expect(transcript.contains("0.7 seconds"))
  }

  @Test func `two turns in one append are two items`() {
    var driver = SessionDriver.opened()
    driver.send(
      turnDetection(
        #"{"type":"server_vad","silence_duration_ms":200,"create_response":false,"prefix_padding_ms":0}"#))
    let turn = Sound.tone(milliseconds: 300) + Sound.silence(milliseconds: 400)
    let events = driver.append(turn + turn)
    #expect(events.all("input_audio_buffer.speech_started").map { $0["audio_start_ms"]?.int } == [0, 700])
    #expect(events.all("input_audio_buffer.speech_stopped").map { $0["audio_end_ms"]?.int } == [500, 1_200])
    #expect(driver.session.conversation.items.map(\.audioMilliseconds) == [500, 500])
    #expect(driver.session.responses.isEmpty)
  }

  @Test func `speech interrupts the answer`() throws {
    var driver = SessionDriver.opened(pace: .realTime)
    driver.send(turnDetection(#"{"type":"server_vad","silence_duration_ms":200}"#))
    let turn = Sound.tone(milliseconds: 600) + Sound.silence(milliseconds: 200)
    #expect(driver.append(turn).types.contains("response.created"))
    let events = driver.append(Sound.tone(milliseconds: 100))
    #expect(events.types.first == "input_audio_buffer.speech_started")
    let done = try #require(events.first("response.done")?["response"])
    #expect(done["status"]?.string == "cancelled")
    #expect(done["status_details"]?["reason"]?.string == "turn_detected")
    // The caller goes on, and is answered in turn.
    #expect(driver.append(Sound.silence(milliseconds: 300)).types.contains("response.created"))
  }

  @Test func `an answer that may not be interrupted is followed by the next`() {
    var driver = SessionDriver.opened(pace: .realTime)
    driver.send(turnDetection(#"{"type":"server_vad","silence_duration_ms":200,"interrupt_response":false}"#))
    let turn = Sound.tone(milliseconds: 600) + Sound.silence(milliseconds: 200)
    _ = driver.append(turn)
    let during = driver.append(turn)
    #expect(during.types.contains("input_audio_buffer.committed"))
    #expect(!during.types.contains("response.created") && !during.types.contains("response.done"))
    let after = driver.pass(.seconds(5))
    let order = after.types.filter { $0 == "response.done" || $0 == "response.created" }
    #expect(order == ["response.done", "response.created"])
  }

  @Test func `silence is not kept for ever`() {
    var driver = SessionDriver.opened()
    for _ in 0..<600 { _ = driver.append(Sound.silence(milliseconds: 100)) }
    #expect(driver.session.input.byteCount < 3_000 * 48)
  }

  @Test func `a quiet caller is prompted after the idle timeout`() {
    var driver = SessionDriver.opened()
    driver.send(turnDetection(#"{"type":"server_vad","idle_timeout_ms":5000,"silence_duration_ms":200}"#))
    _ = driver.append(Sound.tone(milliseconds: 800) + Sound.silence(milliseconds: 200))
    // The answer is one second of audio: the wait begins when it has been heard.
    #expect(driver.session.wakeUpTime == .seconds(6))
    #expect(driver.pass(.milliseconds(5_999)).isEmpty)
    let events = driver.pass(.milliseconds(1))
    #expect(
      Array(events.types.prefix(2)) == [
        "input_audio_buffer.timeout_triggered", "input_audio_buffer.committed",
      ])
    #expect(events.types.contains("response.done"))
  }

  @Test func `telephone formats are committed, heard and given back`() throws {
    var driver = SessionDriver.opened()
    driver.send([
      "type": "session.update",
      "session": [
        "type": "realtime",
        "audio": ["input": ["format": ["type": "audio/pcmu"]], "output": ["format": ["type": "audio/pcma"]]],
      ],
    ])
    let spoken = AudioConverter.convert(Sound.tone(milliseconds: 400), from: .pcm16, to: .g711MuLaw)
    let silence = [UInt8](repeating: 0xFF, count: 600 * 8)
    let events = driver.append(spoken + silence)
    #expect(events.first("input_audio_buffer.speech_stopped")?["audio_end_ms"]?.int == 900)
    #expect(events.audio("response.output_audio.delta").count == 900 * 8)
    let done = try #require(events.first("response.done")?["response"])
    #expect(done["audio"]?["output"]?["format"] == ["type": "audio/pcma"])
  }

  // MARK: Transcription

  private func transcribed(_ model: String, script: ReplyScript = .parrot) -> [JSONValue] {
    var driver = SessionDriver.opened(script: script)
    driver.send([
      "type": "session.update",
      "session": [
        "type": "realtime",
        "audio": ["input": ["turn_detection": .null, "transcription": ["model": .string(model)]]],
      ],
    ])
    _ = driver.append(Sound.tone(milliseconds: 1_500))
    return driver.send(commit)
  }

  @Test func `committed audio is transcribed where that is asked for`() throws {
    let events = transcribed("gpt-4o-transcribe")
    let stem = "conversation.item.input_audio_transcription"
    #expect(events.joined("\(stem).delta") == "(1.5 seconds of speech)")
    let completed = try #require(events.first("\(stem).completed"))
    #expect(completed["transcript"]?.string == "(1.5 seconds of speech)")
    #expect(completed["usage"]?["type"]?.string == "tokens")
    #expect(completed["usage"]?["input_token_details"]?["audio_tokens"]?.int == 15)
    #expect(completed["item_id"] == events[0]["item_id"])
  }

  @Test func `whisper is paid by the second`() throws {
    let completed = transcribed("whisper-1").first("conversation.item.input_audio_transcription.completed")
    #expect(completed?["usage"] == ["type": "duration", "seconds": 1.5])
  }

  @Test func `a transcription that fails says so`() {
    let deaf = ReplyScript(transcribe: { _, _ in nil }, reply: { _ in .text("What?") })
    let failed = transcribed("whisper-1", script: deaf)
      .first("conversation.item.input_audio_transcription.failed")
    #expect(failed?["error"]?["code"]?.string == "audio_unintelligible")
  }
}
