internal import RealtimeJSON
public import WebSocketTransport

/// Telnyx Media Streaming with `stream_bidirectional_mode` set to `rtp`: JSON in text messages, audio as base64.
///
/// The caller's audio has the format of the call's own leg, or that of `stream_codec`; what is played has another where
/// `stream_bidirectional_codec` says so, which Telnyx does not repeat on the socket. It hangs up and plays keys by its
/// REST calls alone. Source: Telnyx' documentation, "Stream call media over WebSocket".
public struct TelnyxCodec: CarrierCodec {
  private let outputFormat: CarrierFormat
  private let linear: CarrierFormat.Encoding
  private var stream = CarrierStream()

  /// A codec for one socket.
  ///
  /// - Parameters:
  ///   - outputFormat: What the call's `stream_bidirectional_codec` and `stream_bidirectional_sampling_rate` say.
  ///   - linear: How `L16` is written: the high byte first, as RTP has it, unless your account has it otherwise.
  public init(outputFormat: CarrierFormat = .muLaw, linear: CarrierFormat.Encoding = .linear16BigEndian) {
    self.outputFormat = outputFormat
    self.linear = linear
  }

  public var abilities: CarrierAbilities {
    let linear = [24_000, 16_000, 8_000].map { CarrierFormat(self.linear, sampleRate: $0) }
    var abilities = CarrierAbilities(formats: [.muLaw, .aLaw] + linear)
    abilities.needsStreamID = false
    abilities.keepsOrder = false
    abilities.longestAudio = .seconds(30)
    return abilities
  }

  public mutating func decode(_ message: RawSpan, _ kind: MessageKind, _ event: (borrowing CarrierEvent) -> Void) {
    guard kind == .text else { return event(.fault(.wrongKind)) }
    CarrierJSON.read(message, event) { json in
      let name = json[.event]
      if name == "start" {
        decodeStart(json, event)
      } else if name == "error" {
        event(.fault(.reported(code: json["payload"]["code"].carrierNumber)))
      } else {
        stream.read(json, event)
      }
    }
  }

  private mutating func decodeStart(_ json: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    let start = json["start"]
    guard start.kind == .object, let id = json["stream_id"].carrierText else { return event(.fault(.malformed)) }
    guard stream.begin(id) else { return event(.fault(.startedTwice)) }
    let format = start["media_format"]
    var started = CarrierStart(
      streamID: id, callID: start["call_control_id"].carrierText ?? "",
      format: CarrierFormat(
        format["encoding"], rate: format["sample_rate"], channels: format["channels"], linear: linear),
      parameters: start["custom_parameters"].carrierTexts)
    started.outputFormat = outputFormat
    started.parameters["client_state"] = start["client_state"].carrierText
    event(.started(started))
  }

  public mutating func encode(_ command: borrowing CarrierCommand, into message: inout CarrierMessage) -> Bool {
    guard !stream.hasEnded else { return false }
    switch command {
    case .audio(let audio):
      guard !audio.bytes.isEmpty else { return false }
      message.write(#"{"event":"media","media":{"payload":""#)
      message.write(base64: audio)
      message.write(#""}}"#)
    case .mark(let name):
      message.write(#"{"event":"mark","mark":{"name":"#)
      message.write(string: name)
      message.write("}}")
    case .clear: message.write(#"{"event":"clear"}"#)
    case .dtmf, .hangUp: return false
    }
    return true
  }
}
