import RealtimeBuffers
@testable import RealtimeWebSocketProtocol

/// What a fuzzer's input says: a configuration, what the user does and when, and the bytes that arrive.
struct MachinePlan {
  enum Intention {
    case send(MessageKind, [UInt8], isFinal: Bool)
    case ping([UInt8])
    case pong([UInt8])
    case close(CloseCode?)
    case flush
  }

  let role: WebSocketMachine.Role
  let configuration: WebSocketMachine.Configuration
  let deflate: DeflateParameters?
  let flushesAlways: Bool
  let pieceByteCounts: [Int]
  /// Each with the number of bytes that have arrived by then.
  let intentions: [(offset: Int, Intention)]
  let wire: [UInt8]

  init(_ bytes: [UInt8]) {
    var input = FuzzInput(bytes)
    let mode = input.byte()
    role = mode & 1 == 0 ? .client : .server
    configuration = Self.configuration(mode)
    deflate = Self.deflate(mode, input.byte())
    flushesAlways = mode & 0x40 == 0
    let seed = input.byte()
    pieceByteCounts = (0..<5).map { Int(seed >> $0 & 31) + 1 }
    var offset = 0
    var planned: [(offset: Int, Intention)] = []
    for _ in 0..<Int(input.byte() & 15) {
      offset += Int(input.byte())
      planned.append((offset, Self.intention(input.byte(), Int(input.byte()))))
    }
    let wire = mode & 0x08 == 0 ? input.remainder() : Self.frames(&input, to: role, deflate)
    intentions = planned.map { (min($0.offset, wire.count), $0.1) }
    self.wire = wire
  }

  private static func configuration(_ mode: UInt8) -> WebSocketMachine.Configuration {
    var configuration = WebSocketMachine.Configuration()
    configuration.reading = mode & 2 == 0 ? .wholeMessages : .fragments
    configuration.limits = WebSocketLimits(
      messageByteCount: [100, 4 << 10, 64 << 10, 1 << 20][Int(mode >> 4 & 3)])
    configuration.limits.emptyFragmentCount = 6
    configuration.limits.unflushedPongCount = 2
    return configuration
  }

  private static func deflate(_ mode: UInt8, _ bits: UInt8) -> DeflateParameters? {
    guard mode & 4 != 0 else { return nil }
    let forgets = mode & 0x80 != 0
    return .agreed(
      serverBits: 8 + Int(bits & 7), clientBits: 8 + Int(bits >> 3 & 7), serverForgets: forgets,
      clientForgets: forgets, threshold: Int(bits >> 6) * 20)
  }

  private static func intention(_ choice: UInt8, _ size: Int) -> Intention {
    let text = Array(repeatElement("a\u{E9}\u{20AC}\u{1D11E}".utf8, count: size * size / 64).joined())
    switch choice % 9 {
    case 0: return .send(.text, text, isFinal: true)
    case 1: return .send(.text, text, isFinal: false)
    case 2: return .send(.binary, text, isFinal: true)
    case 3: return .send(.binary, text, isFinal: false)
    case 4: return .ping(Array(text.prefix(size)))
    case 5: return .pong(Array(text.prefix(size)))
    case 6: return .close(size == 0 ? nil : CloseCode(rawValue: 999 + UInt16(size) * 17))
    default: return .flush
    }
  }

  /// Frames whose lengths, masks and compressed payloads are right, so that a fuzzer gets beyond them.
  private static func frames(
    _ input: inout FuzzInput, to role: WebSocketMachine.Role, _ deflate: DeflateParameters?
  ) -> [UInt8] {
    let deflater = Deflater(
      windowBits: (role == .client ? deflate?.serverWindowBits : deflate?.clientWindowBits) ?? 15,
      forgetsContext: deflate?.serverNoContextTakeover ?? false, level: 6, memoryLevel: 8)
    var wire: [UInt8] = []
    var isCompressed = false
    while !input.isEmpty && wire.count < 8 << 10 {
      let flags = input.byte()
      if flags & 0xF == 1 || flags & 0xF == 2 { isCompressed = flags & 0x40 != 0 }
      var payload = payload(&input)
      if isCompressed && flags & 0xF < 3 {
        let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 64))
        payload.withUnsafeBytes { buffer.append($0) }
        if deflater?.compress(buffer, isFinal: flags & 0x80 != 0) == true { payload = Array(buffer.readable) }
      } else {
        payload = Array(payload.prefix(6 << 10))
      }
      wire += TestFrame.bytes(
        flags & 0x0F, payload, isFinal: flags & 0x80 != 0, reserved: flags & 0x70,
        mask: role == .server ? TestFrame.clientMask : nil)
    }
    return wire
  }

  /// Up to 240 bytes of the input, or many more of a kind.
  private static func payload(_ input: inout FuzzInput) -> [UInt8] {
    let size = input.byte()
    guard size >= 0xF0 else { return input.bytes(Int(size)) }
    return Array(repeating: input.byte(), count: Int(size & 15) * 9_000)
  }
}
