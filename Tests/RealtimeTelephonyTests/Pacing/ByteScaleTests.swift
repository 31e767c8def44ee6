import Testing

@testable import RealtimeTelephony

@Suite struct ByteScaleTests {
  @Test(arguments: [(8_000, 8_000), (8_000, 48_000), (32_000, 48_000), (88_200, 48_000)])
  func `however it is cut, no byte is lost`(input: Int, output: Int) {
    for piece in [1, 7, 160, 640, 4_410] {
      var scale = ByteScale(from: input, to: output)
      var (given, taken) = (0, 0)
      while given < 10 * input {
        given += piece
        taken += scale.scale(piece)
        // `#expect` a million times takes most of a minute without optimisation.
        guard taken != given * output / input else { continue }
        Issue.record("pieces of \(piece): \(taken) of \(given)")
        return
      }
    }
  }
}
