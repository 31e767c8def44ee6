// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// One function, by name.
public struct FunctionChoice: Sendable, Hashable {
  /// The function's name.
  public var name: String

  /// Made of these members; one that is left out is absent.
  public init(name: String) {
    self.name = name
  }
}

extension FunctionChoice: JSONReadable {
  static var missing: Self { Self(name: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(name: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .name: members.read(into: &name)
      default: break
      }
    }
  }
}

extension FunctionChoice: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "function")
    json.member("name", name)
    json.endObject()
  }
}
