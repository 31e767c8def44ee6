import RealtimeAudio
import Testing

@Suite struct AudioLevelTests {
  @Test func `nothing has no level`() {
    let level = AudioLevel()
    #expect(level.sampleCount == 0)
    #expect(level.peak == 0)
    #expect(level.meanSquare == 0)
    #expect(level.meanSquare == 0)
  }

  @Test func `a constant is as loud as it says`() {
    var level = AudioLevel()
    level.add([300, -300, 300].span)
    #expect(level.sampleCount == 3)
    #expect(level.peak == 300)
    #expect(level.meanSquare == 90_000)
  }

  @Test func `the mean counts quiet samples, the peak does not`() {
    var level = AudioLevel()
    level.add([0, 0, 0, -2_000].span)
    #expect(level.peak == 2_000)
    #expect(level.meanSquare == 1_000_000)
    #expect(level.meanSquare == 1_000_000)
  }

  @Test func `the loudest sample is negative`() {
    var level = AudioLevel()
    level.add(.min)
    #expect(level.peak == 32_768)
    #expect(level.meanSquare == 1_073_741_824)
    level.add(.max)
    #expect(level.peak == 32_768)
  }

  @Test func `one by one and all at once are the same`() {
    let samples = [Int16](stride(from: Int16.min, through: 32_000, by: 997))
    var (single, whole) = (AudioLevel(), AudioLevel())
    for sample in samples { single.add(sample) }
    whole.add(samples.span)
    #expect(single == whole)
  }
}
