/// A JSON number: an exact integer where it was written as one that fits 64 bits, the nearest double otherwise.
///
/// Doubles are written with the fewest digits that read back as the same value, integers by their digits.
/// (`JSON.stringify(JSON.parse(…))` would round integers beyond 2^53; `double` gives that value.)
public struct JSONNumber: Sendable, Hashable {
  private enum Form {
    case integer(Int)
    case double(Double)
  }

  private let form: Form

  /// An integer, exactly.
  public init(_ integer: Int) { form = .integer(integer) }

  /// Integral doubles up to 2^53 are kept as integers, because they are written and compared alike.
  public init(_ double: Double) {
    if let integer = Int(exactly: double), integer != 0, integer.magnitude <= 1 << 53 {
      form = .integer(integer)
    } else {
      form = .double(double)
    }
  }

  /// The number when it is integral and fits, exactly.
  public var int: Int? {
    switch form {
    case .integer(let integer): integer
    case .double(let double): Int(exactly: double)
    }
  }

  var exactInteger: Int? { if case .integer(let integer) = form { integer } else { nil } }

  /// The nearest double, which is how ECMAScript sees the number.
  public var double: Double {
    switch form {
    case .integer(let integer): Double(integer)
    case .double(let double): double
    }
  }

  /// The number in JSON: `null` where JSON has no way to say it.
  public var description: String {
    switch form {
    case .integer(let integer): String(integer)
    case .double(let double): Self.text(of: double)
    }
  }

  private static func text(of double: Double) -> String {
    if double == 0 { return "0" }
    guard double.isFinite else { return "null" }
    let text = double.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
    if let integer = left.int, let other = right.int { return integer == other }
    return left.double == right.double
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(double) }
}

extension JSONNumber: CustomStringConvertible {}
