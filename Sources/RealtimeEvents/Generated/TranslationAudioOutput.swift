// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Translated audio.
public struct TranslationAudioOutput: Sendable, Hashable {
  /// The language translated into.
  public var language: String?

  /// Made of these members; one that is left out is absent.
  public init(language: String? = nil) {
    self.language = language
  }
}

extension TranslationAudioOutput: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .language: members.read(into: &language)
      default: break
      }
    }
  }
}

extension TranslationAudioOutput: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("language", language)
    json.endObject()
  }
}
