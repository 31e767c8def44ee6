/// An optional member of what the client sends, in the three states that mean three things to the service.
///
/// `session.update` is a merge: a member that is absent stays as it is, null clears it, a value replaces it.
/// Members for which null has no meaning are plain optionals, where `nil` is absent.
///
/// Literals are values: `version: "2"`, `metadata: ["call": "c_17"]`, `allowedCallers: [.direct]`, and so are
/// the cases of the unions: `turnDetection: .serverVAD(threshold: 0.6)`, `tracing: .auto`. A struct is
/// wrapped: `transcription: .value(AudioTranscription(model: .gpt4oTranscribe))`. There is no `nil` literal on
/// purpose, because it could be read as absent and as null: `turnDetection: .null`.
public enum Field<Wrapped> {
  /// Not written. What a member is by default.
  case absent
  /// Written as `null`.
  case null
  /// A value.
  case value(Wrapped)

  /// A value, or absent for `nil`.
  public init(_ value: Wrapped?) { self = value.map { .value($0) } ?? .absent }

  /// The value, `nil` if it is absent or null.
  public var value: Wrapped? { if case .value(let value) = self { value } else { nil } }
}

extension Field: Sendable where Wrapped: Sendable {}
extension Field: Equatable where Wrapped: Equatable {}
extension Field: Hashable where Wrapped: Hashable {}

extension Field: ExpressibleByUnicodeScalarLiteral where Wrapped: ExpressibleByStringLiteral {}
extension Field: ExpressibleByExtendedGraphemeClusterLiteral where Wrapped: ExpressibleByStringLiteral {}
extension Field: ExpressibleByStringLiteral where Wrapped: ExpressibleByStringLiteral {
  public init(stringLiteral literal: Wrapped.StringLiteralType) { self = .value(Wrapped(stringLiteral: literal)) }
}
extension Field: ExpressibleByIntegerLiteral where Wrapped: ExpressibleByIntegerLiteral {
  public init(integerLiteral literal: Wrapped.IntegerLiteralType) { self = .value(Wrapped(integerLiteral: literal)) }
}
extension Field: ExpressibleByFloatLiteral where Wrapped: ExpressibleByFloatLiteral {
  public init(floatLiteral literal: Wrapped.FloatLiteralType) { self = .value(Wrapped(floatLiteral: literal)) }
}
extension Field: ExpressibleByBooleanLiteral where Wrapped: ExpressibleByBooleanLiteral {
  public init(booleanLiteral literal: Wrapped.BooleanLiteralType) { self = .value(Wrapped(booleanLiteral: literal)) }
}
extension Field: ExpressibleByArrayLiteral
where Wrapped: RangeReplaceableCollection & ExpressibleByArrayLiteral {
  public init(arrayLiteral elements: Wrapped.Element...) { self = .value(Wrapped(elements)) }
}
extension Field: ExpressibleByDictionaryLiteral where Wrapped: NamedValues {
  public init(dictionaryLiteral members: (String, Wrapped.Member)...) {
    self = .value(Wrapped(members.lazy.map { (key: $0, value: $1) }))
  }
}

@available(
  *, unavailable,
  message: "nil could mean two things: write .null to clear the member, or leave it out to keep it as it is"
)
extension Field: ExpressibleByNilLiteral {
  public init(nilLiteral: ()) { self = .null }
}

/// What a ``Field`` with a dictionary literal holds.
public protocol NamedValues {
  /// What is under each name.
  associatedtype Member

  /// Holds the members in their order.
  init(_ members: some Sequence<(key: String, value: Member)>)
}
