// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// What a transcription took.
public enum TranscriptionUsage: Sendable, Hashable {
  /// An object of type `tokens`.
  case tokens(TranscriptionTokenUsage)
  /// An object of type `duration`.
  case duration(TranscriptionDurationUsage)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension TranscriptionUsage: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("tokens"), let value = TranscriptionTokenUsage(reading: json) {
      self = .tokens(value)
      return
    }
    if type.equals("duration"), let value = TranscriptionDurationUsage(reading: json) {
      self = .duration(value)
      return
    }
    self = .unknown(json.owned)
  }
}
