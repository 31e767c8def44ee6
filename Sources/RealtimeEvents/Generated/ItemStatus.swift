// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How far an item has come. Other values are kept as they came.
public struct ItemStatus: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `completed`
  public static var completed: Self { Self(rawValue: "completed") }
  /// `incomplete`
  public static var incomplete: Self { Self(rawValue: "incomplete") }
  /// `in_progress`
  public static var inProgress: Self { Self(rawValue: "in_progress") }
}

extension ItemStatus: JSONReadable, JSONWritable {}
