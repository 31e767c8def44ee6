// Written by Generator/generate from events.facts: change those, not this file.

internal import RealtimeJSON

/// Turn detection by meaning.
public struct SemanticVAD: Sendable, Hashable {
  /// How soon it takes the floor.
  public var eagerness: Eagerness?
  /// Whether the end of a turn starts a response.
  public var createResponse: Bool?
  /// Whether speech interrupts a response.
  public var interruptResponse: Bool?

  /// Made of these members; one that is left out is absent.
  public init(
    eagerness: Eagerness? = nil,
    createResponse: Bool? = nil,
    interruptResponse: Bool? = nil
  ) {
    self.eagerness = eagerness
    self.createResponse = createResponse
    self.interruptResponse = interruptResponse
  }
}

extension SemanticVAD: JSONReadable {
  static var missing: Self { Self() }

  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    self.init()
    var members = json.members(named: MemberName.names)
    while members.advance() {
      switch MemberName(position: members.name) {
      case .eagerness: members.read(into: &eagerness)
      case .createResponse: members.read(into: &createResponse)
      case .interruptResponse: members.read(into: &interruptResponse)
      default: break
      }
    }
  }
}

extension SemanticVAD: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    json.member("type", "semantic_vad")
    json.member("eagerness", eagerness)
    json.member("create_response", createResponse)
    json.member("interrupt_response", interruptResponse)
    json.endObject()
  }
}
