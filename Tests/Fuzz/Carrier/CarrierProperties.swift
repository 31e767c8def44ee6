import RealtimeBuffers
import RealtimeJSON
import RealtimeTelephony

/// What must hold of every codec, whatever a carrier sends.
enum CarrierProperties {
  /// Parts the messages of an input; the byte before each says whether it is binary.
  static let separator: UInt8 = 0x1E

  /// What does not hold; `nil` if all does.
  static func violation(in input: [UInt8]) -> String? {
    let messages = input.split(separator: separator, omittingEmptySubsequences: true)
    return violation(of: TwilioCodec(), messages) ?? violation(of: TelnyxCodec(), messages)
      ?? violation(of: VonageCodec(), messages) ?? violation(of: SignalWireCodec(), messages)
      ?? violation(of: PlivoCodec(), messages)
  }

  private static func violation(of codec: some CarrierCodec, _ messages: [ArraySlice<UInt8>]) -> String? {
    var codec = codec
    var stream = Stream()
    let buffer = ByteBuffer(pool: BlockPool())
    for message in messages {
      let kind = message.first.map { $0 & 1 == 0 ? MessageKind.text : .binary } ?? .text
      let bytes = Array(message.dropFirst())
      // A socket hands on no text that is none.
      guard kind == .binary || String(validating: bytes, as: UTF8.self) != nil else { continue }
      codec.decode(bytes.span.bytes, kind) { stream.take($0) }
      if let violation = stream.violation ?? violation(ofWhatIsWritten: &codec, stream, buffer) {
        return "\(type(of: codec)): \(violation)"
      }
    }
    return nil
  }

  /// What is written is JSON or audio, and nothing is while the stream has to be known and is not.
  private static func violation(
    ofWhatIsWritten codec: inout some CarrierCodec, _ stream: Stream, _ buffer: ByteBuffer
  ) -> String? {
    let audio: [UInt8] = [1, 2, 3, 4]
    for step in 0..<3 {
      buffer.reset(headroom: 0)
      var message = CarrierMessage(buffer)
      let isWritten =
        switch step {
        case 0: codec.encode(.audio(CarrierAudio(bytes: audio.span.bytes)), into: &message)
        case 1: codec.encode(.mark("m\"1"), into: &message)
        default: codec.encode(.clear, into: &message)
        }
      guard isWritten else { continue }
      if codec.abilities.needsStreamID && !stream.isOpen { return "something is said outside of the stream" }
      if step == 0 && codec.abilities.hasBinaryAudio {
        if buffer.readableByteCount != audio.count { return "audio has changed" }
        continue
      }
      let isJSON = buffer.withReadableBytes { (try? JSONView(validating: $0)) != nil }
      if !isJSON { return "no JSON is said" }
    }
    return nil
  }

  /// What a codec has told of a stream.
  private struct Stream {
    private(set) var isOpen = false
    private(set) var violation: String?
    private var hasEnded = false

    mutating func take(_ event: borrowing CarrierEvent) {
      switch event {
      case .started:
        if isOpen || hasEnded { violation = "a stream begins twice" }
        isOpen = true
      case .stopped:
        isOpen = false
        hasEnded = true
      case .audio(let audio):
        check()
        if audio.bytes.isEmpty { violation = "audio of no bytes" }
      case .dtmf, .played, .cleared: check()
      case .connected, .fault, .ignored: break
      }
    }

    private mutating func check() {
      if !isOpen { violation = "something is heard outside of the stream" }
    }
  }
}
