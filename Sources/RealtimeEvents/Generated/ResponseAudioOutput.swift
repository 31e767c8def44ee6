// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio of one response.
public struct ResponseAudioOutput: Sendable, Hashable {
  /// Its encoding.
  public var format: AudioFormat?
  /// The voice.
  public var voice: Voice?

  /// Made of these members; one that is left out is absent.
  public init(format: AudioFormat? = nil, voice: Voice? = nil) {
    self.format = format
    self.voice = voice
  }
}

extension ResponseAudioOutput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .format: members.read(into: &format)
      case .voice: members.read(into: &voice)
      default: break
      }
    }
  }
}

extension ResponseAudioOutput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("format", format)
    json.member("voice", voice)
    json.endObject()
  }
}
