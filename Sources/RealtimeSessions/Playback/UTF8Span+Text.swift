internal import RealtimeBuffers

extension UTF8Span {
  /// Whether these are the bytes of `text`. An id is compared where it was received, so that an audio delta copies
  /// none.
  func spells(_ text: String) -> Bool { span.equals(text.utf8Span.span) }

}

extension RawSpan {
  /// Whether these are the same bytes, and any at all.
  func matches(_ bytes: [UInt8]) -> Bool {
    Span<UInt8>(_bytes: self).equals(bytes.span) && !isEmpty
  }

  /// The same bytes, kept.
  var copied: [UInt8] { unsafe withUnsafeBytes { unsafe Array($0) } }
}

extension Span<UInt8> {
  fileprivate func equals(_ other: Span<UInt8>) -> Bool {
    guard count == other.count else { return false }
    return unsafe withUnsafeBufferPointer { left in
      unsafe other.withUnsafeBufferPointer { right in
        // Bound: both are as long. Without an address there are no bytes.
        guard let left = left.baseAddress, let right = right.baseAddress else { return true }
        return unsafe memcmp(left, right, count) == 0
      }
    }
  }
}
