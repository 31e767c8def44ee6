internal import CRealtimeKernels

/// Incremental UTF-8 validation that rejects a message at the first byte that no valid text could have there.
struct UTF8Validator {
  /// What the bytes so far leave open: 0 at a character boundary.
  private var state: UInt32 = 0

  /// Whether the bytes so far end with a whole character.
  var isAtBoundary: Bool { state == 0 }

  mutating func reset() { state = 0 }

  /// Takes the next bytes. `false` means that the text can no longer become valid.
  @inline(__always)
  mutating func feed(_ bytes: UnsafeRawPointer, byteCount: Int) -> Bool {
    var local = state
    let isValid = unsafe rt_utf8_feed(&local, bytes.assumingMemoryBound(to: UInt8.self), byteCount)
    state = local
    return isValid
  }
}
