extension JSONView {
  /// The number when it is integral and fits; `nil` for any other number. `1.0` and `1e3` are integral, `1.5` is not.
  /// Exact where it is written in digits alone; else the nearest double is what counts.
  public var int: Int? { kind == .number ? rawBytes.wholeNumber() : nil }

  /// The number as ECMAScript reads it: the nearest double, so integers beyond 2^53 are rounded and what is
  /// too large is infinite.
  public var double: Double? { kind == .number ? rawBytes.parsedDouble() : nil }

  /// The number in the form that writes back as it should.
  public var number: JSONNumber? {
    guard kind == .number else { return nil }
    return JSONNumber(validated: rawBytes)
  }
}

extension JSONNumber {
  init(validated text: RawSpan) {
    if let integer = text.parsedInteger() { self.init(integer) } else { self.init(text.parsedDouble()) }
  }
}

extension RawSpan {
  @inline(__always)
  func byte(at offset: Int) -> UInt8 {
    // Bound: the span checks it, and any byte is an integer.
    unsafe unsafeLoad(fromByteOffset: offset, as: UInt8.self)
  }

  /// A validated number that is integral and fits an `Int`.
  func wholeNumber() -> Int? {
    // Most are counts and places of one digit.
    if byteCount == 1, let digit = byte(at: 0).decimalDigit { return digit }
    return JSONNumber(validated: self).int
  }

  /// A validated number of digits alone that fits an `Int`. Not minus zero, which only a double has.
  func parsedInteger() -> Int? {
    let isNegative = byteCount > 0 && byte(at: 0) == UInt8(ascii: "-")
    // Summed downwards, because the smallest integer has no positive counterpart.
    var value = 0
    for offset in (isNegative ? 1 : 0)..<byteCount {
      guard let digit = byte(at: offset).decimalDigit else { return nil }
      let (shifted, shiftOverflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflows) = shifted.subtractingReportingOverflow(digit)
      if shiftOverflows || sumOverflows { return nil }
      value = sum
    }
    if isNegative { return value == 0 ? nil : value }
    return value == .min ? nil : -value
  }

  /// The double nearest to a validated number.
  func parsedDouble() -> Double {
    // The standard library's conversion rounds correctly and never fails on what JSON calls a number.
    Double(decodedText(isEscaped: false)) ?? .nan
  }
}

extension UInt8 {
  fileprivate var decimalDigit: Int? {
    let digit = self &- UInt8(ascii: "0")
    return digit <= 9 ? Int(digit) : nil
  }
}
