// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The resolution an image is looked at with. Other values are kept as they came.
public struct ImageDetail: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `auto`
  public static var auto: Self { Self(rawValue: "auto") }
  /// `low`
  public static var low: Self { Self(rawValue: "low") }
  /// `high`
  public static var high: Self { Self(rawValue: "high") }
  /// `original`
  public static var original: Self { Self(rawValue: "original") }
}

extension ImageDetail: JSONReadable, JSONWritable {}
