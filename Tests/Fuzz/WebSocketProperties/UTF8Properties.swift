import CRealtimeKernels

/// The UTF-8 kernels, whole and cut everywhere, beside a table of well-formed sequences read byte by byte.
package enum UTF8Properties: ByteProperties {
  package static func violation(in input: [UInt8]) -> String? {
    let expected = Reference(input)
    for level in [RT_PORTABLE, RT_AVX2, RT_AVX512] {
      for split in splits(of: input.count) {
        let found = feed([input[..<split], input[split...]], level)
        if found != expected.verdict { return "a text cut at \(split) is judged wrongly" }
      }
      if firstInvalidOffset(input, level) != expected.firstInvalidOffset {
        return "a text is not refused at the first byte that cannot stand there"
      }
    }
    return nil
  }

  private enum Verdict {
    case valid, unfinished, invalid
  }

  private static func feed(_ pieces: [ArraySlice<UInt8>], _ level: rt_level) -> Verdict {
    var state: UInt32 = 0
    for piece in pieces where !feed(piece, level, &state) { return .invalid }
    return state == 0 ? .valid : .unfinished
  }

  private static func feed(_ piece: ArraySlice<UInt8>, _ level: rt_level, _ state: inout UInt32) -> Bool {
    withExactCopy(piece) {
      rt_utf8_feed_at(level, &state, $0.baseAddress?.assumingMemoryBound(to: UInt8.self), $0.count)
    }
  }

  private static func firstInvalidOffset(_ input: [UInt8], _ level: rt_level) -> Int? {
    var state: UInt32 = 0
    return input.indices.first { !feed(input[$0...$0], level, &state) }
  }

  /// Table 3-7 of the Unicode standard.
  private struct Reference {
    private(set) var firstInvalidOffset: Int?
    private var expected: [ClosedRange<UInt8>] = []

    var verdict: Verdict { firstInvalidOffset != nil ? .invalid : (expected.isEmpty ? .valid : .unfinished) }

    init(_ bytes: [UInt8]) {
      for (offset, byte) in bytes.enumerated() where !take(byte) {
        firstInvalidOffset = offset
        return
      }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
      let any: ClosedRange<UInt8> = 0x80...0xBF
      if !expected.isEmpty { return expected.removeFirst().contains(byte) }
      switch byte {
      case 0x00...0x7F: break
      case 0xC2...0xDF: expected = [any]
      case 0xE0: expected = [0xA0...0xBF, any]
      case 0xE1...0xEC, 0xEE...0xEF: expected = [any, any]
      case 0xED: expected = [0x80...0x9F, any]
      case 0xF0: expected = [0x90...0xBF, any, any]
      case 0xF1...0xF3: expected = [any, any, any]
      case 0xF4: expected = [0x80...0x8F, any, any]
      default: return false
      }
      return true
    }
  }
}
