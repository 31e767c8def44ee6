extension Duration {
  /// The duration from nothing to a hundred years, so that no sum with a clock can overflow.
  package var addable: Duration { min(max(self, .zero), .seconds(100 * 366 * 86_400)) }

  /// Whole nanoseconds, within the same bounds.
  package var roundedUpToNanoseconds: UInt64 {
    // The components of a duration that is too long for them trap.
    let (seconds, attoseconds) = addable.components
    return UInt64(seconds) * 1_000_000_000 + UInt64((attoseconds + 999_999_999) / 1_000_000_000)
  }

  /// Whole milliseconds, within the same bounds.
  var roundedUpToMilliseconds: UInt64 { roundedUpToNanoseconds.nanosecondsInMilliseconds }
}

extension UInt64 {
  /// The first millisecond of the loop's clock that begins at this nanosecond or after it.
  var nanosecondsInMilliseconds: UInt64 { self / 1_000_000 + (self % 1_000_000 == 0 ? 0 : 1) }
}
