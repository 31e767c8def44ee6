// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio of a transcription session.
public struct TranscriptionAudio: Sendable, Hashable {
  /// From the caller.
  public var input: AudioInput?

  /// Made of these members; one that is left out is absent.
  public init(input: AudioInput? = nil) {
    self.input = input
  }
}

extension TranscriptionAudio: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .input: members.read(into: &input)
      default: break
      }
    }
  }
}

extension TranscriptionAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("input", input)
    json.endObject()
  }
}
