// Written by Generator/generate from events.facts: change those, not this file.

public import RealtimeJSON

/// The tools of an MCP server that may be used.
public enum AllowedTools: Sendable, Hashable {
  /// A list of names.
  case named([String])
  /// An object.
  case matching(MCPToolFilter)
  /// A shape this package does not know, as it came.
  case unknown(JSONValue)
}

extension AllowedTools: JSONReadable {
  static var missing: Self { .unknown(.null) }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    if let value = [String](reading: json) {
      self = .named(value)
      return
    }
    if let value = MCPToolFilter(reading: json) {
      self = .matching(value)
      return
    }
    self = .unknown(json.owned)
  }
}

extension AllowedTools: JSONWritable {
  func write(to json: inout JSONWriter) {
    switch self {
    case .named(let value): value.write(to: &json)
    case .matching(let value): value.write(to: &json)
    case .unknown(let value): value.write(to: &json)
    }
  }
}

extension Field where Wrapped == AllowedTools {
  /// A list of names.
  public static func named(_ value: [String]) -> Self { .value(.named(value)) }
  /// An object.
  public static func matching(_ value: MCPToolFilter) -> Self { .value(.matching(value)) }
}
