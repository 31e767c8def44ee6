/// Number::toString of ECMAScript (ECMA-262 section 6.1.6.1.20): the shortest digits that read back as the
/// same double, in its choice of plain and exponent form.
package enum ECMAScriptNumber {
  /// `0` for both zeros, `1e+21` and `1e-7` where plain digits end, `NaN` and `Infinity` by name.
  package static func text(of double: Double) -> String {
    if double.isNaN { return "NaN" }
    if double.isInfinite { return double < 0 ? "-Infinity" : "Infinity" }
    if double == 0 { return "0" }
    let sign = double < 0 ? "-" : ""
    let (digits, pointPosition) = shortestDigits(of: double.magnitude)
    return sign + layOut(digits: digits, pointPosition: pointPosition)
  }

  /// The value is 0.digits times ten to the power of `pointPosition`. The standard library finds the shortest
  /// digits; only its layout differs from ECMAScript's.
  private static func shortestDigits(of double: Double) -> (digits: Substring.UTF8View, pointPosition: Int) {
    let description = double.description
    let mantissa = description.prefix { $0 != "e" }
    let exponent = Int(description.dropFirst(mantissa.count + 1)) ?? 0
    let whole = mantissa.prefix { $0 != "." }
    let all = (whole + mantissa.dropFirst(whole.count + 1))[...]
    let significant = all.drop { $0 == "0" }
    let leadingZeroCount = all.count - significant.count
    let trailingZeroCount = significant.reversed().prefix { $0 == "0" }.count
    let digits = significant.dropLast(trailingZeroCount)
    return (digits.utf8, whole.count - leadingZeroCount + exponent)
  }

  private static func layOut(digits: Substring.UTF8View, pointPosition: Int) -> String {
    let text = String(Substring(digits))
    switch pointPosition {
    case digits.count...21 where digits.count <= 21:
      return text + zeros(pointPosition - digits.count)
    case 1...21:
      return text.prefix(pointPosition) + "." + text.dropFirst(pointPosition)
    case -5...0:
      return "0." + zeros(-pointPosition) + text
    default:
      let exponent = pointPosition - 1
      let fraction = digits.count == 1 ? "" : "." + text.dropFirst()
      return text.prefix(1) + fraction + "e" + (exponent < 0 ? "-" : "+") + String(exponent.magnitude)
    }
  }

  private static func zeros(_ count: Int) -> String { String(repeating: "0", count: count) }
}
