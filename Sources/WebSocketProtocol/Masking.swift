/// The exclusive-or that hides payloads from intermediaries (RFC 6455, section 5.3). It is its own inverse.
enum Masking {
  /// Masks `byteCount` bytes in place. `offset` is the position of the first one inside its payload.
  @inline(__always)
  static func apply(
    _ key: UInt32, to bytes: UnsafeMutableRawPointer, byteCount: Int, atPayloadOffset offset: Int = 0
  ) {
    let rotation = UInt32(truncatingIfNeeded: offset & 3) &* 8
    let rotated = rotation == 0 ? key : (key >> rotation) | (key << (32 &- rotation))
    applyFromStart(rotated, bytes, byteCount)
  }

  private static func applyFromStart(_ key: UInt32, _ bytes: UnsafeMutableRawPointer, _ byteCount: Int) {
    let wide = UInt64(key) | UInt64(key) << 32
    let wordCount = byteCount >> 3
    // Bound: wordCount * 8 <= byteCount. A plain loop over words is what the compiler turns into vectors.
    for index in 0..<wordCount {
      let word = bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
      bytes.storeBytes(of: word ^ wide, toByteOffset: index &* 8, as: UInt64.self)
    }
    var rest = wide
    for offset in (wordCount &* 8)..<byteCount {
      let byte = bytes.load(fromByteOffset: offset, as: UInt8.self)
      bytes.storeBytes(of: byte ^ UInt8(truncatingIfNeeded: rest), toByteOffset: offset, as: UInt8.self)
      rest >>= 8
    }
  }
}
