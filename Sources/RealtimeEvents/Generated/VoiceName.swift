// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A voice of the service. Other values are kept as they came.
public struct VoiceName: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `alloy`
  public static var alloy: Self { Self(rawValue: "alloy") }
  /// `ash`
  public static var ash: Self { Self(rawValue: "ash") }
  /// `ballad`
  public static var ballad: Self { Self(rawValue: "ballad") }
  /// `coral`
  public static var coral: Self { Self(rawValue: "coral") }
  /// `echo`
  public static var echo: Self { Self(rawValue: "echo") }
  /// `sage`
  public static var sage: Self { Self(rawValue: "sage") }
  /// `shimmer`
  public static var shimmer: Self { Self(rawValue: "shimmer") }
  /// `verse`
  public static var verse: Self { Self(rawValue: "verse") }
  /// `marin`
  public static var marin: Self { Self(rawValue: "marin") }
  /// `cedar`
  public static var cedar: Self { Self(rawValue: "cedar") }
}

extension VoiceName: JSONReadable, JSONWritable {}
