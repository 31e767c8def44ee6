// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The model asks the client to call a function.
public struct FunctionCallItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?
  /// How far it has come.
  public var status: ItemStatus?
  /// Ties a function call to its output.
  public var callID: String?
  /// The function's name.
  public var name: String
  /// Its arguments, JSON text.
  public var arguments: String

  /// Made of these members; one that is left out is absent.
  public init(
    id: String? = nil,
    object: APIObjectName? = nil,
    status: ItemStatus? = nil,
    callID: String? = nil,
    name: String,
    arguments: String
  ) {
    self.id = id
    self.object = object
    self.status = status
    self.callID = callID
    self.name = name
    self.arguments = arguments
  }
}

extension FunctionCallItem: JSONReadable {
  static var missing: Self { Self(name: "", arguments: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(name: "", arguments: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .status: members.read(into: &status)
      case .callID: members.read(into: &callID)
      case .name: members.read(into: &name)
      case .arguments: members.read(into: &arguments)
      default: break
      }
    }
  }
}

extension FunctionCallItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("object", object)
    json.member("type", "function_call")
    json.member("status", status)
    json.member("call_id", callID)
    json.member("name", name)
    json.member("arguments", arguments)
    json.endObject()
  }
}
