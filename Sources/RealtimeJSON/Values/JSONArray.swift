/// The elements of a JSON array. A collection with the value semantics of `Array`, of any depth.
public struct JSONArray: Sendable, Hashable {
  private(set) var storage: JSONStorage

  /// No elements.
  public init() { storage = JSONStorage() }

  init(storage: JSONStorage) { self.storage = storage }

  /// These elements in their order.
  public init(_ elements: some Sequence<JSONValue>) { storage = JSONStorage(values: Array(elements)) }

  /// Adds an element at the end.
  public mutating func append(_ element: JSONValue) {
    makeUnique()
    storage.values.append(element)
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }

  public static func == (left: JSONArray, right: JSONArray) -> Bool { JSONValue.array(left) == JSONValue.array(right) }
  public func hash(into hasher: inout Hasher) { JSONValue.array(self).hash(into: &hasher) }
}

extension JSONArray: RandomAccessCollection, MutableCollection {
  /// Always 0.
  public var startIndex: Int { 0 }
  /// The number of elements.
  public var endIndex: Int { storage.values.count }

  /// The element at a position from 0 to `count - 1`; traps outside of it.
  public subscript(position: Int) -> JSONValue {
    get { storage.values[position] }
    set {
      makeUnique()
      storage.values[position] = newValue
    }
  }
}

extension JSONArray: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: JSONValue...) { self.init(elements) }
}
