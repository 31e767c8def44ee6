// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// An image in place of a prompt's variable.
public struct PromptImage: Sendable, Hashable {
  /// Its address, or a data URL.
  public var imageURL: Field<String>
  /// An uploaded file instead.
  public var fileID: Field<String>
  /// The resolution it is looked at with.
  public var detail: ImageDetail
  /// A cache point after it.
  public var promptCacheBreakpoint: PromptCacheBreakpoint?

  /// Made of these members; one that is left out is absent.
  public init(
    imageURL: Field<String> = .absent,
    fileID: Field<String> = .absent,
    detail: ImageDetail,
    promptCacheBreakpoint: PromptCacheBreakpoint? = nil
  ) {
    self.imageURL = imageURL
    self.fileID = fileID
    self.detail = detail
    self.promptCacheBreakpoint = promptCacheBreakpoint
  }
}

extension PromptImage: JSONReadable {
  static var missing: Self { Self(detail: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(detail: .missing)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .imageURL: members.read(into: &imageURL)
      case .fileID: members.read(into: &fileID)
      case .detail: members.read(into: &detail)
      case .promptCacheBreakpoint: members.read(into: &promptCacheBreakpoint)
      default: break
      }
    }
  }
}

extension PromptImage: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "input_image")
    json.member("image_url", imageURL)
    json.member("file_id", fileID)
    json.member("detail", detail)
    json.member("prompt_cache_breakpoint", promptCacheBreakpoint)
    json.endObject()
  }
}
