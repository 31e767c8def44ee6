extension JSONView {
  /// The number when it is integral and fits, exactly; `nil` for any other number. `1.0` and `1e3` are
  /// integral, `1.5` and `1e-400` are not.
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
    return parsedInteger() ?? parsedScaledInteger()
  }

  /// A validated number of digits alone that fits an `Int`. Not minus zero, which only a double has.
  func parsedInteger() -> Int? { byteCount <= 18 ? parsedShortInteger() : parsedLongInteger() }

  /// Up to 18 digits fit without a doubt.
  private func parsedShortInteger() -> Int? {
    let isNegative = byteCount > 0 && byte(at: 0) == UInt8(ascii: "-")
    var magnitude = 0
    for offset in (isNegative ? 1 : 0)..<byteCount {
      guard let digit = byte(at: offset).decimalDigit else { return nil }
      magnitude = magnitude &* 10 &+ digit
    }
    return isNegative ? (magnitude == 0 ? nil : -magnitude) : magnitude
  }

  private func parsedLongInteger() -> Int? {
    let isNegative = byteCount > 0 && byte(at: 0) == UInt8(ascii: "-")
    var value = 0
    for offset in (isNegative ? 1 : 0)..<byteCount {
      guard let digit = byte(at: offset).decimalDigit else { return nil }
      let (shifted, shiftOverflows) = value.multipliedReportingOverflow(by: 10)
      let (sum, sumOverflows) = shifted.subtractingReportingOverflow(digit)
      if shiftOverflows || sumOverflows { return nil }
      value = sum
    }
    // Summed downwards, because the smallest integer has no positive counterpart.
    if isNegative { return value == 0 ? nil : value }
    return value == .min ? nil : -value
  }

  /// A validated number with a point or an exponent that is integral and fits. It is read digit by digit, because a
  /// double would round what has more than 53 bits.
  private func parsedScaledInteger() -> Int? {
    // The digits up to the last that is not zero, summed downwards, and how many zeros follow them.
    var digits = 0
    var zeroCount = 0
    var power = 0
    var isBehindPoint = false
    for offset in 0..<byteCount {
      let byte = byte(at: offset)
      if byte | 0x20 == UInt8(ascii: "e") {
        power += extracting((offset + 1)...).parsedExponent()
        break
      }
      if byte == UInt8(ascii: ".") { isBehindPoint = true }
      guard let digit = byte.decimalDigit else { continue }
      if isBehindPoint { power -= 1 }
      if digit == 0 {
        zeroCount += digits == 0 ? 0 : 1
      } else {
        guard let scaled = digits.scaled(byTenTo: zeroCount + 1) else { return nil }
        let (sum, overflows) = scaled.subtractingReportingOverflow(digit)
        if overflows { return nil }
        digits = sum
        zeroCount = 0
      }
    }
    guard let value = digits.scaled(byTenTo: power + zeroCount) else { return nil }
    if byte(at: 0) == UInt8(ascii: "-") { return value }
    return value == .min ? nil : -value
  }

  /// The exponent after the `e`, bounded by what can matter: a document has less than 2^32 digits.
  private func parsedExponent() -> Int {
    var exponent = 0
    for offset in 0..<byteCount {
      guard let digit = byte(at: offset).decimalDigit else { continue }
      exponent = min(exponent * 10 + digit, 1 << 40)
    }
    return byte(at: 0) == UInt8(ascii: "-") ? -exponent : exponent
  }

  /// The double nearest to a validated number.
  func parsedDouble() -> Double {
    if let double = parsedExactDouble() { return double }
    // The standard library's conversion rounds correctly and never fails on what JSON calls a number.
    return Double(decodedText(isEscaped: false)) ?? .nan
  }

  /// Up to 15 digits scaled by a power of ten that a double holds exactly are rounded once, hence correctly
  /// (W. Clinger, 1990). Anything else is `nil`.
  private func parsedExactDouble() -> Double? {
    var digits = 0
    var digitCount = 0
    var exponent = 0
    var isBehindPoint = false
    var isNegative = false
    for offset in 0..<byteCount {
      let byte = byte(at: offset)
      if let digit = byte.decimalDigit {
        digits = digits * 10 + digit
        digitCount += 1
        if isBehindPoint { exponent -= 1 }
        if digitCount > 15 { return nil }
      } else if byte == UInt8(ascii: ".") {
        isBehindPoint = true
      } else if byte == UInt8(ascii: "-") && offset == 0 {
        isNegative = true
      } else {
        return nil
      }
    }
    let magnitude = Double(digits) / exactPowersOfTen[-exponent]
    return isNegative ? -magnitude : magnitude
  }
}

extension Int {
  /// The product with a power of ten; `nil` if it is not whole or does not fit.
  fileprivate func scaled(byTenTo power: Int) -> Int? {
    if self == 0 { return 0 }
    guard power >= 0 else { return nil }
    var product = self
    for _ in 0..<power {
      let (next, overflows) = product.multipliedReportingOverflow(by: 10)
      if overflows { return nil }
      product = next
    }
    return product
  }
}

extension UInt8 {
  fileprivate var decimalDigit: Int? {
    let digit = self &- UInt8(ascii: "0")
    return digit <= 9 ? Int(digit) : nil
  }
}

private let exactPowersOfTen: InlineArray<16, Double> = [
  1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
]
