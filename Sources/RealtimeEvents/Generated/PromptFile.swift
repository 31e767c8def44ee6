// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A file in place of a prompt's variable.
public struct PromptFile: Sendable, Hashable {
  /// An uploaded file.
  public var fileID: Field<String>
  /// The file's name.
  public var filename: String?
  /// Its content, base64.
  public var fileData: String?
  /// A cache point after it.
  public var promptCacheBreakpoint: PromptCacheBreakpoint?
  /// Its address.
  public var fileURL: String?
  /// The resolution it is looked at with.
  public var detail: ImageDetail?

  /// Made of these members; one that is left out is absent.
  public init(
    fileID: Field<String> = .absent,
    filename: String? = nil,
    fileData: String? = nil,
    promptCacheBreakpoint: PromptCacheBreakpoint? = nil,
    fileURL: String? = nil,
    detail: ImageDetail? = nil
  ) {
    self.fileID = fileID
    self.filename = filename
    self.fileData = fileData
    self.promptCacheBreakpoint = promptCacheBreakpoint
    self.fileURL = fileURL
    self.detail = detail
  }
}

extension PromptFile: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .fileID: members.read(into: &fileID)
      case .filename: members.read(into: &filename)
      case .fileData: members.read(into: &fileData)
      case .promptCacheBreakpoint: members.read(into: &promptCacheBreakpoint)
      case .fileURL: members.read(into: &fileURL)
      case .detail: members.read(into: &detail)
      default: break
      }
    }
  }
}

extension PromptFile: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "input_file")
    json.member("file_id", fileID)
    json.member("filename", filename)
    json.member("file_data", fileData)
    json.member("prompt_cache_breakpoint", promptCacheBreakpoint)
    json.member("file_url", fileURL)
    json.member("detail", detail)
    json.endObject()
  }
}
