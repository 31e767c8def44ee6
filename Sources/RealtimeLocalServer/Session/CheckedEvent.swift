import RealtimeJSON

/// A client event whose fields have been checked.
struct CheckedEvent {
  /// Arrays and objects within each other.
  static let maximumDepth = 128

  let type: String
  let json: JSONValue

  /// Parses and checks one message. `identified` gets the event's own id as soon as it is known, so that an error
  /// about the rest can name it.
  init(_ message: RawSpan, shapes: ClientEventShapes, identified: (String) -> Void) throws(ServiceFailure) {
    do { json = try JSONValue.parse(message, maximumDepth: Self.maximumDepth) } catch { throw .invalidJSON }
    guard json.isObject else { throw .notAnObject }
    try Self.checkID(json["event_id"], identified: identified)
    guard let typeValue = json["type"] else { throw .missingType }
    guard let type = typeValue.string else {
      throw .wrongType("type", expected: "a string", got: typeValue.kindDescription)
    }
    self.type = type
    guard let shape = shapes.shape(of: type) else { throw .unknownType(type, supported: shapes.types) }
    try shape.check(json, path: "")
  }

  private static func checkID(_ value: JSONValue?, identified: (String) -> Void) throws(ServiceFailure) {
    guard let value else { return }
    guard let id = value.string else { throw .wrongType("event_id", expected: "a string", got: value.kindDescription) }
    guard id.count <= LocalSessionLimits.eventIDCharacterCount else {
      throw .tooLong("event_id", maximum: LocalSessionLimits.eventIDCharacterCount, got: id.count)
    }
    identified(id)
  }

  // MARK: Fields

  func text(_ name: String) -> String? { json[name]?.string }
  func integer(_ name: String) -> Int { json[name]?.int ?? 0 }
  func object(_ name: String) -> JSONValue { json[name] ?? .emptyObject }
}
