// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Who speaks. Other values are kept as they came.
public struct MessageRole: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `system`
  public static var system: Self { Self(rawValue: "system") }
  /// `user`
  public static var user: Self { Self(rawValue: "user") }
  /// `assistant`
  public static var assistant: Self { Self(rawValue: "assistant") }
}

extension MessageRole: JSONReadable, JSONWritable {}
