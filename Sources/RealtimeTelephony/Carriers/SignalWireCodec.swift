internal import RealtimeJSON
public import WebSocketTransport

/// SignalWire's `<Stream>` of its compatibility API: Twilio's messages, each by itself or inside of a `rawEvent`, with
/// wider formats and an acknowledged clear.
///
/// Source: SignalWire's documentation, "cXML: Stream".
public struct SignalWireCodec: CarrierCodec {
  private var twilio = TwilioCodec()

  /// A codec for one socket.
  public init() {}

  public var abilities: CarrierAbilities {
    var abilities = twilio.abilities
    abilities.formats += [24_000, 16_000].map { CarrierFormat(.linear16, sampleRate: $0) }
    abilities.acknowledgesClear = true
    return abilities
  }

  public mutating func decode(_ message: RawSpan, _ kind: MessageKind, _ event: (borrowing CarrierEvent) -> Void) {
    guard kind == .text else { return event(.fault(.wrongKind)) }
    CarrierJSON.read(message, event) { json in
      let inner = json["rawEvent"]
      decode(inner.kind == .object ? inner : copy json, event)
    }
  }

  private mutating func decode(_ json: borrowing JSONView, _ event: (borrowing CarrierEvent) -> Void) {
    if json[.event] == "clear" { return event(twilio.isOpen ? .cleared : .fault(.outsideStream)) }
    twilio.decode(json, event)
  }

  public mutating func encode(_ command: borrowing CarrierCommand, into message: inout CarrierMessage) -> Bool {
    twilio.encode(command, into: &message)
  }
}
