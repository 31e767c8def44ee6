extension UTF8Span {
  /// Whether these are the bytes of `text`. An id is compared where it was received, so that an audio delta copies
  /// none.
  func spells(_ text: String) -> Bool {
    let (left, right) = (span, text.utf8Span.span)
    guard left.count == right.count else { return false }
    // From the end: ids begin alike and end in what tells them apart.
    var index = left.count
    while index > 0 {
      index -= 1
      if left[index] != right[index] { return false }
    }
    return true
  }
}
