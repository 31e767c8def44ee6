// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Why a call to an MCP server failed.
public struct MCPError: Sendable, Hashable {
  /// Where it failed.
  public var type: MCPErrorType
  /// The protocol's or HTTP's code.
  public var code: Int?
  /// What happened.
  public var message: String

  /// Made of these members; one that is left out is absent.
  public init(type: MCPErrorType, code: Int? = nil, message: String) {
    self.type = type
    self.code = code
    self.message = message
  }
}

extension MCPError: JSONReadable {
  static var missing: Self { Self(type: .missing, message: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(type: .missing, message: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .code: members.read(into: &code)
      case .message: members.read(into: &message)
      default: break
      }
    }
  }
}

extension MCPError: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", type)
    json.member("code", code)
    json.member("message", message)
    json.endObject()
  }
}
