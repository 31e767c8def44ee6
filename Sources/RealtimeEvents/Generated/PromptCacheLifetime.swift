// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How long a prompt stays cached up to a point. Other values are kept as they came.
public struct PromptCacheLifetime: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `30m`
  public static var thirtyMinutes: Self { Self(rawValue: "30m") }
  /// `12h`
  public static var twelveHours: Self { Self(rawValue: "12h") }
}

extension PromptCacheLifetime: JSONReadable, JSONWritable {}
