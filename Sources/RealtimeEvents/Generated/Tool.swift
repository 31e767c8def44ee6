// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// Something the model may use.
public enum Tool: Sendable, Hashable {
  /// An object of type `function`.
  case function(FunctionTool)
  /// An object of type `mcp`.
  case mcp(MCPTool)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension Tool: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    let type = json.value(MemberName.type.rawValue, named: MemberName.names)
    if type.equals("function") || type.isAbsent, let value = FunctionTool(reading: json) {
      self = .function(value)
      return
    }
    if type.equals("mcp"), let value = MCPTool(reading: json) {
      self = .mcp(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension Tool: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .function(let value): value.write(to: &json)
    case .mcp(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}
