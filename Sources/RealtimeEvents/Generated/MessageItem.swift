// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A message of the system, the user or the assistant.
public struct MessageItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?
  /// How far it has come.
  public var status: ItemStatus?
  /// Who speaks.
  public var role: MessageRole
  /// What is said.
  public var content: [ContentPart]

  /// Made of these members; one that is left out is absent.
  public init(
    id: String? = nil,
    object: APIObjectName? = nil,
    status: ItemStatus? = nil,
    role: MessageRole,
    content: [ContentPart]
  ) {
    self.id = id
    self.object = object
    self.status = status
    self.role = role
    self.content = content
  }
}

extension MessageItem: JSONReadable {
  static var missing: Self { Self(role: .missing, content: []) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(role: .missing, content: [])
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .status: members.read(into: &status)
      case .role: members.read(into: &role)
      case .content: members.read(into: &content)
      default: break
      }
    }
  }
}

extension MessageItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("object", object)
    json.member("type", "message")
    json.member("status", status)
    json.member("role", role)
    json.member("content", content)
    json.endObject()
  }
}
