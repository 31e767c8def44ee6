import RealtimeJSON

/// Arguments that a JSON Schema accepts, made from the caller's words: what the parrot calls a function with.
enum ExampleArguments {
  /// Schemas nested deeper get an empty object there.
  static let maximumDepth = 8

  static func json(for schema: JSONValue?, words: String) -> JSONValue {
    object(for: schema ?? .emptyObject, words: words, depth: 0)
  }

  /// The required properties of an object schema, each with a value of its kind.
  private static func object(for schema: JSONValue, words: String, depth: Int) -> JSONValue {
    var object = JSONValue.emptyObject
    guard depth < maximumDepth else { return object }
    for name in schema.elements("required").compactMap(\.string) {
      let property = schema.value(at: ["properties", name]) ?? .emptyObject
      object.set(value(for: property, words: words, depth: depth + 1), at: [name])
    }
    return object
  }

  private static func value(for schema: JSONValue, words: String, depth: Int) -> JSONValue {
    if let permitted = schema["enum"]?.array?.first { return permitted }
    if let constant = schema["const"] { return constant }
    switch schema["type"]?.string {
    case "integer", "number": return schema["minimum"] ?? 0
    case "boolean": return true
    case "array": return []
    case "object": return object(for: schema, words: words, depth: depth)
    case "null": return .null
    default: return .string(words)
    }
  }
}
