/// What a JSON value is, known from its first byte.
public enum JSONKind: UInt8, Hashable, Sendable {
  /// No such member: what a lookup returns when there is nothing, as `undefined` in ECMAScript.
  case absent = 0
  /// `null`.
  case null = 1
  /// `true` or `false`.
  case bool = 2
  /// A number.
  case number = 3
  /// Text in quotes.
  case string = 4
  /// Elements in square brackets.
  case array = 5
  /// Members in curly brackets.
  case object = 6
}
