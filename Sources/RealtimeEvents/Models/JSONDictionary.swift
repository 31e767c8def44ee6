internal import RealtimeJSON

/// Values by name, as an object of JSON has them: `metadata`, `headers`, the `variables` of a prompt.
///
/// Like a `Dictionary`, and written like one, with two differences. Names are told apart by their bytes, as
/// JSON does: two spellings of one `é` are two names. And the order is always that of the names' bytes, so
/// that the same values are the same JSON in every process.
///
/// ```swift
/// let metadata: JSONDictionary<String> = ["call": "c_17"]
/// print(metadata["call"] ?? "", metadata.count)
/// ```
public struct JSONDictionary<Value> {
  private var values: [JSONName: Value] = [:]

  /// No members.
  public init() {}

  /// Of names that occur twice the last value counts.
  public init(_ members: some Sequence<(key: String, value: Value)>) {
    for (name, value) in members { self[name] = value }
  }

  /// The value of this name, `nil` if there is none. Setting `nil` removes it.
  public subscript(name: String) -> Value? {
    get { values[JSONName(name)] }
    set { values[JSONName(name)] = newValue }
  }

  /// How many members there are.
  public var count: Int { values.count }
  /// Whether there is no member.
  public var isEmpty: Bool { values.isEmpty }
  /// The names, in the order of their bytes.
  public var keys: [String] { values.keys.sorted().map(\.text) }
}

extension JSONDictionary: Sequence {
  public func makeIterator() -> some IteratorProtocol<(key: String, value: Value)> {
    values.sorted { $0.key < $1.key }.lazy.map { (key: $0.key.text, value: $0.value) }.makeIterator()
  }
}

extension JSONDictionary: ExpressibleByDictionaryLiteral {
  public init(dictionaryLiteral members: (String, Value)...) { self.init(members.lazy.map { (key: $0, value: $1) }) }
}

extension JSONDictionary: NamedValues {
  public typealias Member = Value
}

extension JSONDictionary: Sendable where Value: Sendable {}
extension JSONDictionary: Equatable where Value: Equatable {}
extension JSONDictionary: Hashable where Value: Hashable {}

extension JSONDictionary: CustomStringConvertible {
  public var description: String {
    "[" + map { "\($0.key.debugDescription): \($0.value)" }.joined(separator: ", ") + "]"
  }
}

extension JSONDictionary: JSONReadable where Value: JSONReadable {
  static var missing: Self { Self() }

  /// Members of the wrong kind are left out. Of a name that comes twice the last member decides, also by
  /// being left out.
  init?(reading json: JSONView) {
    guard json.kind == .object else { return nil }
    var members = json.members
    while let member = members.next() { self[member.key] = Value(reading: member.value) }
  }
}

extension JSONDictionary: JSONWritable where Value: JSONWritable {
  func write(to json: inout JSONWriter) {
    json.beginObject()
    for (name, value) in self {
      json.key(name)
      value.write(to: &json)
    }
    json.endObject()
  }
}
