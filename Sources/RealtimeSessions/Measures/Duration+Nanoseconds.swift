extension Duration {
  /// From zero to an hour: a peer's clock, or a wrong call, must not overflow what is counted from it.
  var wholeNanoseconds: Int {
    let hour = 3_600_000_000_000
    if self <= .zero { return 0 }
    if self >= .nanoseconds(hour) { return hour }
    let (seconds, attoseconds) = components
    return Int(seconds) * 1_000_000_000 + Int(attoseconds / 1_000_000_000)
  }
}
