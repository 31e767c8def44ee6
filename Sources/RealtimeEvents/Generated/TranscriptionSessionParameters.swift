// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Settings of a transcription session; what is absent stays as it is.
public struct TranscriptionSessionParameters: Sendable, Hashable {
  /// Audio from the caller.
  public var audio: TranscriptionAudio?
  /// Extra fields to send.
  public var include: [IncludedField]?

  /// Made of these members; one that is left out is absent.
  public init(audio: TranscriptionAudio? = nil, include: [IncludedField]? = nil) {
    self.audio = audio
    self.include = include
  }
}

extension TranscriptionSessionParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "transcription")
    json.member("audio", audio)
    json.member("include", include)
    json.endObject()
  }
}
