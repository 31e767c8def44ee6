import RealtimeEvents
import RealtimeJSON
import Testing

@testable import RealtimeLocalServer

/// Every event that the server has, once at least, held against the table of the protocol. The drivers of all other
/// tests hold theirs against it too.
@Suite struct EventFactsTests {
  private static let mcpTool: JSONValue = [
    "type": "mcp", "server_label": "files", "server_url": "https://mcp.example.com",
    "require_approval": "never",
  ]

  /// What no WebSocket of this server brings: the keys that a caller presses.
  private static let absent: Set<String> = ["input_audio_buffer.dtmf_event_received"]

  private func script(_ generation: RealtimeAPI = .ga) -> ReplyScript {
    var script = ReplyScript(
      transcribe: { audio, _ in audio.first == 0xFF ? nil : "what was said" },
      reply: { request in
        switch request.turn {
        case 0: .speech(Sound.tone(milliseconds: 300), transcript: "one two")
        case 1: .functionCall(name: "f", arguments: #"{"a":1}"#)
        case 2 where generation == .ga:
          .mcpCall(serverLabel: "files", name: "good", arguments: #"{"path":"/tmp"}"#)
        case 3 where generation == .ga: .mcpCall(serverLabel: "files", name: "bad", arguments: "{}")
        case 4: .failure(code: "server_error", message: "no")
        default: .text("some text")
        }
      })
    script.listTools = {
      $0.label == "gone" ? nil : [MCPServerTool(name: "good"), MCPServerTool(name: "bad")]
    }
    script.callTool = { $0.name == "good" ? .output("done") : .httpError(code: 502, message: "no") }
    return script
  }

  /// A session in which everything happens that can.
  private func everything(_ generation: RealtimeAPI) -> [JSONValue] {
    var driver = SessionDriver(generation: generation, script: script(generation))
    var events = driver.drain()
    if generation == .ga {
      let gone = Self.mcpTool.removing("server_label").removing("server_url")
      var other = gone
      other["server_label"] = "gone"
      events += driver.send([
        "type": "session.update",
        "session": [
          "type": "realtime", "include": ["item.input_audio_transcription.logprobs"],
          "tools": [Self.mcpTool, other],
          "audio": [
            "input": [
              "transcription": ["model": "gpt-4o-transcribe-diarize"],
              "turn_detection": ["type": "server_vad", "silence_duration_ms": 200, "idle_timeout_ms": 5_000],
            ]
          ],
        ],
      ])
    } else {
      events += driver.send([
        "type": "session.update",
        "session": [
          "include": ["item.input_audio_transcription.logprobs"],
          "input_audio_transcription": ["model": "gpt-4o-transcribe-diarize"],
          "turn_detection": ["type": "server_vad", "silence_duration_ms": 200, "idle_timeout_ms": 5_000],
        ],
      ])
    }
    events += driver.append(Sound.tone(milliseconds: 400) + Sound.silence(milliseconds: 300))
    for _ in 1..<6 { events += driver.send(["type": "response.create"]) }
    events += driver.pass(.seconds(10))
    let spoken = events.first("response.output_item.done")?["item"]?["id"] ?? .null
    events += driver.send([
      "type": "conversation.item.truncate", "item_id": spoken, "content_index": 0, "audio_end_ms": 100,
    ])
    events += driver.send(["type": "conversation.item.retrieve", "item_id": spoken])
    events += driver.send(["type": "conversation.item.delete", "item_id": spoken])
    events += driver.append(.init(repeating: 0xFF, count: 9_600))
    events += driver.send(["type": "input_audio_buffer.commit"])
    events += driver.send(["type": "input_audio_buffer.clear"])
    events += driver.send(["type": "no.such.event"])
    return events
  }

  private func transcription(_ generation: RealtimeAPI) -> [JSONValue] {
    var driver = SessionDriver(generation: generation, isTranscription: true, script: script())
    var events = driver.drain()
    let isBeta = generation == .beta
    events += driver.send([
      "type": .string(isBeta ? "transcription_session.update" : "session.update"),
      "session": isBeta
        ? ["input_audio_transcription": ["model": "whisper-1"]]
        : ["type": "transcription", "audio": ["input": ["transcription": ["model": "whisper-1"]]]],
    ])
    events += driver.append(Sound.tone(milliseconds: 400) + Sound.silence(milliseconds: 700))
    return events
  }

  private func call(_ generation: RealtimeAPI) -> [JSONValue] {
    let speech = ReplyScript { _ in .speech(Sound.tone(milliseconds: 300), transcript: "one two") }
    var driver = SessionDriver(generation: generation, isCall: true, script: speech)
    var events = driver.drain()
    events += driver.send(["type": "response.create"])
    events += driver.pass(.seconds(10))
    return events + driver.send(["type": "response.create"])
      + driver.send(["type": "output_audio_buffer.clear"])
  }

  @Test func `every event of the general API is sent, and is as the table has it`() throws {
    let facts = try #require(EventFacts.shared)
    let sent = Set((everything(.ga) + transcription(.ga) + call(.ga)).types)
    // The general API announces items by `added` and `done`, and no conversation.
    let given = facts.types(of: .ga).subtracting(["conversation.created", "conversation.item.created"])
    #expect(given.subtracting(sent).subtracting(Self.absent) == [])
    #expect(!sent.contains("conversation.created") && !sent.contains("conversation.item.created"))
  }

  @Test func `every event of the beta API is sent, and is as the table has it`() throws {
    let facts = try #require(EventFacts.shared)
    let sent = Set((everything(.beta) + transcription(.beta) + call(.beta)).types)
    #expect(facts.types(of: .beta).subtracting(sent).subtracting(Self.absent) == [])
  }

  @Test func `the judge judges`() throws {
    let facts = try #require(EventFacts.shared)
    let right: JSONValue = ["type": "input_audio_buffer.cleared", "event_id": "e"]
    #expect(facts.problems(of: right, in: .ga) == [])
    var wrong = right
    wrong["more"] = 1
    wrong["event_id"] = 7
    #expect(facts.problems(of: wrong, in: .ga).count == 2)
    #expect(facts.problems(of: ["type": "input_audio_buffer.cleared"], in: .beta).count == 1)
    #expect(facts.problems(of: right, in: .translation).count == 1)
    #expect(facts.problems(of: ["type": "none"], in: .ga).count == 1)
  }
}
