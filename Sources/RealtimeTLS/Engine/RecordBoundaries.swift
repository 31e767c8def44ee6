/// Follows where TLS records end in a stream of ciphertext (RFC 8446 section 5.1), whatever pieces it comes in.
///
/// This is a hint about how much to hand over at once, and nothing relies on it: where the bytes are not TLS, the
/// pieces are others, and OpenSSL finds out all the same.
struct RecordBoundaries {
  private static let headerByteCount = 5

  /// Bytes of the current record's header that were passed; the length is in the last two.
  private var passedHeaderByteCount = 0
  private var length = 0
  /// Bytes of the current record's body that are to come, once its header was passed.
  private var missingByteCount = 0

  /// Passes bytes of `source` up to the end of their record, but at most `limit`.
  ///
  /// - Returns: how many, at least one unless `source` is empty or `limit` is zero.
  @inline(__always)
  mutating func advance(over source: UnsafeRawBufferPointer, upTo limit: Int) -> Int {
    let available = min(source.count, limit)
    // Bound: five bytes are there.
    if passedHeaderByteCount == 0 && available >= Self.headerByteCount {
      let length = unsafe Int(source[3]) << 8 | Int(source[4])
      let count = min(available, Self.headerByteCount + length)
      passedHeaderByteCount = Self.headerByteCount
      missingByteCount = Self.headerByteCount + length - count
      if missingByteCount == 0 { passedHeaderByteCount = 0 }
      return count
    }
    return unsafe advanceInPieces(over: source, upTo: available)
  }

  private mutating func advanceInPieces(over source: UnsafeRawBufferPointer, upTo available: Int) -> Int {
    var count = 0
    while passedHeaderByteCount < Self.headerByteCount && count < available {
      // The last two bytes shift out what the first three left.
      length = unsafe (length << 8 | Int(source[count])) & 0xFFFF
      count += 1
      passedHeaderByteCount += 1
      if passedHeaderByteCount == Self.headerByteCount { missingByteCount = length }
    }
    guard passedHeaderByteCount == Self.headerByteCount else { return count }
    let bodyByteCount = min(missingByteCount, available - count)
    missingByteCount -= bodyByteCount
    if missingByteCount == 0 { passedHeaderByteCount = 0 }
    return count + bodyByteCount
  }
}
