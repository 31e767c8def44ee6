import RealtimeBuffers
import RealtimeJSON
import RealtimeTelephony
import Testing

/// What a carrier sends and takes, for `CarrierConformanceTests`. A new codec passes them with a fixture of its own.
struct CarrierFixture: Sendable, CustomTestStringConvertible {
  struct Message: Sendable {
    let bytes: [UInt8]
    let kind: MessageKind

    static func text(_ text: String) -> Message { Message(bytes: Array(text.utf8), kind: .text) }
    static func binary(_ bytes: [UInt8]) -> Message { Message(bytes: bytes, kind: .binary) }
  }

  let name: String
  let codec: @Sendable () -> any CarrierCodec
  /// How a stream begins, and what that says.
  let start: Message
  let started: CarrierStart
  /// A piece of the caller's audio: its bytes, and which piece it is, from 1.
  let media: @Sendable (_ audio: [UInt8], _ number: Int) -> Message
  /// What that says beside the audio.
  var position: @Sendable (_ number: Int) -> Int? = { 20 * $0 }
  var number: @Sendable (_ number: Int) -> Int? = { $0 }
  /// The key 7.
  let key: Message
  /// The mark `3:40` comes back.
  let mark: Message
  var cleared: Message?
  var stop: Message?
  /// What is to be sent for a mark `3:40` and a clear, and for the key 7.
  let sentMark: String
  let sentClear: String
  var sentKey: String?
  /// The base64 in an audio message of ours; `nil` for one that is not as the carrier wants it.
  var payload: @Sendable (JSONValue) -> String? = { $0["media"]?["payload"]?.string }

  var testDescription: String { name }

  /// All that the carrier sends, once the stream has begun.
  var messages: [Message] {
    [media([1, 2, 3, 4], 1), media([UInt8](repeating: 0xFF, count: 160), 2), key, mark]
      + [cleared, stop].compactMap(\.self)
  }

  var startedCodec: any CarrierCodec {
    var codec = codec()
    _ = codec.events(of: start.bytes, start.kind)
    return codec
  }

  static let all = [twilio, telnyx, vonage, signalWire, signalWireInside, plivo]
}

extension CarrierFixture {
  static let twilio = twilioLike("Twilio", { TwilioCodec() }, encoding: "audio/x-mulaw", .muLaw) { $0 }

  static let signalWire = {
    var fixture = twilioLike("SignalWire", { SignalWireCodec() }, encoding: "L16@24000h", .pcm24) { $0 }
    fixture.cleared = .text(#"{"event":"clear","streamSid":"MZ1"}"#)
    return fixture
  }()

  static let signalWireInside = {
    let inside = { @Sendable (event: String) in
      #"{"timestamp":"t","direction":"inbound","eventType":"x","rawEvent":\#(event)}"#
    }
    var fixture = twilioLike(
      "SignalWire, inside", { SignalWireCodec() }, encoding: "audio/x-mulaw", .muLaw, inside)
    fixture.cleared = .text(inside(#"{"event":"clear","streamSid":"MZ1"}"#))
    return fixture
  }()

  private static func twilioLike(
    _ name: String, _ codec: @escaping @Sendable () -> any CarrierCodec, encoding: String, _ format: CarrierFormat,
    _ wrapped: @escaping @Sendable (String) -> String
  ) -> CarrierFixture {
    CarrierFixture(
      name: name, codec: codec,
      start: .text(
        wrapped(
          #"{"event":"start","sequenceNumber":"1","start":{"accountSid":"AC1","streamSid":"MZ1","callSid":"CA1","#
            + #""tracks":["inbound"],"mediaFormat":{"encoding":"\#(encoding)","sampleRate":8000,"channels":1},"#
            + #""customParameters":{"room":"seven"}},"streamSid":"MZ1"}"#)),
      started: CarrierStart(streamID: "MZ1", callID: "CA1", format: format, parameters: ["room": "seven"]),
      media: { audio, number in
        .text(
          wrapped(
            #"{"event":"media","sequenceNumber":"\#(number + 1)","media":{"track":"inbound","chunk":"\#(number)","#
              + #""timestamp":"\#(20 * number)","payload":"\#(Base64.string(from: audio))"},"streamSid":"MZ1"}"#))
      },
      key: .text(
        wrapped(
          #"{"event":"dtmf","streamSid":"MZ1","sequenceNumber":"5","dtmf":{"track":"inbound_track","digit":"7"}}"#)),
      mark: .text(wrapped(#"{"event":"mark","sequenceNumber":"4","streamSid":"MZ1","mark":{"name":"3:40"}}"#)),
      stop: .text(wrapped(#"{"event":"stop","sequenceNumber":"5","stop":{"callSid":"CA1"},"streamSid":"MZ1"}"#)),
      sentMark: #"{"event":"mark","streamSid":"MZ1","mark":{"name":"3:40"}}"#,
      sentClear: #"{"event":"clear","streamSid":"MZ1"}"#,
      payload: { $0["streamSid"]?.string == "MZ1" ? $0["media"]?["payload"]?.string : nil })
  }

  static let telnyx = {
    var started = CarrierStart(
      streamID: "32DE", callID: "v2:T0", format: .aLaw, parameters: ["room": "seven", "client_state": "YQ=="])
    started.outputFormat = .muLaw
    return CarrierFixture(
      name: "Telnyx", codec: { TelnyxCodec() },
      start: .text(
        #"{"event":"start","sequence_number":"1","stream_id":"32DE","start":{"user_id":"u","call_control_id":"v2:T0","#
          + #""client_state":"YQ==","custom_parameters":{"room":"seven"},"#
          + #""media_format":{"encoding":"PCMA","sample_rate":8000,"channels":1}}}"#),
      started: started,
      media: { audio, number in
        .text(
          #"{"event":"media","sequence_number":"\#(number + 1)","stream_id":"32DE","media":{"track":"inbound","#
            + #""chunk":"\#(number)","timestamp":"\#(20 * number)","payload":"\#(Base64.string(from: audio))"}}"#)
      },
      key: .text(
        #"{"event":"dtmf","stream_id":"32DE","sequence_number":"5","dtmf":{"digit":"7"}}"#),
      mark: .text(#"{"event":"mark","sequence_number":"4","stream_id":"32DE","mark":{"name":"3:40"}}"#),
      stop: .text(#"{"event":"stop","sequence_number":"5","stop":{"call_control_id":"v2:T0"},"stream_id":"32DE"}"#),
      sentMark: #"{"event":"mark","mark":{"name":"3:40"}}"#, sentClear: #"{"event":"clear"}"#)
  }()

  static let vonage = CarrierFixture(
    name: "Vonage", codec: { VonageCodec() },
    start: .text(#"{"event":"websocket:connected","content-type":"audio/l16;rate=24000","room":"seven"}"#),
    started: CarrierStart(streamID: "", callID: "", format: .pcm24, parameters: ["room": "seven"]),
    media: { audio, _ in .binary(audio) }, position: { _ in nil }, number: { _ in nil },
    key: .text(#"{"event":"websocket:dtmf","digit":"7"}"#),
    mark: .text(#"{"event":"websocket:notify","payload":{"mark":"3:40"}}"#),
    cleared: .text(#"{"event":"websocket:cleared"}"#),
    sentMark: #"{"action":"notify","payload":{"mark":"3:40"}}"#, sentClear: #"{"action":"clear"}"#)

  static let plivo = CarrierFixture(
    name: "Plivo", codec: { PlivoCodec() },
    start: .text(
      #"{"sequenceNumber":0,"event":"start","start":{"callId":"c1","streamId":"s1","accountId":"a","#
        + #""tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-l16","sampleRate":16000}},"#
        + #""extra_headers":"{\"room\":\"seven\"}"}"#),
    started: CarrierStart(
      streamID: "s1", callID: "c1", format: CarrierFormat(.linear16, sampleRate: 16_000),
      parameters: ["room": "seven"]),
    media: { audio, number in
      .text(
        #"{"sequenceNumber":\#(number),"streamId":"s1","event":"media","media":{"track":"inbound","#
          + #""timestamp":"\#(1_700_000_000_000 + 20 * number)","chunk":\#(number),"#
          + #""payload":"\#(Base64.string(from: audio))"}}"#)
    },
    position: { 20 * $0 - 20 },
    key: .text(#"{"event":"dtmf","sequenceNumber":2,"streamId":"s1","dtmf":{"track":"inbound","digit":"7"}}"#),
    mark: .text(#"{"event":"playedStream","sequenceNumber":3,"streamId":"s1","name":"3:40"}"#),
    cleared: .text(#"{"event":"clearedAudio","sequenceNumber":4,"streamId":"s1"}"#),
    stop: .text(#"{"event":"stop","sequenceNumber":5,"streamId":"s1"}"#),
    sentMark: #"{"event":"checkpoint","streamId":"s1","name":"3:40"}"#,
    sentClear: #"{"event":"clearAudio","streamId":"s1"}"#, sentKey: #"{"event":"sendDTMF","dtmf":"7"}"#,
    payload: {
      let media = $0["media"]
      guard media?["contentType"]?.string == "audio/x-l16", media?["sampleRate"]?.int == 16_000 else { return nil }
      return media?["payload"]?.string
    })
}

extension CarrierFormat {
  fileprivate static let pcm24 = CarrierFormat(.linear16, sampleRate: 24_000)
}
