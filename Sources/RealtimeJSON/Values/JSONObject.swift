/// The members of a JSON object in the order they were added. A name occurs once: setting it again changes
/// its value and keeps its place, as in ECMAScript, and names are told apart by their bytes: two spellings of one
/// `é` are two names. Two objects with the same members in another order are equal.
public struct JSONObject: Sendable, Hashable {
  private(set) var storage: JSONStorage

  /// No members.
  public init() { storage = JSONStorage() }

  init(storage: JSONStorage) { self.storage = storage }

  /// These members in their order. Of several with one name the last value counts, in the first one's place.
  public init(_ members: some Sequence<(String, JSONValue)>) {
    self.init()
    for (name, value) in members { self[name] = value }
  }

  /// The member named `name`, `nil` when there is none. Setting `nil` removes it.
  public subscript(name: String) -> JSONValue? {
    get { storage.position(of: name).map { storage.values[$0] } }
    set {
      makeUnique()
      switch (storage.position(of: name), newValue) {
      case (let position?, let value?): storage.values[position] = value
      case (let position?, nil): storage.remove(at: position)
      case (nil, let value?): storage.append(name: name, value: value)
      case (nil, nil): break
      }
    }
  }

  /// The names in order.
  public var keys: [String] { storage.names }

  /// The values in the order of `keys`.
  public var values: [JSONValue] { storage.values }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }

  public static func == (left: JSONObject, right: JSONObject) -> Bool {
    JSONValue.object(left) == JSONValue.object(right)
  }

  public func hash(into hasher: inout Hasher) { JSONValue.object(self).hash(into: &hasher) }
}

extension JSONObject: RandomAccessCollection {
  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of members.
  public var endIndex: Int { storage.values.count }

  /// The member at a position from 0 to `count - 1`; traps outside of it.
  public subscript(position: Int) -> (key: String, value: JSONValue) {
    (storage.names[position], storage.values[position])
  }
}

extension JSONObject: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self.init(elements) }
}
