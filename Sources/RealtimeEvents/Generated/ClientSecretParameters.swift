// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// A client key to make.
public struct ClientSecretParameters: Sendable, Hashable {
  /// How long it lives.
  public var expiresAfter: ClientSecretExpiry?

  /// Made of these members; one that is left out is absent.
  public init(expiresAfter: ClientSecretExpiry? = nil) {
    self.expiresAfter = expiresAfter
  }
}

extension ClientSecretParameters: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("expires_after", expiresAfter)
    json.endObject()
  }
}
