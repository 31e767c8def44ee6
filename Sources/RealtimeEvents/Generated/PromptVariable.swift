// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

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
