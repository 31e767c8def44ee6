// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// A part of a message; which members it has follows from `type`.
public struct ContentPart: Sendable, Hashable {
  /// The item an `item_reference` refers to.
  public var id: String?
  /// Its kind.
  public var type: ContentPartType
  /// Text, of text parts.
  public var text: String?
  /// Audio, base64, of audio parts.
  public var audio: String?
  /// What is said in the audio.
  public var transcript: String?
  /// The image as a data URL, of image parts.
  public var imageURL: String?
  /// The resolution the image is looked at with.
  public var detail: ImageDetail?
  /// Encoding of the audio, where the service says so.
  public var format: JSONValue?

  /// Made of these members; one that is left out is absent.
  public init(
    id: String? = nil,
    type: ContentPartType,
    text: String? = nil,
    audio: String? = nil,
    transcript: String? = nil,
    imageURL: String? = nil,
    detail: ImageDetail? = nil,
    format: JSONValue? = nil
  ) {
    self.id = id
    self.type = type
    self.text = text
    self.audio = audio
    self.transcript = transcript
    self.imageURL = imageURL
    self.detail = detail
    self.format = format
  }
}

extension ContentPart: JSONReadable {
  static var missing: Self { Self(type: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(type: .missing)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .type: members.read(into: &type)
      case .text: members.read(into: &text)
      case .audio: members.read(into: &audio)
      case .transcript: members.read(into: &transcript)
      case .imageURL: members.read(into: &imageURL)
      case .detail: members.read(into: &detail)
      case .format: members.read(into: &format)
      default: break
      }
    }
  }
}

extension ContentPart: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("type", type)
    json.member("text", text)
    json.member("audio", audio)
    json.member("transcript", transcript)
    json.member("image_url", imageURL)
    json.member("detail", detail)
    json.member("format", format)
    json.endObject()
  }
}
