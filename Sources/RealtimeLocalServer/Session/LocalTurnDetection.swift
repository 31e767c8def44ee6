import RealtimeJSON

/// How the server finds the end of the caller's turn, read from the session's settings.
struct LocalTurnDetection: Equatable {
  var detector: VoiceActivityDetector.Settings
  /// Answer by itself when the caller stops.
  var createsResponse: Bool
  /// Cancel the answer in progress when the caller starts.
  var interruptsResponse: Bool
  /// Prompt the caller after this much quiet; `nil` never does.
  var idleTimeout: Duration?

  /// Reads a checked object; null and anything that is not turn detection give `nil`.
  init?(_ json: JSONValue) {
    guard let type = json["type"]?.string else { return nil }
    detector = .init()
    if type == "semantic_vad" {
      detector.silenceMilliseconds = Self.silence(eagerness: json["eagerness"]?.string ?? "auto")
    } else {
      detector.threshold = json["threshold"]?.double ?? detector.threshold
      detector.prefixMilliseconds = json["prefix_padding_ms"]?.int ?? detector.prefixMilliseconds
      detector.silenceMilliseconds = json["silence_duration_ms"]?.int ?? detector.silenceMilliseconds
    }
    createsResponse = json["create_response"]?.bool ?? true
    interruptsResponse = json["interrupt_response"]?.bool ?? true
    idleTimeout = json["idle_timeout_ms"]?.int.map { .milliseconds($0) }
  }

  /// Energy says nothing about meaning, so an eager listener is one that waits for a shorter pause.
  private static func silence(eagerness: String) -> Int {
    switch eagerness {
    case "high": 300
    case "low": 1_500
    default: 700
    }
  }
}
