import RealtimeBuffers
import RealtimeJSON

/// Reading and changing owned values by path, as the session's settings need it.
extension JSONValue {
  static let emptyObject = JSONValue.object([:])

  static func list(_ elements: some Sequence<JSONValue>) -> JSONValue { .array(JSONArray(elements)) }

  var isObject: Bool { object != nil }
  var nonNull: JSONValue? { isNull ? Optional.none : self }

  /// The members of an object in order; none for anything else.
  var members: JSONObject { object ?? [:] }

  /// The elements of the array member `name`; none when it is anything else.
  func elements(_ name: String) -> [JSONValue] {
    guard case .array(let array)? = self[name] else { return [] }
    return Array(array)
  }

  /// What it is, as the service's messages say it.
  var kindDescription: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number(let number): number.int == nil ? "a decimal number" : "an integer"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }

  func value(at path: [String]) -> JSONValue? {
    var value: JSONValue? = self
    for name in path { value = value?[name] }
    return value
  }

  /// Sets the value at `path` and makes the objects on the way where there are none.
  mutating func set(_ value: JSONValue, at path: [String]) { set(value, at: path[...]) }

  private mutating func set(_ value: JSONValue, at path: ArraySlice<String>) {
    guard let name = path.first else {
      self = value
      return
    }
    var member = self[name] ?? .emptyObject
    member.set(value, at: path.dropFirst())
    self[name] = member
  }

  func removing(_ name: String) -> JSONValue {
    var copy = self
    copy[name] = nil
    return copy
  }

  /// Takes over the members of `update`: those whose path is in `mergedPaths` member by member, others whole.
  mutating func merge(_ update: JSONValue, atDepthOf mergedPaths: Set<[String]>, path: [String] = []) {
    for (name, value) in update.members {
      let memberPath = path + [name]
      guard mergedPaths.contains(memberPath), value.isObject, var member = self[name] else {
        self[name] = value
        continue
      }
      member.merge(value, atDepthOf: mergedPaths, path: memberPath)
      self[name] = member
    }
  }
}
