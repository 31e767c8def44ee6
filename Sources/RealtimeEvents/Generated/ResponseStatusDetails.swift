// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How a response ended.
public struct ResponseStatusDetails: Sendable, Hashable {
  /// The status once more.
  public var type: ResponseStatus?
  /// Why it ended early.
  public var reason: ResponseStatusReason?
  /// Why it failed.
  public var error: ResponseError?

  /// Made of these members; one that is left out is absent.
  public init(
    type: ResponseStatus? = nil,
    reason: ResponseStatusReason? = nil,
    error: ResponseError? = nil
  ) {
    self.type = type
    self.reason = reason
    self.error = error
  }
}

extension ResponseStatusDetails: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .reason: members.read(into: &reason)
      case .error: members.read(into: &error)
      default: break
      }
    }
  }
}
