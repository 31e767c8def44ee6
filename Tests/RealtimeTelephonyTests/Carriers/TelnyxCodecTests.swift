import RealtimeTelephony
import Testing

@Suite struct TelnyxCodecTests {
  @Test func `the caller's format is the leg's, and what is played has that of the call's settings`() {
    var codec = TelnyxCodec(outputFormat: CarrierFormat(.linear16BigEndian, sampleRate: 16_000))
    var started = CarrierStart(
      streamID: "s", callID: "", format: CarrierFormat(.linear16BigEndian, sampleRate: 16_000))
    let start = { (encoding: String) in
      #"{"event":"start","stream_id":"s","start":{"media_format":{"encoding":"\#(encoding)","sample_rate":"16000"}}}"#
    }
    #expect(codec.events(of: start("L16")) == [.started(started)])
    codec = TelnyxCodec()
    started.format = nil
    started.outputFormat = .muLaw
    #expect(codec.events(of: start("AMR-WB")) == [.started(started)])
  }

  @Test func `an error that it reports has its code`() {
    var codec = TelnyxCodec()
    let error = #"{"event":"error","stream_id":"s","payload":{"code":100003,"title":"malformed_frame","detail":"d"}}"#
    #expect(codec.events(of: error) == [.fault(.reported(code: 100_003))])
    #expect(codec.events(of: #"{"event":"error"}"#) == [.fault(.reported(code: nil))])
  }
}
