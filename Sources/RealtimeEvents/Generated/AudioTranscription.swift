// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How input audio is transcribed.
public struct AudioTranscription: Sendable, Hashable {
  /// The model that transcribes.
  public var model: TranscriptionModel?
  /// The language spoken, ISO 639-1.
  public var language: String?
  /// The languages that may be spoken.
  public var languages: [String]?
  /// Words to expect.
  public var keywords: [String]?
  /// Style and vocabulary to follow.
  public var prompt: String?
  /// How long the transcription may wait for context.
  public var delay: EffortLevel?

  /// Made of these members; one that is left out is absent.
  public init(
    model: TranscriptionModel? = nil,
    language: String? = nil,
    languages: [String]? = nil,
    keywords: [String]? = nil,
    prompt: String? = nil,
    delay: EffortLevel? = nil
  ) {
    self.model = model
    self.language = language
    self.languages = languages
    self.keywords = keywords
    self.prompt = prompt
    self.delay = delay
  }
}

extension AudioTranscription: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .model: members.read(into: &model)
      case .language: members.read(into: &language)
      case .languages: members.read(into: &languages)
      case .keywords: members.read(into: &keywords)
      case .prompt: members.read(into: &prompt)
      case .delay: members.read(into: &delay)
      default: break
      }
    }
  }
}

extension AudioTranscription: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("model", model)
    json.member("language", language)
    json.member("languages", languages)
    json.member("keywords", keywords)
    json.member("prompt", prompt)
    json.member("delay", delay)
    json.endObject()
  }
}
