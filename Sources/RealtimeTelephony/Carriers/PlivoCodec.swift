internal import RealtimeJSON
public import WebSocketTransport

/// Plivo's audio streaming, bidirectional: JSON in text messages, audio as base64.
///
/// Source: Plivo's documentation, "Audio Streaming: WebSocket protocol".
public struct PlivoCodec: CarrierCodec {
  private var stream = CarrierStream()
  private var format: CarrierFormat?
  /// The time of the first piece of audio: Plivo writes time-stamps since 1970.
  private var origin: Int?

  /// A codec for one socket.
  public init() {}

  public var abilities: CarrierAbilities {
    let linear = [16_000, 8_000].map { CarrierFormat(.linear16, sampleRate: $0) }
    var abilities = CarrierAbilities(formats: [.muLaw] + linear)
    abilities.acknowledgesClear = true
    abilities.canSendDTMF = true
    return abilities
  }

  public mutating func decode(_ message: RawSpan, _ kind: MessageKind, _ event: (borrowing CarrierEvent) -> Void) {
    guard kind == .text else { return event(.fault(.wrongKind)) }
    CarrierJSON.read(message, event) { json in
      let name = json[.event]
      if name == "media" {
        let media = json[.media]
        if origin == nil, stream.isOpen { origin = media[.timestamp].carrierNumber }
        stream.readMedia(media, since: origin ?? 0, event)
      } else if name == "playedStream" {
        stream.readMark(json["name"], event)
      } else if name == "clearedAudio" {
        event(stream.isOpen ? .cleared : .fault(.outsideStream))
      } else if name == "start" {
        decodeStart(json, event)
      } else {
        stream.read(json, event)
      }
    }
  }

  private mutating func decodeStart(_ json: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    let start = json["start"]
    guard let id = start["streamId"].carrierText else { return event(.fault(.malformed)) }
    guard stream.begin(id) else { return event(.fault(.startedTwice)) }
    let media = start["mediaFormat"]
    let named = CarrierFormat(media["encoding"], rate: media["sampleRate"], channels: media["channels"])
    // What is sent is named again, and A-law has no name there.
    format = named?.encoding == .aLaw ? nil : named
    event(
      .started(
        CarrierStart(
          streamID: id, callID: start["callId"].carrierText ?? "", format: format,
          parameters: Self.parameters(in: json["extra_headers"]))))
  }

  /// An object, or the text of one.
  private static func parameters(in headers: borrowing JSONView) -> [String: String] {
    guard let text = headers.string else { return headers.carrierTexts }
    var parameters: [String: String] = [:]
    _ = unsafe CarrierJSON.read(text.utf8Span.span.bytes) { parameters = $0.carrierTexts }
    return parameters
  }

  public mutating func encode(_ command: borrowing CarrierCommand, into message: inout CarrierMessage) -> Bool {
    guard stream.isOpen else { return false }
    switch command {
    case .audio(let audio):
      guard let format, !audio.bytes.isEmpty else { return false }
      message.write(#"{"event":"playAudio","media":{"contentType":"#)
      message.write(format.encoding == .muLaw ? #""audio/x-mulaw""# : #""audio/x-l16""#)
      message.write(#","sampleRate":"#)
      message.write(format.sampleRate)
      message.write(#","payload":""#)
      message.write(base64: audio)
      message.write(#""}}"#)
    case .mark(let name):
      begin(#"{"event":"checkpoint","streamId":"#, in: message)
      message.write(#","name":"#)
      message.write(string: name)
      message.write("}")
    case .clear:
      begin(#"{"event":"clearAudio","streamId":"#, in: message)
      message.write("}")
    case .dtmf(let key):
      message.write(#"{"event":"sendDTMF","dtmf":"#)
      message.write(string: String(key.key))
      message.write("}")
    case .hangUp: return false
    }
    return true
  }

  private func begin(_ text: StaticString, in message: CarrierMessage) {
    message.write(text)
    message.write(string: stream.id)
  }
}
