public import RealtimeJSON

extension JSONView {
  /// A count, a time or a code that carriers write as a number or as text: from 0 to 999 999 999 999 999 999, so that
  /// sums of a few of them fit. `nil` for anything else.
  public var carrierNumber: Int? {
    guard kind == .string else { return int.flatMap { 0..<1_000_000_000_000_000_000 ~= $0 ? $0 : nil } }
    let digits = rawBytes.extracting(1..<(rawBytes.byteCount - 1))
    guard 1...18 ~= digits.byteCount else { return nil }
    var number = 0
    for offset in digits.byteOffsets {
      // Bound: the span checks it, and any byte is an integer.
      let digit = unsafe digits.unsafeLoad(fromByteOffset: offset, as: UInt8.self) &- UInt8(ascii: "0")
      guard digit <= 9 else { return nil }
      number = number * 10 + Int(digit)
    }
    return number
  }

  /// Lends a string of base64 as it is written, for ``CarrierAudio``. Allocates nothing, but for base64 that has
  /// escapes.
  ///
  /// - Returns: `false` for what is no string, and for one with escapes of what no base64 has: without them it could
  ///   end the string that it is put into.
  public func withBase64(_ body: (RawSpan) -> Void) -> Bool {
    guard kind == .string else { return false }
    guard isEscaped else {
      body(text)
      return true
    }
    let unescaped = text.unescapedBytes()
    guard unescaped.allSatisfy(\.isBase64Letter) else { return false }
    unsafe body(unescaped.span.bytes)
    return true
  }
}

extension JSONView {
  /// A name or an id that is kept; `nil` for one of more than ``CarrierLimits/textByteCount`` bytes, and for what is no
  /// string.
  public var carrierText: String? { rawBytes.byteCount <= CarrierLimits.textByteCount ? string : nil }

  /// The members of an object that are text, as applications give them along when they connect a call. Left out are
  /// those beyond ``CarrierLimits/parametersByteCount``.
  public var carrierTexts: [String: String] {
    var texts: [String: String] = [:]
    var byteCount = 0
    var members = self.members
    while let member = members.next() {
      byteCount += member.rawKey.byteCount + member.value.rawBytes.byteCount
      guard byteCount <= CarrierLimits.parametersByteCount else { break }
      if let text = member.value.string { texts[member.key] = text }
    }
    return texts
  }
}

extension UInt8 {
  fileprivate var isBase64Letter: Bool {
    switch self {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: self == UInt8(ascii: "+") || self == UInt8(ascii: "/") || self == UInt8(ascii: "=")
    }
  }
}
