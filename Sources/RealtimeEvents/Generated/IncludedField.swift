// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// An extra field the service sends only when asked. Other values are kept as they came.
public struct IncludedField: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `item.input_audio_transcription.logprobs`
  public static var inputAudioTranscriptionLogprobs: Self {
    Self(rawValue: "item.input_audio_transcription.logprobs")
  }
}

extension IncludedField: JSONReadable, JSONWritable {}
