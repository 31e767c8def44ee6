// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio from the service to the caller.
public struct AudioOutput: Sendable, Hashable {
  /// Its encoding.
  public var format: AudioFormat?
  /// The voice; it cannot change once it has been heard.
  public var voice: Voice?
  /// Speed of speech, 0.25 to 1.5.
  public var speed: Double?

  /// Made of these members; one that is left out is absent.
  public init(format: AudioFormat? = nil, voice: Voice? = nil, speed: Double? = nil) {
    self.format = format
    self.voice = voice
    self.speed = speed
  }
}

extension AudioOutput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .format: members.read(into: &format)
      case .voice: members.read(into: &voice)
      case .speed: members.read(into: &speed)
      default: break
      }
    }
  }
}

extension AudioOutput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("format", format)
    json.member("voice", voice)
    json.member("speed", speed)
    json.endObject()
  }
}
