import RealtimeJSON

/// What a JSON value of a client event must look like: the smallest schema language that says what the API says.
///
/// `check` throws the service's own error for the first thing that is wrong, with the path of the field.
indirect enum Shape: Sendable {
  case text
  case boolean
  case integer(ClosedRange<Int>)
  case number(ClosedRange<Double>)
  /// One of these strings.
  case constants([String])
  case list(Shape)
  /// These members and no others.
  case object([Field])
  /// An object whose other members follow from its `type`.
  case tagged(KeyValuePairs<String, [Field]>)
  /// Any object: JSON Schema.
  case map
  /// Up to 16 pairs of strings.
  case metadata
  case nullable(Shape)
  /// The first that fits.
  case either([Shape])

  struct Field: Sendable {
    var name: String
    var shape: Shape
    var isRequired: Bool

    static func required(_ name: String, _ shape: Shape) -> Field { Field(name: name, shape: shape, isRequired: true) }
    static func optional(_ name: String, _ shape: Shape) -> Field { Field(name: name, shape: shape, isRequired: false) }
  }

  func check(_ value: JSONValue, path: String) throws(ServiceFailure) {
    switch self {
    case .text: try require(value.string != nil, value, path)
    case .boolean: try require(value.bool != nil, value, path)
    case .map: try require(value.isObject, value, path)
    case .metadata: try checkMetadata(value, path)
    case .integer(let range): try checkInteger(value, in: range, path)
    case .number(let range): try checkNumber(value, in: range, path)
    case .constants(let supported): try checkConstant(value, in: supported, path)
    case .list(let element): try checkList(value, of: element, path)
    case .object(let fields): try checkFields(value, fields, path)
    case .tagged(let variants): try checkTagged(value, variants, path)
    case .nullable(let shape): if !value.isNull { try shape.check(value, path: path) }
    case .either(let shapes): try checkEither(value, shapes, path)
    }
  }
}

// MARK: Scalars

extension Shape {
  private func require(_ fits: Bool, _ value: JSONValue, _ path: String) throws(ServiceFailure) {
    if !fits { throw .wrongType(path, expected: description, got: value.kindDescription) }
  }

  private func checkInteger(_ value: JSONValue, in range: ClosedRange<Int>, _ path: String) throws(ServiceFailure) {
    guard let integer = value.int else { throw .wrongType(path, expected: description, got: value.kindDescription) }
    guard range.contains(integer) else {
      throw .outOfRange(path, expected: "a value from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func checkNumber(_ value: JSONValue, in range: ClosedRange<Double>, _ path: String) throws(ServiceFailure) {
    guard let number = value.double else { throw .wrongType(path, expected: description, got: value.kindDescription) }
    guard range.contains(number) else {
      throw .outOfRange(path, expected: "a value from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  private func checkConstant(_ value: JSONValue, in supported: [String], _ path: String) throws(ServiceFailure) {
    guard let string = value.string else { throw .wrongType(path, expected: description, got: value.kindDescription) }
    guard supported.contains(string) else { throw .invalidValue(string, supported: supported, param: path) }
  }

  // MARK: Containers

  private func checkList(_ value: JSONValue, of element: Shape, _ path: String) throws(ServiceFailure) {
    guard let elements = value.array else { throw .wrongType(path, expected: description, got: value.kindDescription) }
    for (index, item) in elements.enumerated() { try element.check(item, path: "\(path)[\(index)]") }
  }

  private func checkFields(_ value: JSONValue, _ fields: [Field], _ path: String) throws(ServiceFailure) {
    guard value.isObject else { throw .wrongType(path, expected: description, got: value.kindDescription) }
    for field in fields where field.isRequired && value[field.name] == nil {
      throw .missing(Self.member(field.name, of: path))
    }
    for (name, member) in value.members {
      let memberPath = Self.member(ServiceFailure.shortened(name), of: path)
      guard let field = fields.first(where: { $0.name == name }) else { throw .unknown(memberPath) }
      try field.shape.check(member, path: memberPath)
    }
  }

  private func checkMetadata(_ value: JSONValue, _ path: String) throws(ServiceFailure) {
    try require(value.isObject, value, path)
    guard value.members.count <= 16 else { throw .outOfRange(path, expected: "at most 16 pairs") }
    for (name, member) in value.members {
      guard name.count <= 64 else { throw .tooLong("\(path) key", maximum: 64, got: name.count) }
      let memberPath = "\(path).\(name)"
      try Shape.text.check(member, path: memberPath)
      let count = member.string?.count ?? 0
      guard count <= 512 else { throw .tooLong(memberPath, maximum: 512, got: count) }
    }
  }

  private func checkTagged(
    _ value: JSONValue, _ variants: KeyValuePairs<String, [Field]>, _ path: String
  ) throws(ServiceFailure) {
    guard value.isObject else { throw .wrongType(path, expected: description, got: value.kindDescription) }
    guard let type = value["type"] else { throw .missing("\(path).type") }
    guard let tag = type.string else {
      throw .wrongType("\(path).type", expected: "a string", got: type.kindDescription)
    }
    guard let fields = variants.first(where: { $0.key == tag })?.value else {
      throw .invalidValue(tag, supported: variants.map(\.key), param: "\(path).type")
    }
    try checkFields(value, [.required("type", .text)] + fields, path)
  }

  /// The event itself has no name; its members are named plainly.
  private static func member(_ name: String, of path: String) -> String { path.isEmpty ? name : "\(path).\(name)" }

  /// The error of a shape of the value's own kind explains best what is wrong.
  private func checkEither(_ value: JSONValue, _ shapes: [Shape], _ path: String) throws(ServiceFailure) {
    var closest: ServiceFailure?
    for shape in shapes {
      do {
        try shape.check(value, path: path)
        return
      } catch {
        if error.code != "invalid_type" || error.param != path { closest = closest ?? error }
      }
    }
    throw closest ?? .wrongType(path, expected: description, got: value.kindDescription)
  }

  /// The shape in words, as the service says it.
  var description: String {
    switch self {
    case .text, .constants: "a string"
    case .boolean: "a boolean"
    case .integer: "an integer"
    case .number: "a number"
    case .list: "an array"
    case .object, .tagged, .map, .metadata: "an object"
    case .nullable(let shape): shape.description + " or null"
    case .either(let shapes): "one of " + shapes.map(\.description).joined(separator: " or ")
    }
  }
}
