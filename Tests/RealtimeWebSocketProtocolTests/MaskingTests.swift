@testable import RealtimeWebSocketProtocol
import Testing

@Suite struct MaskingTests {
  /// RFC 6455, section 5.3, byte by byte.
  @Test func `every length at every place of a payload is masked, and nothing beside it`() {
    let key: UInt32 = 0x4DC2_A137
    for byteCount in 0...67 {
      for offset in 0..<5 {
        let payload = (0..<(byteCount + 2)).map { UInt8(truncatingIfNeeded: $0 &* 41 &+ 7) }
        var masked = payload
        masked.withUnsafeMutableBytes { bytes in
          guard let base = bytes.baseAddress else { return }
          Masking.apply(key, to: base + 1, byteCount: byteCount, atPayloadOffset: offset)
        }
        let expected = payload.indices.map { index in
          guard index >= 1, index <= byteCount else { return payload[index] }
          return payload[index] ^ UInt8(truncatingIfNeeded: key >> UInt32((offset + index - 1) % 4 * 8))
        }
        #expect(masked == expected, "\(byteCount) bytes at \(offset)")
      }
    }
  }
}
