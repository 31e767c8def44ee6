import Testing

@testable import RealtimeLocalServer

@Suite struct AudioConverterTests {
  @Test func `every mu-law code survives the way to linear and back`() {
    for code in UInt8.min...UInt8.max where code != 0x7F {
      #expect(G711.muLaw(fromLinear: G711.linear(fromMuLaw: code)) == code)
    }
    // The two codes of zero become one.
    #expect(G711.muLaw(fromLinear: G711.linear(fromMuLaw: 0x7F)) == 0xFF)
  }

  @Test func `every A-law code survives the way to linear and back`() {
    for code in UInt8.min...UInt8.max {
      #expect(G711.aLaw(fromLinear: G711.linear(fromALaw: code)) == code)
    }
  }

  @Test(arguments: [
    (UInt8(0xFF), Int16(0)), (0x80, 32_124), (0x00, -32_124), (0xE7, 260), (0xF0, 120),
  ])
  func `mu-law codes have the values of the recommendation`(code: UInt8, sample: Int16) {
    #expect(G711.linear(fromMuLaw: code) == sample)
  }

  @Test(arguments: [(UInt8(0xD5), Int16(8)), (0x55, -8), (0xAA, 32_256), (0x2A, -32_256), (0xC5, 264)])
  func `A-law codes have the values of the recommendation`(code: UInt8, sample: Int16) {
    #expect(G711.linear(fromALaw: code) == sample)
  }

  @Test func `every sample is companded to within its step`() {
    for sample in stride(from: Int16.min, through: Int16.max - 7, by: 7) {
      let muLaw = Int(G711.linear(fromMuLaw: G711.muLaw(fromLinear: sample)))
      let aLaw = Int(G711.linear(fromALaw: G711.aLaw(fromLinear: sample)))
      let step = max(Int(sample.magnitude) / 16, 16)
      #expect(abs(muLaw - Int(sample)) <= step + 650 * (sample.magnitude > 32_000 ? 1 : 0))
      #expect(abs(aLaw - Int(sample)) <= step)
    }
  }

  @Test(arguments: LocalAudioFormat.allCases, LocalAudioFormat.allCases)
  func `audio keeps its length in time`(source: LocalAudioFormat, target: LocalAudioFormat) {
    let audio = [UInt8](repeating: 0x21, count: 60 * source.bytesPerMillisecond)
    let converted = AudioConverter.convert(audio, from: source, to: target)
    #expect(converted.count == 60 * target.bytesPerMillisecond)
  }

  @Test(arguments: LocalAudioFormat.allCases) func `odd bytes at the end are no sample and no trap`(
    target: LocalAudioFormat
  ) {
    #expect(AudioConverter.convert([1], from: .pcm16, to: target).count <= 1)
    #expect(AudioConverter.convert([], from: .pcm16, to: target).isEmpty)
  }

  @Test func `a hum is as long and as loud as it says`() {
    let hum = Hum.audio(milliseconds: 1_000, format: .pcm16)
    #expect(hum.count == 48_000)
    let samples = stride(from: 0, to: hum.count, by: 2).map {
      Int16(truncatingIfNeeded: Int(hum[$0]) | Int(hum[$0 + 1]) << 8)
    }
    #expect(samples.max() == 2_999 || samples.max() == 3_000)
    let crossings = zip(samples, samples.dropFirst()).filter { $0 < 0 && $1 >= 0 }.count
    #expect((218...221).contains(crossings))
    #expect(Hum.audio(milliseconds: -1, format: .pcm16).isEmpty)
    #expect(Hum.audio(milliseconds: .max, format: .g711ALaw).count == Hum.maximumMilliseconds * 8)
  }
}
