// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How soon semantic turn detection takes the floor. Other values are kept as they came.
public struct Eagerness: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `low`
  public static var low: Self { Self(rawValue: "low") }
  /// `medium`
  public static var medium: Self { Self(rawValue: "medium") }
  /// `high`
  public static var high: Self { Self(rawValue: "high") }
  /// `auto`
  public static var auto: Self { Self(rawValue: "auto") }
}

extension Eagerness: JSONReadable, JSONWritable {}
