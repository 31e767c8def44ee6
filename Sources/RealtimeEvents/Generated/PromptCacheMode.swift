// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How a point is set up to which a prompt is cached. Other values are kept as they came.
public struct PromptCacheMode: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `explicit`
  public static var explicit: Self { Self(rawValue: "explicit") }
}

extension PromptCacheMode: JSONReadable, JSONWritable {}
