// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Which tools need approval.
public struct ApprovalFilter: Sendable, Hashable {
  /// These always.
  public var always: MCPToolFilter?
  /// These never.
  public var never: MCPToolFilter?

  /// Made of these members; one that is left out is absent.
  public init(always: MCPToolFilter? = nil, never: MCPToolFilter? = nil) {
    self.always = always
    self.never = never
  }
}

extension ApprovalFilter: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .always: members.read(into: &always)
      case .never: members.read(into: &never)
      default: break
      }
    }
  }
}

extension ApprovalFilter: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("always", always)
    json.member("never", never)
    json.endObject()
  }
}
