// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A choice among the tools of an MCP server.
public struct MCPToolFilter: Sendable, Hashable {
  /// By name.
  public var toolNames: [String]?
  /// Only those that change nothing.
  public var readOnly: Bool?

  /// Made of these members; one that is left out is absent.
  public init(toolNames: [String]? = nil, readOnly: Bool? = nil) {
    self.toolNames = toolNames
    self.readOnly = readOnly
  }
}

extension MCPToolFilter: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .toolNames: members.read(into: &toolNames)
      case .readOnly: members.read(into: &readOnly)
      default: break
      }
    }
  }
}

extension MCPToolFilter: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("tool_names", toolNames)
    json.member("read_only", readOnly)
    json.endObject()
  }
}
