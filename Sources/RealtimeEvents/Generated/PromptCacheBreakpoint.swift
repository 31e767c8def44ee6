// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A point up to which a prompt is cached.
public struct PromptCacheBreakpoint: Sendable, Hashable {
  /// How it is set.
  public var mode: PromptCacheMode
  /// How long it is kept.
  public var ttl: PromptCacheLifetime?

  /// Made of these members; one that is left out is absent.
  public init(mode: PromptCacheMode, ttl: PromptCacheLifetime? = nil) {
    self.mode = mode
    self.ttl = ttl
  }
}

extension PromptCacheBreakpoint: JSONReadable {
  static var missing: Self { Self(mode: .missing) }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init(mode: .missing)
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .mode: members.read(into: &mode)
      case .ttl: members.read(into: &ttl)
      default: break
      }
    }
  }
}

extension PromptCacheBreakpoint: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("mode", mode)
    json.member("ttl", ttl)
    json.endObject()
  }
}
