/// Punycode, RFC 3492 §6, with the parameters of §5.
enum Punycode {
  private static let base = 36
  private static let minimumThreshold = 1
  private static let maximumThreshold = 26
  private static let skew = 38
  private static let damp = 700
  private static let initialBias = 72
  private static let initialCodePoint = 0x80

  static func encode(_ scalars: [Unicode.Scalar]) -> String {
    var output = scalars.filter(\.isASCII).map { UInt8($0.value) }
    let basicCount = output.count
    if basicCount > 0 { output.append(UInt8(ascii: "-")) }
    var codePoint = initialCodePoint
    var delta = 0
    var bias = initialBias
    var handled = basicCount
    while handled < scalars.count {
      // Bound: a scalar is at most 0x10FFFF and a label's length fits memory, so nothing overflows 64 bits.
      let next = scalars.lazy.map { Int($0.value) }.filter { $0 >= codePoint }.min() ?? codePoint
      delta += (next - codePoint) * (handled + 1)
      codePoint = next
      for scalar in scalars {
        if Int(scalar.value) < codePoint { delta += 1 }
        guard Int(scalar.value) == codePoint else { continue }
        appendInteger(delta, bias: bias, to: &output)
        bias = adapted(delta, count: handled + 1, isFirst: handled == basicCount)
        delta = 0
        handled += 1
      }
      delta += 1
      codePoint += 1
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Nil for anything that is not the encoding of Unicode scalars.
  static func decode(_ text: String) -> [Unicode.Scalar]? {
    let bytes = Array(text.utf8)
    let delimiter = bytes.lastIndex(of: UInt8(ascii: "-"))
    var output = bytes[..<(delimiter ?? 0)].map { Unicode.Scalar($0) }
    var offset = delimiter.map { $0 + 1 } ?? 0
    var codePoint = initialCodePoint
    var index = 0
    var bias = initialBias
    while offset < bytes.count {
      let start = index
      guard let value = readInteger(bytes, offset: &offset, bias: bias) else { return nil }
      index += value
      bias = adapted(index - start, count: output.count + 1, isFirst: start == 0)
      codePoint += index / (output.count + 1)
      index %= output.count + 1
      guard codePoint <= 0x10FFFF, let scalar = Unicode.Scalar(UInt32(codePoint)) else { return nil }
      output.insert(scalar, at: index)
      index += 1
    }
    return output
  }

  private static func appendInteger(_ value: Int, bias: Int, to output: inout [UInt8]) {
    var rest = value
    var position = base
    while true {
      let threshold = threshold(position, bias: bias)
      if rest < threshold { break }
      output.append(digit(threshold + (rest - threshold) % (base - threshold)))
      rest = (rest - threshold) / (base - threshold)
      position += base
    }
    output.append(digit(rest))
  }

  private static func readInteger(_ bytes: [UInt8], offset: inout Int, bias: Int) -> Int? {
    var value = 0
    var weight = 1
    var position = base
    while offset < bytes.count {
      guard let digit = digitValue(bytes[offset]) else { return nil }
      offset += 1
      value += digit * weight
      // Beyond this no scalar can come out; it also keeps the sums far from overflow.
      guard value <= 1 << 40 else { return nil }
      let threshold = threshold(position, bias: bias)
      if digit < threshold { return value }
      weight *= base - threshold
      guard weight <= 1 << 40 else { return nil }
      position += base
    }
    return nil
  }

  private static func threshold(_ position: Int, bias: Int) -> Int {
    min(max(position - bias, minimumThreshold), maximumThreshold)
  }

  private static func adapted(_ delta: Int, count: Int, isFirst: Bool) -> Int {
    var delta = isFirst ? delta / damp : delta / 2
    delta += delta / count
    var bias = 0
    while delta > (base - minimumThreshold) * maximumThreshold / 2 {
      delta /= base - minimumThreshold
      bias += base
    }
    return bias + (base - minimumThreshold + 1) * delta / (delta + skew)
  }

  private static func digit(_ value: Int) -> UInt8 {
    value < 26 ? UInt8(ascii: "a") + UInt8(value) : UInt8(ascii: "0") + UInt8(value - 26)
  }

  private static func digitValue(_ byte: UInt8) -> Int? {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"): Int(byte - UInt8(ascii: "a"))
    case UInt8(ascii: "0")...UInt8(ascii: "9"): Int(byte - UInt8(ascii: "0")) + 26
    default: nil
    }
  }
}
