internal import CRealtimeKernels

extension RawSpan {
  /// Whether the bytes are UTF-8 (RFC 3629), found with vectors.
  package var isUTF8: Bool {
    unsafe withUnsafeBytes { bytes in
      var state: UInt32 = 0
      let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
      return unsafe rt_utf8_feed(&state, base, bytes.count) && state == 0
    }
  }
}
