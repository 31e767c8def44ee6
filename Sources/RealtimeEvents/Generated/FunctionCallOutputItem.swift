// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The client answers a function call.
public struct FunctionCallOutputItem: Sendable, Hashable {
  /// Its id.
  public var id: String?
  /// The object's name in the API.
  public var object: APIObjectName?
  /// How far it has come.
  public var status: ItemStatus?
  /// Ties a function call to its output.
  public var callID: String
  /// What the function gave, free text or JSON text.
  public var output: String

  /// Made of these members; one that is left out is absent.
  public init(
    id: String? = nil,
    object: APIObjectName? = nil,
    status: ItemStatus? = nil,
    callID: String,
    output: String
  ) {
    self.id = id
    self.object = object
    self.status = status
    self.callID = callID
    self.output = output
  }
}

extension FunctionCallOutputItem: JSONReadable {
  static var missing: Self { Self(callID: "", output: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(callID: "", output: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .id: members.read(into: &id)
      case .object: members.read(into: &object)
      case .status: members.read(into: &status)
      case .callID: members.read(into: &callID)
      case .output: members.read(into: &output)
      default: break
      }
    }
  }
}

extension FunctionCallOutputItem: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("id", id)
    json.member("object", object)
    json.member("type", "function_call_output")
    json.member("status", status)
    json.member("call_id", callID)
    json.member("output", output)
    json.endObject()
  }
}
