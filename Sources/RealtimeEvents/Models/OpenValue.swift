internal import RealtimeJSON

/// A string that has known values and may have others: the service adds some every few months, and each is
/// kept as it came.
public protocol OpenValue: RawRepresentable<String>, ExpressibleByStringLiteral, Hashable, Sendable,
  CustomStringConvertible
{
  /// The value as the service spells it, known or not.
  init(rawValue: String)
}

extension OpenValue {
  /// The value as the service spells it, known or not.
  public init(stringLiteral rawValue: String) { self.init(rawValue: rawValue) }

  public var description: String { rawValue }

  /// By their bytes, as the service tells names apart.
  public static func == (left: Self, right: Self) -> Bool { left.rawValue.hasSameBytes(as: right.rawValue) }
}
