// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// How long a client key lives.
public struct ClientSecretExpiry: Sendable, Hashable {
  /// What the time counts from.
  public var anchor: ExpiryAnchor?
  /// Its life in seconds.
  public var seconds: Int?

  /// Made of these members; one that is left out is absent.
  public init(anchor: ExpiryAnchor? = nil, seconds: Int? = nil) {
    self.anchor = anchor
    self.seconds = seconds
  }
}

extension ClientSecretExpiry: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("anchor", anchor)
    json.member("seconds", seconds)
    json.endObject()
  }
}
