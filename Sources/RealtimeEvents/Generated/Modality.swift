// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// What the model answers with. Other values are kept as they came.
public struct Modality: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `text`
  public static var text: Self { Self(rawValue: "text") }
  /// `audio`
  public static var audio: Self { Self(rawValue: "audio") }
}

extension Modality: JSONReadable, JSONWritable {}
