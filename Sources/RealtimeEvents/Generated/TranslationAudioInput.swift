// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio to translate.
public struct TranslationAudioInput: Sendable, Hashable {
  /// How the source is transcribed; null turns transcription off.
  public var transcription: Field<AudioTranscription>
  /// How it is filtered; null turns filtering off.
  public var noiseReduction: Field<NoiseReduction>

  /// Made of these members; one that is left out is absent.
  public init(
    transcription: Field<AudioTranscription> = .absent,
    noiseReduction: Field<NoiseReduction> = .absent
  ) {
    self.transcription = transcription
    self.noiseReduction = noiseReduction
  }
}

extension TranslationAudioInput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .transcription: members.read(into: &transcription)
      case .noiseReduction: members.read(into: &noiseReduction)
      default: break
      }
    }
  }
}

extension TranslationAudioInput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("transcription", transcription)
    json.member("noise_reduction", noiseReduction)
    json.endObject()
  }
}
