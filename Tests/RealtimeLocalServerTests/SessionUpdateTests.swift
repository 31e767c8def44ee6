import RealtimeEvents
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

@Suite struct SessionUpdateTests {
  private func update(_ session: JSONValue) -> JSONValue { ["type": "session.update", "session": session] }

  @Test func `a session introduces itself`() throws {
    var driver = SessionDriver()
    let events = driver.drain()
    #expect(events.types == ["session.created"])
    let session = try #require(events[0]["session"])
    #expect(session["type"]?.string == "realtime")
    #expect(session["object"]?.string == "realtime.session")
    #expect(session["id"]?.string == "sess_1")
    #expect(session["model"]?.string == "gpt-realtime-2.1")
    #expect(session["expires_at"]?.int == 1_700_003_600)
    #expect(session["audio"]?["input"]?["turn_detection"]?["type"]?.string == "server_vad")
  }

  @Test func `an update merges, absent fields stay, null clears`() throws {
    var driver = SessionDriver.opened()
    driver.send(update(["type": "realtime", "audio": ["input": ["transcription": ["model": "whisper-1"]]]]))
    let events = driver.send(
      update([
        "type": "realtime", "instructions": "Be brief.",
        "audio": ["input": ["turn_detection": .null], "output": ["voice": "cedar"]],
      ]))
    #expect(events.types == ["session.updated"])
    let session = try #require(events[0]["session"])
    #expect(session["instructions"]?.string == "Be brief.")
    #expect(session["audio"]?["input"]?["turn_detection"]?.isNull == true)
    #expect(session["audio"]?["input"]?["transcription"] == ["model": "whisper-1"])
    #expect(session["audio"]?["output"]?["voice"]?.string == "cedar")
    #expect(session["audio"]?["output"]?["format"]?["rate"]?.int == 24_000)
    #expect(session["tool_choice"]?.string == "auto")
  }

  @Test func `turn detection is completed with its defaults`() throws {
    var driver = SessionDriver.opened()
    let detection: JSONValue = ["type": "server_vad", "threshold": 0.7]
    let events = driver.send(update(["type": "realtime", "audio": ["input": ["turn_detection": detection]]]))
    let shown = try #require(events[0]["session"]?["audio"]?["input"]?["turn_detection"])
    #expect(shown["threshold"]?.double == 0.7)
    #expect(shown["silence_duration_ms"]?.int == 500)
    #expect(shown["create_response"]?.bool == true)
  }

  @Test(arguments: [
    (#"{"instructions":"x"}"#, "missing_required_parameter", "session.type"),
    (#"{"type":"transcription"}"#, "invalid_value", "session.type"),
    (#"{"type":"other"}"#, "invalid_value", "session.type"),
    (#"{"type":"realtime","voice":"ash"}"#, "unknown_parameter", "session.voice"),
    (#"{"type":"realtime","instructions":7}"#, "invalid_type", "session.instructions"),
    (#"{"type":"realtime","model":"another"}"#, "cannot_update_model", "session.model"),
    (
      #"{"type":"realtime","output_modalities":["text","audio"]}"#, "invalid_value",
      "session.output_modalities"
    ),
    (#"{"type":"realtime","output_modalities":["video"]}"#, "invalid_value", "session.output_modalities[0]"),
    (#"{"type":"realtime","max_output_tokens":0}"#, "invalid_value", "session.max_output_tokens"),
    (#"{"type":"realtime","max_output_tokens":"many"}"#, "invalid_value", "session.max_output_tokens"),
    (#"{"type":"realtime","audio":{"output":{"speed":2}}}"#, "invalid_value", "session.audio.output.speed"),
    (
      #"{"type":"realtime","audio":{"input":{"turn_detection":{"threshold":0.5}}}}"#,
      "missing_required_parameter", "session.audio.input.turn_detection.type"
    ),
    (
      #"{"type":"realtime","audio":{"input":{"format":{"type":"audio/mp3"}}}}"#,
      "invalid_value", "session.audio.input.format.type"
    ),
    (
      #"{"type":"realtime","tools":[{"type":"function"}]}"#, "missing_required_parameter",
      "session.tools[0].name"
    ),
    (#""not an object""#, "invalid_type", "session"),
  ])
  func `a wrong update changes nothing and says what is wrong`(session: String, code: String, param: String) {
    var driver = SessionDriver.opened()
    let before = driver.session.settings.json
    let events = driver.send(#"{"type":"session.update","event_id":"u1","session":\#(session)}"#)
    #expect(events.types == ["error"])
    #expect(events[0].errorCode == code)
    #expect(events[0]["error"]?["param"]?.string == param)
    #expect(events[0]["error"]?["type"]?.string == "invalid_request_error")
    #expect(events[0]["error"]?["event_id"]?.string == "u1")
    #expect(driver.session.settings.json == before)
  }

  @Test func `the voice is fixed once the assistant was heard`() {
    var driver = SessionDriver.opened()
    let change = update(["type": "realtime", "audio": ["output": ["voice": "cedar"]]])
    #expect(driver.send(change).types == ["session.updated"])
    _ = driver.send(["type": "response.create"])
    #expect(driver.send(change).types == ["session.updated"])
    // Not even when nothing of what it said is left.
    driver.send(["type": "conversation.item.delete", "item_id": "item_1"])
    let other = update(["type": "realtime", "audio": ["output": ["voice": "ash"]]])
    #expect(driver.send(other)[0].errorCode == "cannot_update_voice")
  }

  @Test func `the same model again is no change`() {
    var driver = SessionDriver.opened()
    #expect(driver.send(update(["type": "realtime", "model": "gpt-realtime-2.1"])).types == ["session.updated"])
  }

  @Test func `the input format stays while audio waits in it`() {
    var driver = SessionDriver.opened()
    _ = driver.append(Sound.silence(milliseconds: 100))
    let change = update(["type": "realtime", "audio": ["input": ["format": ["type": "audio/pcmu"]]]])
    #expect(driver.send(change)[0]["error"]?["param"]?.string == "session.audio.input.format")
    driver.send(["type": "input_audio_buffer.clear"])
    #expect(driver.send(change).types == ["session.updated"])
  }

  @Test func `every field of a full update is kept as it came`() throws {
    var driver = SessionDriver.opened()
    let full: JSONValue = [
      "type": "realtime", "model": "gpt-realtime-2.1", "output_modalities": ["audio"], "instructions": "",
      "audio": [
        "input": [
          "format": ["type": "audio/pcm", "rate": 24_000], "noise_reduction": ["type": "far_field"],
          "transcription": ["model": "gpt-4o-mini-transcribe", "language": "en"],
          "turn_detection": [
            "type": "semantic_vad", "eagerness": "high", "create_response": true, "interrupt_response": false,
          ],
        ],
        "output": ["format": ["type": "audio/pcma"], "voice": ["id": "voice_1"], "speed": 1.25],
      ],
      "include": ["item.input_audio_transcription.logprobs"],
      "tracing": ["workflow_name": "w", "group_id": "g", "metadata": ["k": "v"]],
      "tools": [
        ["type": "function", "name": "f", "description": "d", "parameters": ["type": "object"]],
        [
          "type": "mcp", "server_label": "l", "server_url": "https://mcp.example.com/sse",
          "allowed_tools": ["tool_names": ["a"]], "require_approval": "never", "headers": ["X-A": "b"],
        ],
      ],
      "tool_choice": ["type": "mcp", "server_label": "l", "name": .null], "parallel_tool_calls": true,
      "reasoning": ["effort": "xhigh"], "max_output_tokens": "inf",
      "truncation": [
        "type": "retention_ratio", "retention_ratio": 0.8, "token_limits": ["post_instructions": 8_000],
      ],
      "prompt": ["id": "pmpt_1", "version": "2", "variables": ["a": "b"]],
    ]
    let events = driver.send(update(full))
    let shown = try #require(events.first("session.updated")?["session"])
    for (name, value) in full.members { #expect(shown[name] == value, "\(name)") }
  }

  @Test func `the beta API shows and takes flat fields`() throws {
    var driver = SessionDriver(generation: .beta)
    let first = driver.drain()
    #expect(first.types == ["session.created", "conversation.created"])
    let session = try #require(first[0]["session"])
    #expect(session["type"] == nil && session["audio"] == nil && session["output_modalities"] == nil)
    #expect(session["modalities"] == ["text", "audio"])
    #expect(session["input_audio_format"]?.string == "pcm16")
    #expect(session["max_response_output_tokens"]?.string == "inf")
    #expect(session["temperature"]?.double == 0.8)
    let events = driver.send(
      update([
        "voice": "sage", "output_audio_format": "g711_ulaw", "turn_detection": .null, "modalities": ["text"],
        "input_audio_transcription": ["model": "whisper-1"], "temperature": 0.6,
      ]))
    let updated = try #require(events.first("session.updated")?["session"])
    #expect(updated["voice"]?.string == "sage")
    #expect(updated["output_audio_format"]?.string == "g711_ulaw")
    #expect(updated["turn_detection"]?.isNull == true)
    #expect(updated["modalities"] == ["text"])
    #expect(updated["input_audio_transcription"] == ["model": "whisper-1"])
    #expect(driver.send(update(["audio": [:]]))[0].errorCode == "unknown_parameter")
  }

  @Test func `transcription sessions have their own object and no responses`() throws {
    var driver = SessionDriver(isTranscription: true)
    let created = driver.drain()
    #expect(created.types == ["session.created"])
    #expect(created[0]["session"]?["type"]?.string == "transcription")
    #expect(created[0]["session"]?["object"]?.string == "realtime.transcription_session")
    let audio: JSONValue = ["input": ["transcription": ["model": "whisper-1"], "turn_detection": .null]]
    let events = driver.send(update(["type": "transcription", "audio": audio]))
    #expect(events[0]["session"]?["audio"]?["input"]?["transcription"] == ["model": "whisper-1"])
    #expect(driver.send(update(["type": "realtime"]))[0]["error"]?["param"]?.string == "session.type")
    #expect(driver.send(["type": "response.create"])[0]["type"]?.string == "error")
  }

  @Test func `the beta transcription session has its own events`() {
    var driver = SessionDriver(generation: .beta, isTranscription: true)
    #expect(driver.drain().types == ["transcription_session.created"])
    let events = driver.send([
      "type": "transcription_session.update",
      "session": ["input_audio_transcription": ["model": "whisper-1"]],
    ])
    #expect(events.types == ["transcription_session.updated"])
    #expect(events[0]["session"]?["input_audio_transcription"] == ["model": "whisper-1"])
  }
}
