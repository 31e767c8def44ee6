// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// Settings of a session, whatever its kind.
public enum SessionParameters: Sendable, Hashable {
  /// An object of type `realtime`.
  case realtime(RealtimeSessionParameters)
  /// An object of type `transcription`.
  case transcription(TranscriptionSessionParameters)
  /// An object.
  case translation(TranslationSessionParameters)
  /// An object.
  case beta(BetaSessionParameters)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension SessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .realtime(let value): value.write(to: &json)
    case .transcription(let value): value.write(to: &json)
    case .translation(let value): value.write(to: &json)
    case .beta(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
