internal import RealtimeBuffers

/// Header fields in the order they came, looked up without regard to case.
///
/// Prints with `***` for every value, since any of them may be a key: read a value by its name to log it.
public struct HTTPHeaders: Sendable, Hashable {
  /// One field line: `Name: value`, without the space around the value.
  public struct Field: Sendable, Hashable {
    /// In the case that it came in, or is sent in.
    public let name: String
    /// Without the space around it.
    public let value: String

    /// A field; whether it can be sent is judged when it is.
    public init(name: String, value: String) {
      self.name = name
      self.value = value
    }
  }

  /// In the order of the lines; a name may be there more than once.
  public private(set) var fields: [Field]

  /// Fields from names and values, in this order.
  public init(_ fields: [(String, String)] = []) { self.fields = fields.map { Field(name: $0.0, value: $0.1) } }

  /// The value of the first field with this name.
  public subscript(name: String) -> String? { fields.first { HeaderSyntax.isSameName($0.name, name) }?.value }

  /// The values of all fields with this name.
  public func values(named name: String) -> [String] {
    fields.filter { HeaderSyntax.isSameName($0.name, name) }.map(\.value)
  }

  /// Adds a field after all others, also where there is one with this name.
  public mutating func append(_ name: String, _ value: String) { fields.append(Field(name: name, value: value)) }

  /// The elements of a comma-separated field, over all its lines. Quotes are not looked at.
  func elements(of name: String) -> [Substring] {
    values(named: name).flatMap { value in HeaderSyntax.elements(of: value) }
  }
}

extension HTTPHeaders: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The names, with `***` for each value.
  public var description: String { "[\(fields.map(\.description).joined(separator: ", "))]" }
  public var debugDescription: String { description }
  public var customMirror: Mirror {
    Mirror(self, children: fields.map { (label: $0.name, value: Secret.mask as Any) }, displayStyle: .struct)
  }
}

extension HTTPHeaders.Field: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// The name, and `***` for the value.
  public var description: String { "\(name): \(Secret.mask)" }
  public var debugDescription: String { description }
  public var customMirror: Mirror {
    Mirror(self, children: ["name": name, "value": Secret.mask], displayStyle: .struct)
  }
}
