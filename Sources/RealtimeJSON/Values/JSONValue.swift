/// A JSON value that owns its contents, for keeping, for building, and for sending.
///
/// ```swift
/// let value: JSONValue = ["type": "response.create", "response": ["output_modalities": ["audio"]]]
/// print(value["response"]?["output_modalities"]?[0]?.string ?? "")
/// let parsed = try JSONValue.parse(#"{"city":"Rome"}"#)
/// ```
///
/// Any depth is safe: values are built, compared, written and released without recursion.
public enum JSONValue: Sendable, Hashable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A number: see `JSONNumber`.
  case number(JSONNumber)
  /// Text.
  case string(String)
  /// Elements.
  case array(JSONArray)
  /// Members.
  case object(JSONObject)

  /// An integer, exactly.
  public static func number(_ value: Int) -> JSONValue { .number(JSONNumber(value)) }
  /// A number; NaN and infinities are written as `null`.
  public static func number(_ value: Double) -> JSONValue { .number(JSONNumber(value)) }

  /// Whether this is `null`.
  public var isNull: Bool { if case .null = self { true } else { false } }

  /// The truth value; `nil` if this is anything else.
  public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }

  /// The number when it is integral and fits, exactly.
  public var int: Int? { if case .number(let value) = self { value.int } else { nil } }

  /// The nearest double; `nil` if this is no number.
  public var double: Double? { if case .number(let value) = self { value.double } else { nil } }

  /// The text; `nil` if this is none.
  public var string: String? { if case .string(let value) = self { value } else { nil } }

  /// The elements; `nil` if this is no array.
  public var array: JSONArray? { if case .array(let value) = self { value } else { nil } }

  /// The members; `nil` if this is no object.
  public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

  /// The member of an object; `nil` when there is none or this is no object. Setting `nil` removes the
  /// member; setting a member of what is no object makes it an object with that one member.
  public subscript(name: String) -> JSONValue? {
    get {
      if case .object(let object) = self { object[name] } else { nil }
    }
    set {
      var members = object ?? JSONObject()
      // Gives up the other reference, so that the members are changed in place.
      self = .null
      members[name] = newValue
      self = .object(members)
    }
  }

  /// The element of an array; `nil` beyond its ends or when this is no array.
  public subscript(index: Int) -> JSONValue? {
    guard case .array(let array) = self, array.indices.contains(index) else { return nil }
    return array[index]
  }

  var storage: JSONStorage? {
    switch self {
    case .array(let array): array.storage
    case .object(let object): object.storage
    case .null, .bool, .number, .string: nil
    }
  }
}

/// There is no `nil` literal on purpose: where an optional value is meant it would be read as null instead of nothing.
extension JSONValue: ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral,
  ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByArrayLiteral,
  ExpressibleByDictionaryLiteral
{
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .number(value) }
  public init(floatLiteral value: Double) { self = .number(value) }
  public init(stringLiteral value: String) { self = .string(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(JSONArray(elements)) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
}
