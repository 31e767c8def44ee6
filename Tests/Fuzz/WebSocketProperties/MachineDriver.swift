import RealtimeBuffers
@testable import RealtimeWebSocketProtocol

/// An event with its bytes copied, so that tests can compare streams of them.
enum SeenEvent: Equatable {
  case message(MessageKind, [UInt8])
  case fragment(MessageKind, [UInt8], isFinal: Bool)
  case ping([UInt8])
  case pong([UInt8])
  case close(CloseCode, String)
  case failed(WebSocketError.Kind)

  static func text(_ text: String) -> SeenEvent { .message(.text, Array(text.utf8)) }
}

/// Drives one machine the way a transport does: lends it received bytes where they lie, or writes them at its receive
/// buffer's tail, takes all events, keeps what it sends.
final class MachineDriver {
  /// What the machine holds of what it received.
  let pool = BlockPool(blockByteCount: 4 << 10)
  private let outgoingPool = BlockPool(blockByteCount: 4 << 10)
  let machine: WebSocketMachine
  let role: WebSocketMachine.Role
  private let output: ByteBuffer
  private let compose: ByteBuffer
  private(set) var events: [SeenEvent] = []
  private(set) var hasEnded = false
  var flushesOutput = true
  /// Whether bytes are lent where the machine allows it.
  private let lendsBytes: Bool
  /// Whether the machine holds bytes that the next ones belong after.
  private var fillsBuffer = false

  init(
    _ role: WebSocketMachine.Role, configuration: WebSocketMachine.Configuration = .init(),
    deflate: DeflateParameters? = nil, lendsBytes: Bool = true
  ) {
    self.role = role
    self.lendsBytes = lendsBytes
    output = ByteBuffer(pool: outgoingPool)
    compose = ByteBuffer(pool: outgoingPool)
    machine = WebSocketMachine(
      role: role, configuration: configuration, deflate: deflate, maskingKeys: Self.countingKeys(),
      input: ByteBuffer(pool: pool), pool: pool)
  }

  /// Keys that differ from each other and are the same in each run.
  static func countingKeys() -> MaskingKeySource {
    var next: UInt8 = 1
    return MaskingKeySource { bytes in
      for index in bytes.indices {
        bytes[index] = next
        next = next &* 5 &+ 1
      }
      return true
    }
  }

  /// Writes `bytes` in pieces of at most `pieceByteCount`, and takes all events after each.
  func receive(_ bytes: [UInt8], pieceByteCount: Int = .max) {
    var offset = 0
    while offset < bytes.count {
      let end = offset + min(pieceByteCount, bytes.count - offset)
      receive(piece: bytes[offset..<end])
      offset = end
    }
  }

  private func receive(piece: ArraySlice<UInt8>) {
    guard lendsBytes && !fillsBuffer else {
      piece.withUnsafeBytes { machine.receivingBuffer().append($0) }
      takeEvents()
      fillsBuffer = machine.endReading()
      return
    }
    // Memory of its own, so that a sanitizer sees whoever still reads there afterwards.
    let lent = UnsafeMutableRawBufferPointer.allocate(byteCount: piece.count, alignment: 1)
    defer { lent.deallocate() }
    lent.copyBytes(from: piece)
    machine.beginReading(lent)
    takeEvents()
    fillsBuffer = machine.endReading()
    lent.initializeMemory(as: UInt8.self, repeating: 0xFF)
  }

  func takeEvents() {
    // A local, because an event borrows from the reference it was asked of.
    let machine = machine
    while true {
      switch machine.nextEvent() {
      case .message(let kind, let payload): events.append(.message(kind, payload.array))
      case .fragment(let kind, let payload, let isFinal):
        events.append(.fragment(kind, payload.array, isFinal: isFinal))
      case .ping(let payload): events.append(.ping(payload.array))
      case .pong(let payload): events.append(.pong(payload.array))
      case .close(let code, let reason):
        events.append(.close(code, String(decoding: reason.array, as: UTF8.self)))
      case .failed(let error): events.append(.failed(error.kind))
      case .needMoreBytes(let byteCount):
        precondition(byteCount > 0)
        return
      case .ended:
        hasEnded = true
        drain()
        return
      }
      drain()
    }
  }

  func drain() {
    guard machine.hasControlOutput else { return }
    machine.drainControlOutput(into: output)
    if flushesOutput { machine.outputFlushed() }
  }

  func send(_ kind: MessageKind, _ payload: [UInt8], isFinal: Bool = true) throws(WebSocketError) {
    compose.reset(headroom: WebSocketMachine.headroomByteCount)
    payload.withUnsafeBytes { compose.append($0) }
    if isFinal && !machine.isMessageUnderWay {
      try machine.send(kind, compose)
    } else {
      try machine.sendFragment(kind, compose, isFinal: isFinal)
    }
    output.append(compose.readable)
  }

  /// Appends a frame that is no answer to what goes out.
  func control(
    _ append: (WebSocketMachine, ByteBuffer) throws(WebSocketError) -> Void
  ) throws(WebSocketError) {
    try append(machine, output)
  }

  /// What was sent since the last call.
  func takeOutput() -> [UInt8] {
    drain()
    defer { output.consume(output.readableByteCount) }
    return Array(output.readable)
  }

  func takeSeenEvents() -> [SeenEvent] {
    defer { events = [] }
    return events
  }
}

extension RawSpan {
  var array: [UInt8] { withUnsafeBytes { Array($0) } }
}

/// Frames as a peer would write them, wrong ones included.
enum TestFrame {
  static func bytes(
    _ opcode: UInt8, _ payload: [UInt8], isFinal: Bool = true, reserved: UInt8 = 0, mask: [UInt8]? = nil,
    announcing announced: Int? = nil
  ) -> [UInt8] {
    let count = announced ?? payload.count
    var frame: [UInt8] = [(isFinal ? 0x80 : 0) | reserved | opcode]
    let maskBit: UInt8 = mask == nil ? 0 : 0x80
    if count < 126 {
      frame.append(maskBit | UInt8(count))
    } else if count <= 0xFFFF {
      frame += [maskBit | 126, UInt8(count >> 8), UInt8(count & 0xFF)]
    } else {
      frame.append(maskBit | 127)
      for shift in stride(from: 56, through: 0, by: -8) { frame.append(UInt8(count >> shift & 0xFF)) }
    }
    if let mask {
      frame += mask
      frame += payload.enumerated().map { $1 ^ mask[$0 & 3] }
    } else {
      frame += payload
    }
    return frame
  }

  static let clientMask: [UInt8] = [0x37, 0xFA, 0x21, 0x3D]
}

extension DeflateParameters {
  static func agreed(
    serverBits: Int = 15, clientBits: Int = 15, serverForgets: Bool = false, clientForgets: Bool = false,
    threshold: Int = 0
  ) -> DeflateParameters {
    DeflateParameters(
      serverWindowBits: serverBits, clientWindowBits: clientBits, serverNoContextTakeover: serverForgets,
      clientNoContextTakeover: clientForgets, thresholdByteCount: threshold, level: 6, memoryLevel: 8)
  }
}

/// Fragments of a stream put together, so that streams read in different ways can be compared.
func messages(_ events: [SeenEvent]) -> [SeenEvent] {
  var result: [SeenEvent] = []
  var parts: [UInt8] = []
  for event in events {
    guard case .fragment(let kind, let bytes, let isFinal) = event else {
      result.append(event)
      continue
    }
    parts += bytes
    if isFinal {
      result.append(.message(kind, parts))
      parts = []
    }
  }
  return result
}
