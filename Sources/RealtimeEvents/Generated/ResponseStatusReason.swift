// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Why a response ended early. Other values are kept as they came.
public struct ResponseStatusReason: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `turn_detected`
  public static var turnDetected: Self { Self(rawValue: "turn_detected") }
  /// `client_cancelled`
  public static var clientCancelled: Self { Self(rawValue: "client_cancelled") }
  /// `max_output_tokens`
  public static var maxOutputTokens: Self { Self(rawValue: "max_output_tokens") }
  /// `content_filter`
  public static var contentFilter: Self { Self(rawValue: "content_filter") }
}

extension ResponseStatusReason: JSONReadable, JSONWritable {}
