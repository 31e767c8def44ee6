import RealtimeAudio
import RealtimeBuffers
import RealtimeTelephony
import RealtimeTestSupport
import Testing

@testable import RealtimeTelephony

@Suite struct AudioConverterTests {
  private static let linear24 = CarrierFormat(.linear16, sampleRate: 24_000)
  private static let linear8 = CarrierFormat(.linear16, sampleRate: 8_000)
  private static let bigEndian16 = CarrierFormat(.linear16BigEndian, sampleRate: 16_000)

  /// What bytes become that come in pieces of this size, at the end flushed.
  private static func converted(
    _ bytes: [UInt8], by converter: AudioConverter, pieceByteCount: Int, isBase64: Bool = false
  ) -> [UInt8] {
    var output: [UInt8] = []
    let pass = { (audio: borrowing CarrierAudio) in
      #expect(!audio.isBase64 && !audio.bytes.isEmpty)
      output += audio.bytes.withUnsafeBytes { Array($0) }
    }
    for start in stride(from: 0, to: bytes.count, by: pieceByteCount) {
      let piece = Array(bytes[start..<min(start + pieceByteCount, bytes.count)])
      let base64 = Array(Base64.string(from: piece).utf8)
      let isTaken =
        isBase64
        ? converter.convert(CarrierAudio(base64: base64.span.bytes), pass)
        : converter.convert(CarrierAudio(bytes: piece.span.bytes), pass)
      #expect(isTaken)
    }
    converter.finish(pass)
    return output
  }

  private static func converter(_ input: CarrierFormat, _ output: CarrierFormat) -> AudioConverter {
    AudioConverter(from: input, to: output, pool: BlockPool())
  }

  private static let allBytes = (0..<4_096).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ $0 >> 5) }

  @Test func `one format by two names passes each piece on as it is, base64 as base64`() {
    for encoding in AudioEncoding.allCases {
      let format = CarrierFormat(encoding)
      #expect(format.sessionEncoding == encoding)
      let converter = Self.converter(format, CarrierFormat(format.sessionEncoding))
      #expect(converter.isTransparent)
      let text = Array("not even base64".utf8)
      var seen: [SeenEvent] = []
      let isTaken = converter.convert(CarrierAudio(base64: text.span.bytes, position: 7, number: 3)) {
        seen.append(SeenEvent(.audio($0)))
      }
      converter.finish { _ in Issue.record("nothing is inside") }
      #expect(isTaken && seen == [.audio(text, isBase64: true, position: 7, number: 3)])
    }
  }

  @Test func `the session's encoding has the carrier's rate where it can`() {
    #expect(Self.linear8.sessionEncoding == .g711MuLaw && Self.linear24.sessionEncoding == .pcm16)
    #expect(Self.bigEndian16.sessionEncoding == .pcm16)
    #expect(CarrierFormat(.linear16BigEndian, sampleRate: 24_000).sessionEncoding == .pcm16)
  }

  @Test func `G.711 and linear samples become each other, at one rate`() {
    let linear = Self.converted(Self.allBytes, by: Self.converter(.muLaw, Self.linear8), pieceByteCount: 160)
    #expect(linear.count == 2 * Self.allBytes.count)
    let first = G711.linear(fromMuLaw: Self.allBytes[1])
    #expect(linear[2] == UInt8(truncatingIfNeeded: first) && linear[3] == UInt8(truncatingIfNeeded: first >> 8))
    let back = Self.converted(linear, by: Self.converter(Self.linear8, .muLaw), pieceByteCount: 160)
    // Minus zero becomes zero.
    #expect(back == Self.allBytes.map { $0 == 0x7F ? 0xFF : $0 })
    let bigEndian = Self.converted(
      linear, by: Self.converter(Self.linear8, CarrierFormat(.linear16BigEndian, sampleRate: 8_000)),
      pieceByteCount: 320)
    let swapped: [UInt8] = linear.indices.map { linear[$0 ^ 1] }
    #expect(bigEndian == swapped)
  }

  @Test(arguments: [(8_000, 24_000), (24_000, 16_000)]) func `pieces of any size, and halves of samples, give the same`(
    input: Int, output: Int
  ) {
    let input = CarrierFormat(input == 8_000 ? .muLaw : .linear16, sampleRate: input)
    let converter = Self.converter(input, CarrierFormat(.linear16BigEndian, sampleRate: output))
    let whole = Self.converted(Self.allBytes, by: converter, pieceByteCount: 10_000)
    let sampleCount = Self.allBytes.count / input.bytesPerSample
    #expect(whole.count == 2 * ((sampleCount * output + input.sampleRate - 1) / input.sampleRate))
    for pieceByteCount in [1, 3, 160, 961, 1_919, 1_920, 4_095] {
      for isBase64 in [true, false] {
        let pieces = Self.converted(Self.allBytes, by: converter, pieceByteCount: pieceByteCount, isBase64: isBase64)
        #expect(pieces == whole, "\(pieceByteCount)")
      }
    }
  }

  @Test func `base64 that is none is not taken, and what follows is as if it had not come`() {
    let converter = Self.converter(.aLaw, Self.linear24)
    let whole = Self.converted(Self.allBytes, by: converter, pieceByteCount: 160)
    let wrong = Array("AA*=".utf8)
    #expect(!converter.convert(CarrierAudio(base64: wrong.span.bytes)) { _ in Issue.record("no audio") })
    #expect(Self.converted(Self.allBytes, by: converter, pieceByteCount: 160) == whole)
  }

  @Test func `a reset drops what is inside, half a sample too`() {
    let converter = Self.converter(Self.linear24, .muLaw)
    let whole = Self.converted(Self.allBytes, by: converter, pieceByteCount: 480)
    let odd = Array(Self.allBytes.dropLast())
    #expect(converter.convert(CarrierAudio(bytes: odd.span.bytes)) { _ in })
    converter.reset()
    #expect(Self.converted(Self.allBytes, by: converter, pieceByteCount: 480) == whole)
  }

  @Test func `a piece that brings nothing out is not passed on, and no memory is kept`() {
    let pool = BlockPool()
    let converter = AudioConverter(from: Self.linear24, to: .muLaw, pool: pool)
    let one: [UInt8] = [1]
    #expect(converter.convert(CarrierAudio(bytes: one.span.bytes)) { _ in Issue.record("half a sample") })
    converter.reset()
    #expect(pool.lentByteCount == 0)
    _ = Self.converted(Self.allBytes, by: converter, pieceByteCount: 480)
    #expect(pool.lentByteCount == 0)
  }
}
