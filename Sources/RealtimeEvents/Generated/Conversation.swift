// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A conversation.
public struct Conversation: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?

  /// Made of these members; one that is left out is absent.
  public init(id: String? = nil, object: APIObjectName? = nil) {
    self.id = id
    self.object = object
  }
}

extension Conversation: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      default: break
      }
    }
  }
}
