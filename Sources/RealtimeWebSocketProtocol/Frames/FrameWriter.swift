internal import RealtimeBuffers

/// Makes frames of what is sent: compressed where that was agreed on and is worth it, masked for a client.
///
/// An error that is not the caller's misuse leaves the connection unable to send.
struct FrameWriter: ~Copyable {
  private let role: WebSocketMachine.Role
  private let deflate: DeflateParameters?
  private let maskingKeys: MaskingKeySource
  /// Made when the first message is compressed.
  private var deflater: Deflater?
  /// The message in fragments that is under way.
  private var message: OutgoingMessage?

  init(role: WebSocketMachine.Role, _ deflate: DeflateParameters?, _ maskingKeys: MaskingKeySource) {
    self.role = role
    self.deflate = deflate
    self.maskingKeys = maskingKeys
  }

  var isMessageUnderWay: Bool { message != nil }

  /// Makes a whole message of the payload in `buffer`, which has room for a header in front of it.
  mutating func write(_ kind: MessageKind, _ buffer: ByteBuffer) throws(WebSocketError) {
    guard message == nil else { throw WebSocketError(.messageUnderWay) }
    try seal(kind.opcode, buffer, isCompressed: isWorthCompressing(buffer), isFinal: true)
  }

  /// Makes the next fragment of a message. When this throws, the message is where it was.
  mutating func writeFragment(_ kind: MessageKind, _ buffer: ByteBuffer, isFinal: Bool) throws(WebSocketError) {
    var next = message ?? OutgoingMessage(kind: kind, isCompressed: isWorthCompressing(buffer))
    guard next.kind == kind else { throw WebSocketError(.messageUnderWay) }
    guard unsafe next.takes(buffer.readable, isFinal: isFinal) else { throw WebSocketError(.textNotUTF8) }
    let opcode = message == nil ? kind.opcode : .continuation
    try seal(opcode, buffer, isCompressed: next.isCompressed, isFinal: isFinal)
    message = isFinal ? nil : next
  }

  /// Appends a control frame to `buffer`.
  mutating func append(_ opcode: Opcode, _ payload: RawSpan, to buffer: ByteBuffer) throws(WebSocketError) {
    let maskingKey = role == .client ? try maskingKeys.next() : nil
    let headerByteCount = FrameHeader.byteCount(payloadByteCount: payload.byteCount, isMasked: maskingKey != nil)
    let byteCount = headerByteCount + payload.byteCount
    // Bound: `prepare` returns so many bytes or more.
    let room = unsafe buffer.prepare(minimumByteCount: byteCount)
    unsafe FrameHeader.encode(
      flags: FrameHeader.finalBit | opcode.rawValue, payloadByteCount: payload.byteCount,
      maskingKey: maskingKey,
      into: UnsafeMutableRawBufferPointer(rebasing: room[..<headerByteCount]))
    let body = unsafe UnsafeMutableRawBufferPointer(rebasing: room[headerByteCount..<byteCount])
    unsafe payload.withUnsafeBytes { unsafe body.copyMemory(from: $0) }
    if let maskingKey, let start = body.baseAddress {
      unsafe Masking.apply(maskingKey, to: start, byteCount: payload.byteCount)
    }
    buffer.commit(byteCount)
  }

  /// Compresses and masks the payload, and writes the header backwards into the room in front of it.
  private mutating func seal(
    _ opcode: Opcode, _ buffer: ByteBuffer, isCompressed: Bool, isFinal: Bool
  ) throws(WebSocketError) {
    if isCompressed { try compress(buffer, isFinal: isFinal) }
    let isMarked = isCompressed && opcode != .continuation
    let flags = (isFinal ? FrameHeader.finalBit : 0) | (isMarked ? FrameHeader.compressedBit : 0) | opcode.rawValue
    let payloadByteCount = buffer.readableByteCount
    var maskingKey: UInt32?
    if role == .client {
      let key = try maskingKeys.next()
      maskingKey = key
      // Bound: the payload is all of the readable bytes.
      if let payload = unsafe buffer.mutableReadable.baseAddress {
        unsafe Masking.apply(key, to: payload, byteCount: payloadByteCount)
      }
    }
    let byteCount = FrameHeader.byteCount(payloadByteCount: payloadByteCount, isMasked: maskingKey != nil)
    unsafe FrameHeader.encode(
      flags: flags, payloadByteCount: payloadByteCount, maskingKey: maskingKey,
      into: buffer.prepend(byteCount))
  }

  private func isWorthCompressing(_ buffer: ByteBuffer) -> Bool {
    guard let deflate else { return false }
    return buffer.readableByteCount >= deflate.thresholdByteCount
  }

  private mutating func compress(_ buffer: ByteBuffer, isFinal: Bool) throws(WebSocketError) {
    if deflater == nil, let deflate {
      deflater = Deflater(
        windowBits: deflate.windowBits(of: role), forgetsContext: deflate.forgetsContext(of: role),
        level: deflate.level, memoryLevel: deflate.memoryLevel)
    }
    guard let deflater, deflater.compress(buffer, isFinal: isFinal) else {
      throw WebSocketError(.compressionUnavailable)
    }
  }
}
