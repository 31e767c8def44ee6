import RealtimeTelephony
import Testing

@Suite struct CarrierFormatTests {
  @Test func `names of formats are those that carriers use`() {
    let cases: [(String, Int, CarrierFormat?)] = [
      ("audio/x-mulaw", 8_000, .muLaw), ("PCMU", 8_000, .muLaw), ("audio/x-alaw", 8_000, .aLaw), ("pcma", 8_000, .aLaw),
      ("audio/x-mulaw", 16_000, nil), ("L16", 16_000, CarrierFormat(.linear16, sampleRate: 16_000)),
      ("audio/l16;rate=24000", 8_000, CarrierFormat(.linear16, sampleRate: 24_000)),
      ("audio/l16; rate=16000", 8_000, CarrierFormat(.linear16, sampleRate: 16_000)),
      ("L16@24000h", 8_000, CarrierFormat(.linear16, sampleRate: 24_000)), ("PCMU@8000h", 8_000, .muLaw),
      ("L16", 7_999, nil), ("L16", 8_000, CarrierFormat(.linear16, sampleRate: 8_000)),
      ("L16", 48_000, CarrierFormat(.linear16, sampleRate: 48_000)), ("L16", 48_001, nil),
      ("audio/l16;rate=99999999999999999999", 8_000, nil),
      ("audio/l16;", 16_000, CarrierFormat(.linear16, sampleRate: 16_000)), ("OPUS", 16_000, nil),
      ("", 8_000, nil), ("audio/", 8_000, nil), ("@8000", 8_000, nil),
    ]
    for (name, rate, format) in cases {
      #expect(CarrierFormat(encoding: name, sampleRate: rate) == format, "\(name)")
    }
    #expect(
      CarrierFormat(encoding: "L16", sampleRate: 8_000, linear: .linear16BigEndian)?.encoding == .linear16BigEndian)
  }

  @Test func `a frame is 20 ms`() {
    #expect(CarrierFormat.muLaw.frameByteCount == 160 && CarrierFormat.muLaw.silence == 0xFF)
    #expect(CarrierFormat(.linear16, sampleRate: 24_000).frameByteCount == 960)
  }
}
