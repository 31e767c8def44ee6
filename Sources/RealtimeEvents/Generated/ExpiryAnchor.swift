// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// What the life of a client key counts from. Other values are kept as they came.
public struct ExpiryAnchor: OpenValue {
  public let rawValue: String

  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// `created_at`
  public static var createdAt: Self { Self(rawValue: "created_at") }
}

extension ExpiryAnchor: JSONReadable, JSONWritable {}
