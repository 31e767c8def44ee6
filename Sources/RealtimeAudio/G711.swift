/// G.711 companding (ITU-T G.711): eight bits for a sample of 14 bits (µ-law) or 13 (A-law).
///
/// Linear samples have 16 bits here: those of the recommendation, shifted up by two or three.
public enum G711 {
  // MARK: µ-law

  /// The sample that a byte of µ-law stands for, from -32 124 to 32 124.
  public static func linear(fromMuLaw byte: UInt8) -> Int16 {
    let code = ~byte
    let exponent = Int(code >> 4) & 7
    let mantissa = Int(code & 15)
    let magnitude = (((mantissa << 3) + muLawBias) << exponent) - muLawBias
    return Int16(truncatingIfNeeded: code & 0x80 == 0 ? magnitude : -magnitude)
  }

  /// The byte of µ-law for a sample, as the ITU's own software has it (G.191): a negative sample at the edge of two
  /// steps takes the quieter one. Samples beyond ±32 635 are taken for those.
  public static func muLaw(fromLinear sample: Int16) -> UInt8 {
    let isNegative = sample < 0
    let magnitude = min((Int(isNegative ? ~sample : sample) >> 2) + (muLawBias >> 2), muLawMaximum)
    let exponent = highestBit(of: magnitude) - 5
    let mantissa = (magnitude >> (exponent + 1)) & 15
    let code = (isNegative ? 0x80 : 0) | exponent << 4 | mantissa
    return ~UInt8(truncatingIfNeeded: code)
  }

  // MARK: A-law

  /// The sample that a byte of A-law stands for, from -32 256 to 32 256 and never 0.
  public static func linear(fromALaw byte: UInt8) -> Int16 {
    let code = byte ^ aLawToggle
    let exponent = Int(code >> 4) & 7
    let mantissa = Int(code & 15)
    let magnitude = exponent == 0 ? (mantissa << 4) + 8 : ((mantissa << 4) + aLawSegmentStart) << (exponent - 1)
    return Int16(truncatingIfNeeded: code & 0x80 == 0 ? -magnitude : magnitude)
  }

  /// The byte of A-law for a sample.
  public static func aLaw(fromLinear sample: Int16) -> UInt8 {
    let isNegative = sample < 0
    // One less for negative samples: A-law has no zero, its steps lie symmetrically on both sides of it.
    let magnitude = isNegative ? Int(~sample) : Int(sample)
    let exponent = max(highestBit(of: max(magnitude, 1)) - 7, 0)
    let mantissa = (magnitude >> (exponent == 0 ? 4 : exponent + 3)) & 15
    let code = (isNegative ? 0 : 0x80) | exponent << 4 | mantissa
    return UInt8(truncatingIfNeeded: code) ^ aLawToggle
  }

  // MARK: Constants of the recommendation

  private static let muLawBias = 132
  /// In 14 bits, the bias included.
  private static let muLawMaximum = 8_191
  private static let aLawToggle: UInt8 = 0x55
  private static let aLawSegmentStart = 0x108

  private static func highestBit(of value: Int) -> Int { Int.bitWidth - 1 - value.leadingZeroBitCount }
}
