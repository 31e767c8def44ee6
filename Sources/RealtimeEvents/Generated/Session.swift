// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A session, whatever its kind.
public enum Session: Sendable, Hashable {
  /// An object of type `realtime`.
  case realtime(RealtimeSessionObject)
  /// An object of type `transcription`.
  case transcription(TranscriptionSession)
  /// An object of type `translation`.
  case translation(TranslationSession)
  /// An object.
  case beta(BetaSession)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Session: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("realtime"), let value = RealtimeSessionObject(reading: json) {
      self = .realtime(value)
      return
    }
    if type.equals("transcription"), let value = TranscriptionSession(reading: json) {
      self = .transcription(value)
      return
    }
    if type.equals("translation"), let value = TranslationSession(reading: json) {
      self = .translation(value)
      return
    }
    if type.isAbsent, let value = BetaSession(reading: json) {
      self = .beta(value)
      return
    }
    self = .unknown(json.owned)
  }
}
