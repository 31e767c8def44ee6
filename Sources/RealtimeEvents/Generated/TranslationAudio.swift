// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Audio both ways of a translation session.
public struct TranslationAudio: Sendable, Hashable {
  /// From the caller.
  public var input: TranslationAudioInput?
  /// To the caller.
  public var output: TranslationAudioOutput?

  /// Made of these members; one that is left out is absent.
  public init(
    input: TranslationAudioInput? = nil,
    output: TranslationAudioOutput? = nil
  ) {
    self.input = input
    self.output = output
  }
}

extension TranslationAudio: JSONReadable {
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

extension TranslationAudio: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("input", input)
    json.member("output", output)
    json.endObject()
  }
}
