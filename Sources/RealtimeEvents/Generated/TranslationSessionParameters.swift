// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Settings of a translation session; what is absent stays as it is.
public struct TranslationSessionParameters: Sendable, Hashable {
  /// Audio both ways.
  public var audio: TranslationAudio?

  /// Made of these members; one that is left out is absent.
  public init(audio: TranslationAudio? = nil) {
    self.audio = audio
  }
}

extension TranslationSessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("audio", audio)
    json.endObject()
  }
}
