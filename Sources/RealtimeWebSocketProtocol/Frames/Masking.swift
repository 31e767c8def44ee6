/// The exclusive-or that hides payloads from intermediaries (RFC 6455 section 5.3). It is its own inverse.
enum Masking {
  /// Masks the `byteCount` bytes at `bytes` in place. `offset` is the position of the first one inside its payload.
  @inline(__always)
  static func apply(_ key: UInt32, to bytes: UnsafeMutableRawPointer, byteCount: Int, atPayloadOffset offset: Int = 0) {
    let rotation = UInt32(truncatingIfNeeded: offset & 3) &* 8
    let rotated = rotation == 0 ? key : (key >> rotation) | (key << (32 &- rotation))
    unsafe applyFromStart(rotated, bytes, byteCount)
  }

  private static func applyFromStart(_ key: UInt32, _ bytes: UnsafeMutableRawPointer, _ byteCount: Int) {
    let wide = UInt64(key) | UInt64(key) << 32
    guard byteCount >= 8 else { return unsafe applyBytewise(wide, bytes, byteCount) }
    // Bounds: the last word begins at byteCount - 8 >= 0, and of the others index * 8 + 8 <= byteCount. The last word
    // may overlap the one before it, so it is read before anything is changed and written in the end.
    let lastOffset = byteCount &- 8
    let lastWord = unsafe bytes.loadUnaligned(fromByteOffset: lastOffset, as: UInt64.self)
    let rotation = UInt64(truncatingIfNeeded: lastOffset & 3) &* 8
    let lastKey = rotation == 0 ? wide : wide &>> rotation | wide &<< (64 &- rotation)
    // A plain loop over words is what the compiler turns into vectors.
    for index in 0..<(byteCount >> 3) {
      let word = unsafe bytes.loadUnaligned(fromByteOffset: index &* 8, as: UInt64.self)
      unsafe bytes.storeBytes(of: word ^ wide, toByteOffset: index &* 8, as: UInt64.self)
    }
    unsafe bytes.storeBytes(of: lastWord ^ lastKey, toByteOffset: lastOffset, as: UInt64.self)
  }

  private static func applyBytewise(_ key: UInt64, _ bytes: UnsafeMutableRawPointer, _ byteCount: Int) {
    // Bound: offset < byteCount.
    for offset in 0..<byteCount {
      let byte = unsafe bytes.load(fromByteOffset: offset, as: UInt8.self)
      let part = UInt8(truncatingIfNeeded: key &>> UInt64(truncatingIfNeeded: offset &* 8))
      unsafe bytes.storeBytes(of: byte ^ part, toByteOffset: offset, as: UInt8.self)
    }
  }
}
