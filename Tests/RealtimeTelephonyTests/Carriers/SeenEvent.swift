import RealtimeBuffers

@testable import RealtimeTelephony

/// A carrier's event, kept.
enum SeenEvent: Equatable {
  case connected
  case started(CarrierStart)
  case audio([UInt8], isBase64: Bool, position: Int?, number: Int?)
  case dtmf(CarrierDTMF)
  case played(String)
  case cleared
  case stopped
  case fault(CarrierFault)
  case ignored

  init(_ event: borrowing CarrierEvent) {
    switch event {
    case .connected: self = .connected
    case .started(let start): self = .started(start)
    case .audio(let audio):
      let bytes = audio.bytes.withUnsafeBytes { Array($0) }
      self = .audio(bytes, isBase64: audio.isBase64, position: audio.position, number: audio.number)
    case .dtmf(let key): self = .dtmf(key)
    case .played(let mark): self = .played(mark)
    case .cleared: self = .cleared
    case .stopped: self = .stopped
    case .fault(let fault): self = .fault(fault)
    case .ignored: self = .ignored
    }
  }
}

extension CarrierCodec {
  /// What a message says.
  mutating func events(of message: [UInt8], _ kind: MessageKind = .text) -> [SeenEvent] {
    var seen: [SeenEvent] = []
    decode(message.span.bytes, kind) { seen.append(SeenEvent($0)) }
    return seen
  }

  mutating func events(of text: String) -> [SeenEvent] { events(of: Array(text.utf8)) }

  /// The message for a command; `nil` if there is none.
  mutating func message(for command: borrowing CarrierCommand) -> [UInt8]? {
    let buffer = ByteBuffer(pool: BlockPool())
    var message = CarrierMessage(buffer)
    let isWritten = encode(command, into: &message)
    return isWritten ? Array(buffer.readable) : nil
  }

  mutating func text(for command: borrowing CarrierCommand) -> String? {
    message(for: command).map { String(decoding: $0, as: UTF8.self) }
  }

  mutating func text(forAudio base64: String) -> String? {
    let base64 = Array(base64.utf8)
    return text(for: .audio(CarrierAudio(base64: base64.span.bytes)))
  }
}
