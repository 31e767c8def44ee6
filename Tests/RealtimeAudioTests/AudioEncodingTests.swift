import RealtimeAudio
import Testing

@Suite struct AudioEncodingTests {
  @Test(arguments: [
    (AudioEncoding.pcm16, "audio/pcm", "pcm16", 24_000, 2, 48_000),
    (.g711MuLaw, "audio/pcmu", "g711_ulaw", 8_000, 1, 8_000),
    (.g711ALaw, "audio/pcma", "g711_alaw", 8_000, 1, 8_000),
  ])
  func `an encoding has the API's names and sizes`(
    encoding: AudioEncoding, mediaType: String, codecName: String, rate: Int, sample: Int, second: Int
  ) {
    #expect(encoding.mediaType == mediaType)
    #expect(encoding.codecName == codecName)
    #expect(AudioEncoding(mediaType: mediaType) == encoding)
    #expect(AudioEncoding(codecName: codecName) == encoding)
    #expect(encoding.sampleRate == rate)
    #expect(encoding.bytesPerSample == sample)
    #expect(encoding.bytesPerSecond == second)
    #expect(encoding.bytesPerMillisecond * 1_000 == second)
    #expect(encoding.milliseconds(inByteCount: second + second / 1_000 - 1) == 1_000)
  }

  @Test func `other names are no encoding`() {
    #expect(AudioEncoding(mediaType: "audio/opus") == nil)
    #expect(AudioEncoding(mediaType: "pcm16") == nil)
    #expect(AudioEncoding(codecName: "audio/pcm") == nil)
    #expect(AudioEncoding(codecName: "") == nil)
  }

  @Test func `silence is what the quietest sample is encoded as`() {
    for encoding in AudioEncoding.allCases {
      #expect(encode([0, 0], encoding).allSatisfy { $0 == encoding.silence })
    }
  }

  @Test func `linear samples are little-endian, and survive`() {
    #expect(encode([1, -1, 256, .min, .max], .pcm16) == [1, 0, 0xFF, 0xFF, 0, 1, 0, 0x80, 0xFF, 0x7F])
    let samples = [Int16](Int16.min...Int16.max)
    #expect(decode(encode(samples, .pcm16), .pcm16) == samples)
  }

  @Test func `telephone samples are companded one by one`() {
    let codes = [UInt8](UInt8.min...UInt8.max)
    #expect(decode(codes, .g711MuLaw) == codes.map(G711.linear(fromMuLaw:)))
    #expect(decode(codes, .g711ALaw) == codes.map(G711.linear(fromALaw:)))
    #expect(encode(decode(codes, .g711ALaw), .g711ALaw) == codes)
    let samples = [Int16](Int16.min...Int16.max)
    #expect(encode(samples, .g711MuLaw) == samples.map(G711.muLaw(fromLinear:)))
  }

  @Test func `half a sample is left out, and nothing is nothing`() {
    #expect(decode([1, 0, 7], .pcm16) == [1])
    #expect(decode([7], .pcm16) == [])
    for encoding in AudioEncoding.allCases {
      #expect(decode([], encoding) == [])
      #expect(encode([], encoding) == [])
    }
  }

  @Test func `what is there already stays`() {
    let bytes: [UInt8] = [1, 0, 2, 0]
    let samples = [Int16](capacity: 3) { output in
      output.append(5)
      AudioEncoding.pcm16.decode(bytes.span.bytes, into: &output)
    }
    #expect(samples == [5, 1, 2])
  }

  private func decode(_ bytes: [UInt8], _ encoding: AudioEncoding) -> [Int16] {
    [Int16](capacity: bytes.count / encoding.bytesPerSample) {
      encoding.decode(bytes.span.bytes, into: &$0)
    }
  }

  private func encode(_ samples: [Int16], _ encoding: AudioEncoding) -> [UInt8] {
    [UInt8](capacity: samples.count * encoding.bytesPerSample) { encoding.encode(samples.span, into: &$0) }
  }
}
