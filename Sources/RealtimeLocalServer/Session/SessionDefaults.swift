import RealtimeEvents
import RealtimeAudio
import RealtimeJSON

/// The session object that a new session starts with.
enum SessionDefaults {
  static let instructions = "You are a local stand-in for a voice model. Repeat what you are told."

  static func realtime(id: String, model: String, expiresAt: Int, generation: RealtimeAPI) -> JSONValue {
    var session: JSONValue = [
      "type": "realtime",
      "object": "realtime.session",
      "id": .string(id),
      "model": .string(model),
      "output_modalities": modalities(generation),
      "instructions": .string(instructions),
      "tools": [],
      "tool_choice": "auto",
      "max_output_tokens": "inf",
      "tracing": .null,
      "truncation": "auto",
      "prompt": .null,
      "expires_at": .number(expiresAt),
      "audio": [
        "input": audioInput(transcription: .null),
        "output": ["format": AudioEncoding.pcm16.json, "voice": "alloy", "speed": 1],
      ],
      "include": .null,
    ]
    if generation == .beta {
      session = session.removing("type")
      session.set(0.8, at: ["temperature"])
    }
    return session
  }

  static func transcription(id: String, expiresAt: Int, generation: RealtimeAPI) -> JSONValue {
    let model: JSONValue = ["model": "gpt-4o-transcribe", "prompt": "", "language": ""]
    var session: JSONValue = [
      "type": "transcription",
      "object": "realtime.transcription_session",
      "id": .string(id),
      "expires_at": .number(expiresAt),
      "audio": ["input": audioInput(transcription: model)],
      "include": .null,
    ]
    if generation == .beta { session = session.removing("type") }
    return session
  }

  static func translation(id: String, model: String, expiresAt: Int) -> JSONValue {
    [
      "id": .string(id),
      "type": "translation",
      "model": .string(model),
      "expires_at": .number(expiresAt),
      "audio": ["input": ["transcription": .null, "noise_reduction": .null], "output": ["language": "en"]],
    ]
  }

  /// What a turn detection of this type does unless it is told otherwise.
  static func turnDetection(type: String) -> JSONValue {
    switch type {
    case "semantic_vad":
      ["type": "semantic_vad", "eagerness": "auto", "create_response": true, "interrupt_response": true]
    default:
      [
        "type": "server_vad", "threshold": 0.5,
        "prefix_padding_ms": 300, "silence_duration_ms": 500, "idle_timeout_ms": .null,
        "create_response": true, "interrupt_response": true,
      ]
    }
  }

  private static func audioInput(transcription: JSONValue) -> JSONValue {
    [
      "format": AudioEncoding.pcm16.json,
      "transcription": transcription,
      "noise_reduction": .null,
      "turn_detection": turnDetection(type: "server_vad"),
    ]
  }

  private static func modalities(_ generation: RealtimeAPI) -> JSONValue {
    generation == .ga ? ["audio"] : ["text", "audio"]
  }
}
