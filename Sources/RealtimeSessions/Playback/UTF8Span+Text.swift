internal import Glibc

extension UTF8Span {
  /// Whether these are the bytes of `text`. An id is compared where it was received, so that an audio delta copies none.
  func spells(_ text: String) -> Bool { spells(text.utf8Span) }

  /// The same for bytes that are kept.
  func spells(_ bytes: [UInt8]) -> Bool {
    let (left, right) = (span, bytes.span)
    guard left.count == right.count else { return false }
    return unsafe left.withUnsafeBufferPointer { left in
      // Bound: both are as long.
      unsafe right.withUnsafeBufferPointer { right in
        unsafe left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0
      }
    }
  }

  private func spells(_ other: UTF8Span) -> Bool {
    guard span.count == other.span.count else { return false }
    return unsafe span.withUnsafeBufferPointer { left in
      unsafe other.span.withUnsafeBufferPointer { right in
        unsafe left.isEmpty || memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0
      }
    }
  }
}
