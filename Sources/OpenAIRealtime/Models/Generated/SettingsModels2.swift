// Written by Tests/EventFacts/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// An image in place of a prompt's variable.
public struct PromptImage: Sendable, Hashable {
  /// Its address, or a data URL.
  public var imageURL: Field<String>
  /// An uploaded file instead.
  public var fileID: Field<String>
  /// The resolution it is looked at with.
  public var detail: ImageDetail
  /// A cache point behind it.
  public var promptCacheBreakpoint: PromptCacheBreakpoint?

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
    self = .missing
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

/// A file in place of a prompt's variable.
public struct PromptFile: Sendable, Hashable {
  /// An uploaded file.
  public var fileID: Field<String>
  /// The file's name.
  public var filename: String?
  /// Its content, base64.
  public var fileData: String?
  /// A cache point behind it.
  public var promptCacheBreakpoint: PromptCacheBreakpoint?
  /// Its address.
  public var fileURL: String?
  /// The resolution it is looked at with.
  public var detail: ImageDetail?

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
    self = .missing
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

/// What a prompt's variable stands for.
public enum PromptVariable: Sendable, Hashable {
  /// A string.
  case text(String)
  /// An object of type `input_text`.
  case inputText(PromptText)
  /// An object of type `input_image`.
  case inputImage(PromptImage)
  /// An object of type `input_file`.
  case inputFile(PromptFile)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension PromptVariable: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      self = .text(value)
      return
    }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("input_text"), let value = PromptText(reading: json) {
      self = .inputText(value)
      return
    }
    if type.equals("input_image"), let value = PromptImage(reading: json) {
      self = .inputImage(value)
      return
    }
    if type.equals("input_file"), let value = PromptFile(reading: json) {
      self = .inputFile(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension PromptVariable: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .text(let value): value.write(to: &json)
    case .inputText(let value): value.write(to: &json)
    case .inputImage(let value): value.write(to: &json)
    case .inputFile(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

/// A stored prompt and its variables.
public struct Prompt: Sendable, Hashable {
  /// The prompt's id.
  public var id: String
  /// A version other than the current one.
  public var version: Field<String>
  /// Values for its variables.
  public var variables: Field<JSONDictionary<PromptVariable>>

  public init(
    id: String,
    version: Field<String> = .absent,
    variables: Field<JSONDictionary<PromptVariable>> = .absent
  ) {
    self.id = id
    self.version = version
    self.variables = variables
  }
}

extension Prompt: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self = .missing
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .version: members.read(into: &version)
      case .variables: members.read(into: &variables)
      default: break
      }
    }
  }
}

extension Prompt: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("version", version)
    json.member("variables", variables)
    json.endObject()
  }
}
