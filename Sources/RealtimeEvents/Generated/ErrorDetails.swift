// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// What the service says is wrong.
public struct ErrorDetails: Sendable, Hashable {
  /// The kind of error.
  public var type: String
  /// Its code.
  public var code: String?
  /// What happened.
  public var message: String
  /// The parameter that is wrong.
  public var param: String?
  /// The client's event that caused it.
  public var eventID: String?

  /// Made of these members; one that is left out is absent.
  public init(
    type: String,
    code: String? = nil,
    message: String,
    param: String? = nil,
    eventID: String? = nil
  ) {
    self.type = type
    self.code = code
    self.message = message
    self.param = param
    self.eventID = eventID
  }
}

extension ErrorDetails: JSONReadable {
  static var missing: Self { Self(type: "", message: "") }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(type: "", message: "")
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .code: members.read(into: &code)
      case .message: members.read(into: &message)
      case .param: members.read(into: &param)
      case .eventID: members.read(into: &eventID)
      default: break
      }
    }
  }
}
