import RealtimeTelephony
import Testing

@Suite struct TwilioCodecTests {
  private static let start =
    #"{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"MZ1","callSid":"CA1","#
    + #""tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"#
    + #""customParameters":{"room":"seven","lang":"de"}},"streamSid":"MZ1"}"#

  private static func started() -> TwilioCodec {
    var codec = TwilioCodec()
    _ = codec.events(of: start)
    return codec
  }

  @Test func `a start says the ids, the format and what the application gave along`() {
    var codec = TwilioCodec()
    let start = CarrierStart(
      streamID: "MZ1", callID: "CA1", format: .muLaw, parameters: ["room": "seven", "lang": "de"])
    #expect(codec.events(of: #"{"event":"connected","protocol":"Call","version":"1.0.0"}"#) == [.connected])
    #expect(codec.events(of: Self.start) == [.started(start)])
    #expect(start.outputFormat == .muLaw)
  }

  @Test(arguments: ["audio/x-alaw", "audio/opus", ""]) func `another format than it has is known or nil`(name: String) {
    var codec = TwilioCodec()
    let text = #"{"event":"start","start":{"streamSid":"MZ","mediaFormat":{"encoding":"\#(name)"}}}"#
    let format: CarrierFormat? = name == "audio/x-alaw" ? .aLaw : nil
    #expect(codec.events(of: text) == [.started(CarrierStart(streamID: "MZ", callID: "", format: format))])
  }

  @Test func `audio is lent as the base64 that came, with its place and its number`() {
    var codec = Self.started()
    for (chunk, timestamp) in [(#""4""#, #""5001""#), ("4", "5001")] {
      let text =
        #"{"event":"media","sequenceNumber":"9","streamSid":"MZ1","media":{"track":"inbound","chunk":\#(chunk),"#
        + #""timestamp":\#(timestamp),"payload":"/////w=="}}"#
      #expect(
        codec.events(of: text) == [.audio(Array("/////w==".utf8), isBase64: true, position: 5001, number: 4)])
    }
  }

  @Test func `what we have sent is no audio of the caller`() {
    var codec = Self.started()
    #expect(codec.events(of: #"{"event":"media","media":{"track":"outbound","payload":"AAAA"}}"#) == [.ignored])
  }

  @Test func `a key and a mark are typed`() {
    var codec = Self.started()
    #expect(
      codec.events(of: #"{"event":"dtmf","dtmf":{"track":"inbound_track","digit":"*"}}"#) == [.dtmf(CarrierDTMF("*")!)])
    #expect(codec.events(of: #"{"event":"dtmf","dtmf":{"digit":"12"}}"#) == [.fault(.malformed)])
    #expect(codec.events(of: #"{"event":"mark","mark":{"name":"3:120"}}"#) == [.played("3:120")])
  }

  @Test func `what is sent has the members that Twilio takes and no others`() {
    var codec = Self.started()
    #expect(
      codec.text(forAudio: "/////w==")
        == #"{"event":"media","streamSid":"MZ1","media":{"payload":"/////w=="}}"#)
    #expect(codec.text(for: .mark("a\"b")) == #"{"event":"mark","streamSid":"MZ1","mark":{"name":"a\"b"}}"#)
    #expect(codec.text(for: .clear) == #"{"event":"clear","streamSid":"MZ1"}"#)
    #expect(codec.text(for: .hangUp) == nil)
    #expect(codec.text(for: .dtmf(CarrierDTMF("1")!)) == nil)
  }

  @Test func `audio that is no base64 yet becomes it`() {
    var codec = Self.started()
    let audio: [UInt8] = [255, 255, 255, 255]
    #expect(
      codec.text(for: .audio(CarrierAudio(bytes: audio.span.bytes)))
        == #"{"event":"media","streamSid":"MZ1","media":{"payload":"/////w=="}}"#)
  }
}
