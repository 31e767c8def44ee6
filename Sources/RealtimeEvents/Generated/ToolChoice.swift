// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// Which tool the model uses.
public enum ToolChoice: Sendable, Hashable {
  /// The string `none`.
  case noTools
  /// The string `auto`.
  case auto
  /// The string `required`.
  case required
  /// An object of type `function`.
  case function(FunctionChoice)
  /// An object of type `mcp`.
  case mcp(MCPChoice)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension ToolChoice: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = json.string {
      switch value {
      case "none": self = .noTools
      case "auto": self = .auto
      case "required": self = .required
      default: self = .unknown(.string(value))
      }
      return
    }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("function"), let value = FunctionChoice(reading: json) {
      self = .function(value)
      return
    }
    if type.equals("mcp"), let value = MCPChoice(reading: json) {
      self = .mcp(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension ToolChoice: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .noTools: "none".write(to: &json)
    case .auto: "auto".write(to: &json)
    case .required: "required".write(to: &json)
    case .function(let value): value.write(to: &json)
    case .mcp(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
