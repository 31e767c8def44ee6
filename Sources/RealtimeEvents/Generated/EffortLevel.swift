// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How much work goes into an answer, or how long a transcription may wait. Other values are kept as they
/// came.
public struct EffortLevel: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `minimal`
  public static var minimal: Self { Self(rawValue: "minimal") }
  /// `low`
  public static var low: Self { Self(rawValue: "low") }
  /// `medium`
  public static var medium: Self { Self(rawValue: "medium") }
  /// `high`
  public static var high: Self { Self(rawValue: "high") }
  /// `xhigh`
  public static var xhigh: Self { Self(rawValue: "xhigh") }
}

extension EffortLevel: JSONReadable, JSONWritable {}
