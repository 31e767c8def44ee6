// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// What a rate limit counts. Other values are kept as they came.
public struct RateLimitName: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `requests`
  public static var requests: Self { Self(rawValue: "requests") }
  /// `tokens`
  public static var tokens: Self { Self(rawValue: "tokens") }
}

extension RateLimitName: JSONReadable, JSONWritable {}
