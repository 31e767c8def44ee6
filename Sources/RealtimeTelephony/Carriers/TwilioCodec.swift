internal import RealtimeJSON
public import WebSocketTransport

/// Twilio Media Streams, as a bidirectional stream (`<Connect><Stream>`): JSON in text messages, µ-law at 8 kHz as
/// base64.
///
/// Twilio ends a call when its socket closes, and has no message to hang up or to play keys. Source: Twilio's
/// documentation, "Media Streams: WebSocket Messages".
public struct TwilioCodec: CarrierCodec {
  private var stream = CarrierStream()

  /// A codec for one socket.
  public init() {}

  public var abilities: CarrierAbilities {
    var abilities = CarrierAbilities(formats: [.muLaw])
    // It numbers what it sends so that it can be put in order.
    abilities.keepsOrder = false
    return abilities
  }

  public mutating func decode(_ message: RawSpan, _ kind: MessageKind, _ event: (borrowing CarrierEvent) -> Void) {
    guard kind == .text else { return event(.fault(.wrongKind)) }
    CarrierJSON.read(message, event) { decode($0, event) }
  }

  /// Whether the stream has begun and not ended.
  var isOpen: Bool { stream.isOpen }

  /// Reads what a message says.
  mutating func decode(_ json: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    if json[.event] == "start" { decodeStart(json, event) } else { stream.read(json, event) }
  }

  private mutating func decodeStart(_ json: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    let start = json["start"]
    guard let id = start["streamSid"].carrierText ?? json["streamSid"].carrierText else {
      return event(.fault(.malformed))
    }
    guard stream.begin(id) else { return event(.fault(.startedTwice)) }
    let format = start["mediaFormat"]
    event(
      .started(
        CarrierStart(
          streamID: id, callID: start["callSid"].carrierText ?? "",
          format: CarrierFormat(format["encoding"], rate: format["sampleRate"], channels: format["channels"]),
          parameters: start["customParameters"].carrierTexts)))
  }

  public mutating func encode(_ command: borrowing CarrierCommand, into message: inout CarrierMessage) -> Bool {
    guard stream.isOpen else { return false }
    switch command {
    case .audio(let audio):
      guard !audio.bytes.isEmpty else { return false }
      begin(#"{"event":"media","streamSid":"#, in: message)
      message.write(#","media":{"payload":""#)
      message.write(base64: audio)
      message.write(#""}}"#)
    case .mark(let name):
      begin(#"{"event":"mark","streamSid":"#, in: message)
      message.write(#","mark":{"name":"#)
      message.write(string: name)
      message.write("}}")
    case .clear:
      begin(#"{"event":"clear","streamSid":"#, in: message)
      message.write("}")
    case .dtmf, .hangUp: return false
    }
    return true
  }

  private func begin(_ text: StaticString, in message: CarrierMessage) {
    message.write(text)
    message.write(string: stream.id)
  }
}
