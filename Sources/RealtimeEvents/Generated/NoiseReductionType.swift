// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The microphone that noise reduction expects. Other values are kept as they came.
public struct NoiseReductionType: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `near_field`
  public static var nearField: Self { Self(rawValue: "near_field") }
  /// `far_field`
  public static var farField: Self { Self(rawValue: "far_field") }
}

extension NoiseReductionType: JSONReadable, JSONWritable {}
