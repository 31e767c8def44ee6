// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Why a response failed.
public struct ResponseError: Sendable, Hashable {
  /// The kind of error.
  public var type: String?
  /// Its code.
  public var code: String?
  /// What happened.
  public var message: String?

  /// Made of these members; one that is left out is absent.
  public init(type: String? = nil, code: String? = nil, message: String? = nil) {
    self.type = type
    self.code = code
    self.message = message
  }
}

extension ResponseError: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
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
