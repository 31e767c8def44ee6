/// The elements of a JSON array. A collection with the value semantics of `Array`, of any depth.
public struct JSONArray: Sendable, Hashable {
  private(set) var storage: JSONStorage

  public init() {
    storage = JSONStorage()
  }

  init(storage: JSONStorage) {
    self.storage = storage
  }

  public init(_ elements: some Sequence<JSONValue>) {
    storage = JSONStorage(values: Array(elements))
  }

  public mutating func append(_ element: JSONValue) {
    makeUnique()
    storage.values.append(element)
  }

  private mutating func makeUnique() {
    if !isKnownUniquelyReferenced(&storage) { storage = storage.copy() }
  }

  public static func == (left: JSONArray, right: JSONArray) -> Bool {
    JSONValue.array(left) == JSONValue.array(right)
  }

  public func hash(into hasher: inout Hasher) {
    JSONValue.array(self).hash(into: &hasher)
  }
}

extension JSONArray: RandomAccessCollection, MutableCollection {
  public var startIndex: Int { 0 }
  public var endIndex: Int { storage.values.count }

  public subscript(position: Int) -> JSONValue {
    get { storage.values[position] }
    set {
      makeUnique()
      storage.values[position] = newValue
    }
  }
}

extension JSONArray: ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: JSONValue...) {
    self.init(elements)
  }
}
