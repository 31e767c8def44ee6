// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Filtering of input audio before turn detection and the model.
public struct NoiseReduction: Sendable, Hashable {
  /// The microphone to expect.
  public var type: NoiseReductionType?
  /// How much is filtered.
  public var strength: Double?

  /// Made of these members; one that is left out is absent.
  public init(type: NoiseReductionType? = nil, strength: Double? = nil) {
    self.type = type
    self.strength = strength
  }
}

extension NoiseReduction: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .type: members.read(into: &type)
      case .strength: members.read(into: &strength)
      default: break
      }
    }
  }
}

extension NoiseReduction: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", type)
    json.member("strength", strength)
    json.endObject()
  }
}
