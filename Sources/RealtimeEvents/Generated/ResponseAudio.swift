// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio settings of one response.
public struct ResponseAudio: Sendable, Hashable {
  /// To the caller.
  public var output: ResponseAudioOutput?

  /// Made of these members; one that is left out is absent.
  public init(output: ResponseAudioOutput? = nil) {
    self.output = output
  }
}

extension ResponseAudio: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .output: members.read(into: &output)
      default: break
      }
    }
  }
}

extension ResponseAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("output", output)
    json.endObject()
  }
}
