internal import RealtimeJSON
public import WebSocketTransport

/// Vonage's Voice API with a WebSocket endpoint: 16-bit audio as binary messages of 20 ms, JSON in text messages.
///
/// It has no message that begins or ends a stream: `websocket:connected` begins it, and it ends with the socket. A mark
/// is a `notify`. Source: Vonage's documentation, "WebSockets in the Vonage Voice API".
public struct VonageCodec: CarrierCodec {
  private var stream = CarrierStream()

  /// A codec for one socket.
  public init() {}

  public var abilities: CarrierAbilities {
    var abilities = CarrierAbilities(
      formats: [24_000, 16_000, 8_000].map { CarrierFormat(.linear16, sampleRate: $0) })
    abilities.hasBinaryAudio = true
    abilities.acknowledgesClear = true
    abilities.needsStreamID = false
    abilities.longestAudio = .milliseconds(20)
    return abilities
  }

  public mutating func decode(_ message: RawSpan, _ kind: MessageKind, _ event: (borrowing CarrierEvent) -> Void) {
    guard kind == .text else {
      guard stream.isOpen else { return event(.fault(.outsideStream)) }
      return event(message.isEmpty ? .ignored : .audio(CarrierAudio(bytes: message)))
    }
    CarrierJSON.read(message, event) { json in
      let name = json[.event]
      if name == "websocket:notify" {
        stream.readMark(json["payload"]["mark"], event)
      } else if name == "websocket:cleared" {
        event(stream.isOpen ? .cleared : .fault(.outsideStream))
      } else if name == "websocket:dtmf" {
        stream.readKey(json, event)
      } else if name == "websocket:connected" {
        decodeStart(json, event)
      } else {
        event(name.kind == .string ? .ignored : .fault(.malformed))
      }
    }
  }

  private mutating func decodeStart(_ json: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    guard let type = json["content-type"].carrierText else { return event(.fault(.malformed)) }
    guard stream.begin("") else { return event(.fault(.startedTwice)) }
    var parameters = json.carrierTexts
    for known in ["event", "content-type"] { parameters[known] = nil }
    event(
      .started(
        CarrierStart(
          streamID: "", callID: "", format: CarrierFormat(encoding: type, sampleRate: 8_000),
          parameters: parameters)))
  }

  public mutating func encode(_ command: borrowing CarrierCommand, into message: inout CarrierMessage) -> Bool {
    switch command {
    case .audio(let audio): return !audio.bytes.isEmpty && message.write(binary: audio)
    case .mark(let name):
      message.write(#"{"action":"notify","payload":{"mark":"#)
      message.write(string: name)
      message.write("}}")
    case .clear: message.write(#"{"action":"clear"}"#)
    case .dtmf, .hangUp: return false
    }
    return true
  }
}
