import RealtimeAudio
import Testing

@testable import RealtimeLocalServer

@Suite struct AudioConverterTests {
  @Test(arguments: AudioEncoding.allCases, AudioEncoding.allCases)
  func `audio keeps its length in time`(source: AudioEncoding, target: AudioEncoding) {
    let audio = [UInt8](repeating: 0x21, count: 60 * source.bytesPerMillisecond)
    let converted = AudioConverter.convert(audio, from: source, to: target)
    #expect(converted.count == 60 * target.bytesPerMillisecond)
  }

  @Test(arguments: AudioEncoding.allCases) func `odd bytes at the end are no sample and no trap`(
    target: AudioEncoding
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
