/// Tells how many bytes of one format of audio are as long as those of another, without losing any over time.
struct ByteScale {
  let inputPerSecond: Int
  let outputPerSecond: Int
  private var remainder = 0

  /// Both in bytes a second, at least 1.
  init(from inputPerSecond: Int, to outputPerSecond: Int) {
    self.inputPerSecond = inputPerSecond
    self.outputPerSecond = outputPerSecond
  }

  /// What is left over counts the next time.
  mutating func scale(_ byteCount: Int) -> Int {
    let (scaled, rest) = (byteCount * outputPerSecond + remainder).quotientAndRemainder(dividingBy: inputPerSecond)
    remainder = rest
    return scaled
  }
}
