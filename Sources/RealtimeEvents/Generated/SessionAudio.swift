// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio both ways.
public struct SessionAudio: Sendable, Hashable {
  /// From the caller.
  public var input: AudioInput?
  /// To the caller.
  public var output: AudioOutput?

  /// Made of these members; one that is left out is absent.
  public init(input: AudioInput? = nil, output: AudioOutput? = nil) {
    self.input = input
    self.output = output
  }
}

extension SessionAudio: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .input: members.read(into: &input)
      case .output: members.read(into: &output)
      default: break
      }
    }
  }
}

extension SessionAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("input", input)
    json.member("output", output)
    json.endObject()
  }
}
