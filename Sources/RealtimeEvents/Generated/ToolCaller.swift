// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Who may call a tool. Other values are kept as they came.
public struct ToolCaller: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `direct`
  public static var direct: Self { Self(rawValue: "direct") }
  /// `programmatic`
  public static var programmatic: Self { Self(rawValue: "programmatic") }
}

extension ToolCaller: JSONReadable, JSONWritable {}
