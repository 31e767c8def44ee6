import RealtimeTelephony
import Testing

@Suite struct VonageCodecTests {
  @Test func `base64 is decoded for it, and base64 that is none is not sent`() {
    var codec = VonageCodec()
    let (right, wrong) = (Array("AAEC".utf8), Array("A*EC".utf8))
    #expect(codec.message(for: .audio(CarrierAudio(base64: right.span.bytes))) == [0, 1, 2])
    #expect(codec.message(for: .audio(CarrierAudio(base64: wrong.span.bytes))) == nil)
  }

  @Test func `a key says how long it was held`() {
    var codec = VonageCodec()
    #expect(
      codec.events(of: #"{"event":"websocket:connected","content-type":"audio/l16;rate=8000"}"#)
        == [
          .started(
            CarrierStart(streamID: "", callID: "", format: CarrierFormat(.linear16, sampleRate: 8_000)))
        ])
    #expect(
      codec.events(of: #"{"event":"websocket:dtmf","digit":"5","duration":260}"#)
        == [.dtmf(CarrierDTMF("5", duration: 260)!)])
  }
}
