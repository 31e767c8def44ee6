import RealtimeAudio
import Testing

@Suite struct G711Tests {
  // MARK: The tables of the recommendation

  /// Table 2a of G.711: the values y of the µ-law decoder in 14 bits, at the ends of each segment.
  @Test(arguments: [
    (UInt8(0x80), 8_031), (0x8F, 4_191), (0x9F, 2_079), (0xAF, 1_023), (0xBF, 495), (0xCF, 231),
    (0xDF, 99), (0xEF, 33), (0xFE, 2), (0xFF, 0),
  ])
  func `µ-law decodes to the values of the recommendation`(code: UInt8, value: Int) {
    #expect(Int(G711.linear(fromMuLaw: code)) == value * 4)
    #expect(Int(G711.linear(fromMuLaw: code ^ 0x80)) == -value * 4)
  }

  /// Table 1a of G.711: the values y of the A-law decoder in 13 bits, with the even bits of the code inverted.
  @Test(arguments: [
    (UInt8(0xFF), 4_032), (0xF0, 2_112), (0xE0, 1_056), (0xD0, 528), (0xC0, 264), (0xB0, 132), (0xA0, 66),
    (0x80, 1),
  ])
  func `A-law decodes to the values of the recommendation`(code: UInt8, value: Int) {
    #expect(Int(G711.linear(fromALaw: code ^ 0x55)) == value * 8)
    #expect(Int(G711.linear(fromALaw: code ^ 0xD5)) == -value * 8)
  }

  /// Table 2a: where a segment of µ-law begins, in 14 bits.
  @Test(arguments: [(4_063, UInt8(0x8F)), (2_015, 0x9F), (991, 0xAF), (479, 0xBF), (223, 0xCF), (95, 0xDF)])
  func `µ-law changes its code at the decision values`(decision: Int, code: UInt8) {
    #expect(G711.muLaw(fromLinear: Int16(decision * 4)) == code)
    #expect(G711.muLaw(fromLinear: Int16(decision * 4 - 1)) == code + 1)
    #expect(G711.muLaw(fromLinear: Int16(-decision * 4 - 1)) == code ^ 0x80)
    #expect(G711.muLaw(fromLinear: Int16(-decision * 4)) == (code ^ 0x80) + 1)
  }

  /// Table 1a: where a segment of A-law begins, in 13 bits.
  @Test(arguments: [(2_048, UInt8(0xF0)), (1_024, 0xE0), (512, 0xD0), (256, 0xC0), (128, 0xB0), (64, 0xA0)])
  func `A-law changes its code at the decision values`(decision: Int, code: UInt8) {
    #expect(G711.aLaw(fromLinear: Int16(decision * 8)) == code ^ 0x55)
    #expect(G711.aLaw(fromLinear: Int16(decision * 8 - 1)) == (code - 1) ^ 0x55)
    #expect(G711.aLaw(fromLinear: Int16(-decision * 8 - 1)) == code ^ 0xD5)
  }

  /// Where encoders differ: the ITU's (G.191) takes the quieter of two codes for a negative sample between them.
  @Test(arguments: [
    (Int16(-1), UInt8(0x7F)), (-4, 0x7F), (-5, 0x7E), (-12, 0x7E), (-17, 0x7D), (-33, 0x7B), (-100, 0x73),
    (-132, 0x6F), (-256, 0x67), (-1_000, 0x4E), (-1_024, 0x4D), (-4_096, 0x2F), (-8_192, 0x1F),
    (-16_384, 0x0F), (-32_124, 0), (.min, 0), (3, 0xFF), (4, 0xFE), (.max, 0x80),
  ])
  func `µ-law encodes negative samples as the software of the ITU does`(sample: Int16, code: UInt8) {
    #expect(G711.muLaw(fromLinear: sample) == code)
  }

  // MARK: Both ways

  @Test func `every code survives the way to linear and back`() {
    for code in UInt8.min...UInt8.max {
      // µ-law has two codes of zero, which become one.
      #expect(G711.muLaw(fromLinear: G711.linear(fromMuLaw: code)) == (code == 0x7F ? 0xFF : code))
      #expect(G711.aLaw(fromLinear: G711.linear(fromALaw: code)) == code)
    }
  }

  @Test func `every sample comes back within half a step, and no louder sample as a quieter one`() {
    var previous = (muLaw: Int.min, aLaw: Int.min)
    var violations: [Int16] = []
    for sample in Int16.min...Int16.max {
      let (muCode, aCode) = (G711.muLaw(fromLinear: sample), G711.aLaw(fromLinear: sample))
      let linear = (
        muLaw: Int(G711.linear(fromMuLaw: muCode)), aLaw: Int(G711.linear(fromALaw: aCode))
      )
      let clipped = min(max(Int(sample), -32_635), 32_635)
      let muHalfStep = 4 << Int(~muCode >> 4 & 7)
      let aHalfStep = 8 << max(Int((aCode ^ 0x55) >> 4 & 7) - 1, 0)
      let isNear = abs(linear.muLaw - clipped) <= muHalfStep && abs(linear.aLaw - Int(sample)) <= aHalfStep
      let isOrdered = linear.muLaw >= previous.muLaw && linear.aLaw >= previous.aLaw
      if !isNear || !isOrdered { violations.append(sample) }
      previous = linear
    }
    #expect(violations == [])
  }
}
