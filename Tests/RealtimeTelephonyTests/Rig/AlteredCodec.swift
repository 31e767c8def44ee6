import RealtimeTelephony

/// Twilio's messages of a carrier that can do less, or sends another format.
struct AlteredCodec: CarrierCodec {
  private var codec = TwilioCodec()
  var abilities: CarrierAbilities
  var format: CarrierFormat?
  var outputFormat: CarrierFormat?

  init(
    format: CarrierFormat? = nil, outputFormat: CarrierFormat? = nil,
    _ change: (inout CarrierAbilities) -> Void = { _ in }
  ) {
    abilities = codec.abilities
    self.format = format
    self.outputFormat = outputFormat ?? format
    change(&abilities)
  }

  mutating func decode(_ message: RawSpan, _ kind: MessageKind, _ event: (borrowing CarrierEvent) -> Void) {
    codec.decode(message, kind) { [format, outputFormat] decoded in
      guard case .started(var start) = copy decoded, let format else { return event(decoded) }
      start.format = format
      start.outputFormat = outputFormat
      event(.started(start))
    }
  }

  mutating func encode(_ command: borrowing CarrierCommand, into message: inout CarrierMessage) -> Bool {
    switch copy command {
    case .mark where !abilities.hasMarks: false
    case .clear where !abilities.canClear: false
    default: codec.encode(command, into: &message)
    }
  }
}
