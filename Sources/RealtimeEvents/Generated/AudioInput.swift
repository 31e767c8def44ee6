// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio from the caller to the service.
public struct AudioInput: Sendable, Hashable {
  /// Its encoding.
  public var format: AudioFormat?
  /// How it is transcribed; null turns transcription off.
  public var transcription: Field<AudioTranscription>
  /// How it is filtered; null turns filtering off.
  public var noiseReduction: Field<NoiseReduction>
  /// How turns are found; null leaves that to the client.
  public var turnDetection: Field<TurnDetection>

  /// Made of these members; one that is left out is absent.
  public init(
    format: AudioFormat? = nil,
    transcription: Field<AudioTranscription> = .absent,
    noiseReduction: Field<NoiseReduction> = .absent,
    turnDetection: Field<TurnDetection> = .absent
  ) {
    self.format = format
    self.transcription = transcription
    self.noiseReduction = noiseReduction
    self.turnDetection = turnDetection
  }
}

extension AudioInput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .format: members.read(into: &format)
      case .transcription: members.read(into: &transcription)
      case .noiseReduction: members.read(into: &noiseReduction)
      case .turnDetection: members.read(into: &turnDetection)
      default: break
      }
    }
  }
}

extension AudioInput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("format", format)
    json.member("transcription", transcription)
    json.member("noise_reduction", noiseReduction)
    json.member("turn_detection", turnDetection)
    json.endObject()
  }
}
