/// An optional member of what the client sends, in the three states that mean three things to the service.
///
/// `session.update` is a merge: a member that is absent stays as it is, null clears it, a value replaces it. Members
/// for which null has no meaning are plain optionals, where nil is absent.
///
/// Literals are values: `turnDetection: .null`, `version: "2"`. There is no nil literal on purpose, because it could
/// be read as absent and as null.
public enum Field<Value> {
  /// Not written. What a member is by default.
  case absent
  /// Written as `null`.
  case null
  case value(Value)

  /// A value, or absent for nil.
  public init(_ value: Value?) {
    self = value.map { .value($0) } ?? .absent
  }

  /// The value, nil if it is absent or null.
  public var value: Value? {
    if case .value(let value) = self { value } else { nil }
  }
}

extension Field: Sendable where Value: Sendable {}
extension Field: Equatable where Value: Equatable {}
extension Field: Hashable where Value: Hashable {}

extension Field: ExpressibleByUnicodeScalarLiteral where Value: ExpressibleByStringLiteral {}
extension Field: ExpressibleByExtendedGraphemeClusterLiteral where Value: ExpressibleByStringLiteral {}
extension Field: ExpressibleByStringLiteral where Value: ExpressibleByStringLiteral {
  public init(stringLiteral literal: Value.StringLiteralType) {
    self = .value(Value(stringLiteral: literal))
  }
}
extension Field: ExpressibleByIntegerLiteral where Value: ExpressibleByIntegerLiteral {
  public init(integerLiteral literal: Value.IntegerLiteralType) {
    self = .value(Value(integerLiteral: literal))
  }
}
extension Field: ExpressibleByFloatLiteral where Value: ExpressibleByFloatLiteral {
  public init(floatLiteral literal: Value.FloatLiteralType) {
    self = .value(Value(floatLiteral: literal))
  }
}
extension Field: ExpressibleByBooleanLiteral where Value: ExpressibleByBooleanLiteral {
  public init(booleanLiteral literal: Value.BooleanLiteralType) {
    self = .value(Value(booleanLiteral: literal))
  }
}
