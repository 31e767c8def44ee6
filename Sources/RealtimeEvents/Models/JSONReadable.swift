internal import RealtimeJSON

/// What can be read from received JSON.
protocol JSONReadable {
  /// What a required member is when it is missing or of the wrong kind.
  static var missing: Self { get }

  /// `nil` if the JSON is of the wrong kind.
  init?(reading json: JSONView)
}

extension JSONMembers {
  /// Reads the value of the current member into `place`. A value of the wrong kind counts as missing.
  func read<Value: JSONReadable>(into place: inout Value) { place = Value(reading: value) ?? .missing }

  // The kinds that most members have, read without a view of the value in between.

  func read(into place: inout String?) { place = string }
  func read(into place: inout Int?) { place = int ?? Int(reading: value) }
  func read<Value: OpenValue & JSONReadable>(into place: inout Value?) { place = string.map { Value(rawValue: $0) } }
}

extension String: JSONReadable {
  static var missing: String { "" }

  init?(reading json: JSONView) {
    guard let value = json.string else { return nil }
    self = value
  }
}

extension Int: JSONReadable {
  static var missing: Int { 0 }

  /// However the number is written, as long as nothing of it is lost: `1200`, `1200.0`, `1.2e3`, `"1200"`.
  /// `nil` for any other, such as `1200.5` and `1e99`.
  init?(reading json: JSONView) {
    guard let value = json.intOrText else { return nil }
    self = value
  }
}

extension Double: JSONReadable {
  static var missing: Double { 0 }

  /// A number, or a string of one. `nil` for what is too large for a double.
  init?(reading json: JSONView) {
    guard let value = json.doubleOrText else { return nil }
    self = value
  }
}

extension Bool: JSONReadable {
  static var missing: Bool { false }

  init?(reading json: JSONView) {
    guard let value = json.bool else { return nil }
    self = value
  }
}

extension JSONValue: JSONReadable {
  static var missing: JSONValue { .null }

  init?(reading json: JSONView) {
    guard json.kind != .absent && json.kind != .null else { return nil }
    self = json.owned
  }
}

extension OpenValue {
  static var missing: Self { Self(rawValue: "") }

  init?(reading json: JSONView) {
    guard let value = json.string else { return nil }
    self.init(rawValue: value)
  }
}

extension Optional: JSONReadable where Wrapped: JSONReadable {
  static var missing: Wrapped? { nil }

  init?(reading json: JSONView) { self = Wrapped(reading: json) }
}

extension Field: JSONReadable where Wrapped: JSONReadable {
  static var missing: Field<Wrapped> { .absent }

  init?(reading json: JSONView) { self = json.isNull ? .null : Self(Wrapped(reading: json)) }
}

extension Array: JSONReadable where Element: JSONReadable {
  static var missing: [Element] { [] }

  /// Elements of the wrong kind are left out.
  init?(reading json: JSONView) {
    guard json.kind == .array else { return nil }
    self = []
    var elements = json.elements
    while let element = elements.next() {
      if let value = Element(reading: element) { append(value) }
    }
  }
}
