/// What a JSON value is, known from its first byte.
public enum JSONKind: UInt8, Hashable, Sendable {
  /// No such member: what a lookup answers when there is nothing, as `undefined` in ECMAScript.
  case absent = 0
  case null = 1
  case bool = 2
  case number = 3
  case string = 4
  case array = 5
  case object = 6
}
