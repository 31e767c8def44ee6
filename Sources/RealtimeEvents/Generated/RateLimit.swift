// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// What is left of a rate limit.
public struct RateLimit: Sendable, Hashable {
  /// What it counts.
  public var name: RateLimitName?
  /// The most there can be.
  public var limit: Int?
  /// What is left.
  public var remaining: Int?
  /// Seconds until it is full again.
  public var resetSeconds: Double?

  /// Made of these members; one that is left out is absent.
  public init(
    name: RateLimitName? = nil,
    limit: Int? = nil,
    remaining: Int? = nil,
    resetSeconds: Double? = nil
  ) {
    self.name = name
    self.limit = limit
    self.remaining = remaining
    self.resetSeconds = resetSeconds
  }
}

extension RateLimit: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .name: members.read(into: &name)
      case .limit: members.read(into: &limit)
      case .remaining: members.read(into: &remaining)
      case .resetSeconds: members.read(into: &resetSeconds)
      default: break
      }
    }
  }
}
