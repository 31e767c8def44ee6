// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// An item that is already in the conversation.
public struct ItemReference: Sendable, Hashable {
  /// Its id.
  public var id: String

  /// Made of these members; one that is left out is absent.
  public init(id: String) {
    self.id = id
  }
}

extension ItemReference: JSONReadable {
  static var missing: Self { Self(id: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(id: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      default: break
      }
    }
  }
}

extension ItemReference: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "item_reference")
    json.member("id", id)
    json.endObject()
  }
}
