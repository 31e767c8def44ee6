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
    guard byteCount >= 8 else { return applyBytewise(wide, bytes, byteCount) }
    // The last word may overlap the one before it, so it is read before anything is changed and written in the end.
    let lastOffset = byteCount &- 8
    let lastWord = bytes.loadUnaligned(fromByteOffset: lastOffset, as: UInt64.self)
    let rotation = UInt64(truncatingIfNeeded: lastOffset & 3) &* 8
    let lastKey = rotation == 0 ? wide : wide &>> rotation | wide &<< (64 &- rotation)
    // Bound: index * 8 + 8 <= byteCount. A plain loop over words is what the compiler turns into vectors.
    for index in 0..<(byteCount >> 3) {
      let word = bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
      bytes.storeBytes(of: word ^ wide, toByteOffset: index &* 8, as: UInt64.self)
    }
    bytes.storeBytes(of: lastWord ^ lastKey, toByteOffset: lastOffset, as: UInt64.self)
  }

  private static func applyBytewise(
    _ key: UInt64, _ bytes: UnsafeMutableRawPointer, _ byteCount: Int
  ) {
    for offset in 0..<byteCount {
      let byte = bytes.load(fromByteOffset: offset, as: UInt8.self)
      let part = UInt8(truncatingIfNeeded: key &>> UInt64(truncatingIfNeeded: offset &* 8))
      bytes.storeBytes(of: byte ^ part, toByteOffset: offset, as: UInt8.self)
    }
  }
}
