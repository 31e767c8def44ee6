// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How far a response has come, or how it ended. Other values are kept as they came.
public struct ResponseStatus: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `completed`
  public static var completed: Self { Self(rawValue: "completed") }
  /// `cancelled`
  public static var cancelled: Self { Self(rawValue: "cancelled") }
  /// `failed`
  public static var failed: Self { Self(rawValue: "failed") }
  /// `incomplete`
  public static var incomplete: Self { Self(rawValue: "incomplete") }
  /// `in_progress`
  public static var inProgress: Self { Self(rawValue: "in_progress") }
}

extension ResponseStatus: JSONReadable, JSONWritable {}
