internal import RealtimeBuffers

/// Numbers of servers that write them as text, and texts that a server has cut within a character.
extension JSONView {
  /// The whole number that this says, as `int` or as a string of one, such as `"12"`; `nil` for anything else.
  package var intOrText: Int? { kind == .string ? textAsNumber { $0.wholeNumber() } : int }

  /// The same of any number that a double can hold; what is too large is `nil`.
  package var doubleOrText: Double? {
    let double = kind == .string ? textAsNumber { $0.parsedDouble() } : self.double
    return double?.isFinite == true ? double : nil
  }

  private func textAsNumber<Number>(_ read: (RawSpan) -> Number?) -> Number? {
    // No number that is worth reading is longer.
    guard text.byteCount <= 64 else { return nil }
    let bytes = text.unescapedBytes()
    guard let view = try? unsafe JSONView(validating: bytes.span.bytes), view.kind == .number else { return nil }
    return read(view.rawBytes)
  }

  /// The second half of a surrogate pair, as an escape, that a string begins with. Its first half is then in another
  /// text, and it reads as U+FFFD here.
  package var leadingLowSurrogate: UInt16? {
    guard isEscaped, let unit = text.escapedUnit(at: 0), 0xDC00...0xDFFF ~= unit else { return nil }
    return unit
  }

  /// The first half of a surrogate pair that a string ends with.
  package var trailingHighSurrogate: UInt16? {
    let offset = text.byteCount - RawSpan.escapedUnitByteCount
    guard isEscaped, let unit = text.escapedUnit(at: offset), 0xD800...0xDBFF ~= unit else { return nil }
    // After an odd number of backslashes this one is itself escaped.
    return text.backslashCount(before: offset) % 2 == 0 ? unit : nil
  }
}

extension RawSpan {
  fileprivate static var escapedUnitByteCount: Int { 6 }

  /// The UTF-16 unit of a `\u` escape at this place, `nil` if there is none.
  fileprivate func escapedUnit(at offset: Int) -> UInt16? {
    guard offset >= 0, byteCount - offset >= Self.escapedUnitByteCount,
      byte(at: offset) == UInt8(ascii: "\\"), byte(at: offset + 1) == UInt8(ascii: "u")
    else { return nil }
    var unit: UInt16 = 0
    for position in 2..<Self.escapedUnitByteCount {
      guard let digit = byte(at: offset + position).hexDigitValue else { return nil }
      unit = unit << 4 | UInt16(digit)
    }
    return unit
  }

  fileprivate func backslashCount(before offset: Int) -> Int {
    var start = offset
    while start > 0, byte(at: start - 1) == UInt8(ascii: "\\") { start -= 1 }
    return offset - start
  }
}
