// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// The conversation a response is added to. Other values are kept as they came.
public struct ResponseConversation: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `auto`
  public static var auto: Self { Self(rawValue: "auto") }
  /// `none`
  public static var outOfBand: Self { Self(rawValue: "none") }
}

extension ResponseConversation: JSONReadable, JSONWritable {}
