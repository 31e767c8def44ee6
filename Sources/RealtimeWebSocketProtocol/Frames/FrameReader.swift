internal import RealtimeBuffers

/// Finds frames and messages in received bytes, and unmasks, validates and inflates payloads as far as they have come.
///
/// Bytes it returns are borrowed: they are valid until the next call.
struct FrameReader: ~Copyable {
  /// Safe until somebody takes the bytes out of it.
  @safe enum Found {
    case message(MessageKind, UnsafeRawBufferPointer)
    case fragment(MessageKind, UnsafeRawBufferPointer, isFinal: Bool)
    case ping(UnsafeRawBufferPointer)
    case pong(UnsafeRawBufferPointer)
    case close(UnsafeRawBufferPointer)
    case needMoreBytes(Int)
    case failed(WebSocketError)
  }

  private enum Position {
    /// In front of a frame.
    case header
    /// In a control frame, which is read once it is complete.
    case control
    /// In a message of one frame, which stays where it came.
    case wholeMessage
    /// In a frame whose bytes are moved into a message or handed out.
    case fragment
    /// In a frame whose bytes are inflated.
    case compressed
  }

  /// What is handed out at once of a compressed message.
  private static let streamedByteCount = 64 << 10

  private let rules: FrameRules
  private let reading: WebSocketMachine.Reading
  private var received: ReceivedBytes
  private var position = Position.header
  private var frame = FrameHeader.none
  /// Payload bytes of the frame that were unmasked, validated and, but for `wholeMessage`, taken.
  private var processedByteCount = 0
  /// `nil` between messages, and in one of a single frame.
  private var message: IncomingMessage?
  private var utf8 = UTF8Validator()
  private var assembly: MessageAssembly
  private var inflation: Inflation

  init(
    role: WebSocketMachine.Role, _ configuration: WebSocketMachine.Configuration,
    _ deflate: DeflateParameters?, input: ByteBuffer, pool: BlockPool
  ) {
    rules = FrameRules(isPeerClient: role == .server, allowsCompression: deflate != nil, limits: configuration.limits)
    reading = configuration.reading
    received = ReceivedBytes(buffer: input)
    assembly = MessageAssembly(pool: pool, limit: configuration.limits.messageByteCount)
    inflation = Inflation(forgetsContext: deflate?.forgetsContext(of: role.peer) ?? false)
  }

  // MARK: Bytes in

  /// The buffer for received bytes. Ends the life of what was returned before.
  mutating func receivingBuffer() -> ByteBuffer {
    checkInvariants()
    return received.settledBuffer()
  }

  /// Reads `bytes` next, where they lie.
  mutating func beginReading(_ bytes: UnsafeMutableRawBufferPointer) {
    checkInvariants()
    unsafe received.read(bytes)
  }

  /// Gives up what was read. Returns whether what comes next belongs into `receivingBuffer()`.
  mutating func endReading() -> Bool {
    checkInvariants()
    assembly.forgetDelivered()
    received.settle()
    return received.isBuffered
  }

  var hasUnreadBytes: Bool { !received.isEmpty }

  /// Gives up everything: what still comes is not read.
  mutating func discard() {
    received.readBuffer()
    received.take(received.count)
    received.settle()
    assembly.forget()
  }

  // MARK: Events out

  // A message in one frame is read without a call. By Benchmarks/Guard this saves 20 instructions for each received
  // event, as long as what is rare is not inlined too.

  @inline(__always)
  mutating func next() -> Found {
    checkInvariants()
    assembly.forgetDelivered()
    received.readBuffer()
    while true {
      if position == .header {
        switch unsafe FrameHeader.decode(received.start, available: received.count) {
        case .header(let header):
          if let broken = begin(header) { return fail(broken) }
        case .incomplete(let missingByteCount): return needMoreBytes(missingByteCount)
        case .invalid(let kind): return fail(kind)
        }
      }
      if let found = readPayload() { return found }
    }
  }

  /// Enters the frame, and decides what becomes of its payload. Returns the rule that it breaks.
  @inline(__always)
  private mutating func begin(_ header: FrameHeader) -> WebSocketError.Kind? {
    if let broken = rules.violation(of: header, in: message) { return broken }
    received.take(header.byteCount)
    frame = header
    processedByteCount = 0
    if header.isWholeMessage && reading == .wholeMessages {
      position = .wholeMessage
    } else if header.isControl {
      position = .control
    } else {
      return beginFragment(header)
    }
    return nil
  }

  @inline(never)
  private mutating func beginFragment(_ header: FrameHeader) -> WebSocketError.Kind? {
    if message == nil { utf8.reset() }
    var message = message ?? IncomingMessage(beginningWith: header)
    if header.payloadByteCount == 0 && !header.isFinal { message.emptyFragmentCount += 1 }
    self.message = message
    position = message.isCompressed ? .compressed : .fragment
    return message.emptyFragmentCount > rules.limits.emptyFragmentCount ? .tooManyEmptyFragments : nil
  }

  /// `nil` once the frame is done and there is nothing to tell.
  @inline(__always)
  private mutating func readPayload() -> Found? {
    switch position {
    case .wholeMessage: return continueWholeMessage()
    case .fragment: return continueFragment()
    case .compressed: return continueCompressed()
    case .control: return continueControl()
    case .header: return nil
    }
  }

  private mutating func needMoreBytes(_ byteCount: Int) -> Found {
    // A partial header lacks a few bytes, which any room has.
    received.settle(expecting: position == .header ? 0 : byteCount)
    return .needMoreBytes(byteCount)
  }

  private func fail(_ kind: WebSocketError.Kind) -> Found {
    let limit: Int? =
      switch kind {
      case .messageTooBig: rules.limits.messageByteCount
      case .tooManyEmptyFragments: rules.limits.emptyFragmentCount
      default: nil
      }
    return .failed(WebSocketError(kind, limit: limit))
  }

  // MARK: Payloads

  /// Unmasks and validates what has come since the last call, in place.
  @inline(__always)
  private mutating func continueWholeMessage() -> Found? {
    // Bound: `available` of the bytes that were received.
    let start = unsafe received.start
    let available = min(received.count, frame.payloadByteCount)
    let newByteCount = available - processedByteCount
    if newByteCount > 0 {
      unsafe unmask(start + processedByteCount, byteCount: newByteCount)
      if frame.messageKind == .text, unsafe !utf8.feed(start + processedByteCount, byteCount: newByteCount) {
        return fail(.invalidUTF8)
      }
      processedByteCount = available
    }
    guard available == frame.payloadByteCount else { return needMoreBytes(frame.payloadByteCount - available) }
    guard utf8.isAtBoundary else { return fail(.invalidUTF8) }
    received.take(available)
    position = .header
    return unsafe .message(frame.messageKind, UnsafeRawBufferPointer(start: start, count: available))
  }

  @inline(never)
  private mutating func continueControl() -> Found? {
    let byteCount = frame.payloadByteCount
    // The bound of the payload.
    guard received.count >= byteCount else { return needMoreBytes(byteCount - received.count) }
    let payload = unsafe UnsafeRawBufferPointer(start: received.start, count: byteCount)
    unsafe unmask(received.start, byteCount: byteCount)
    received.take(byteCount)
    position = .header
    switch frame.opcodeBits {
    case 0x9: return unsafe .ping(payload)
    case 0xA: return unsafe .pong(payload)
    default: return unsafe .close(payload)
    }
  }

  /// Moves what has come into the message, or hands it out.
  @inline(never)
  private mutating func continueFragment() -> Found? {
    // Bound: `byteCount` of the bytes that were received.
    let start = unsafe received.start
    let byteCount = min(received.count, frame.payloadByteCount - processedByteCount)
    let bytes = unsafe UnsafeRawBufferPointer(start: start, count: byteCount)
    if byteCount > 0 {
      unsafe unmask(start, byteCount: byteCount)
      guard unsafe validate(bytes) else { return fail(.invalidUTF8) }
      take(byteCount)
      message?.byteCount += byteCount
    }
    let isFrameDone = processedByteCount == frame.payloadByteCount
    let isMessageDone = isFrameDone && frame.isFinal
    if isFrameDone { position = .header }
    if isMessageDone && !utf8.isAtBoundary { return fail(.invalidUTF8) }
    if reading == .fragments {
      if byteCount > 0 || isMessageDone { return unsafe fragment(bytes, isFinal: isMessageDone) }
    } else {
      unsafe assembly.append(bytes)
      if isMessageDone { return assembledMessage() }
    }
    return isFrameDone ? nil : needMoreBytes(missingOfFragment)
  }

  /// Fragments are taken as they come, so there is no use in room for all of a large one.
  private var missingOfFragment: Int { min(frame.payloadByteCount - processedByteCount, 16 << 10) }

  private mutating func take(_ byteCount: Int) {
    received.take(byteCount)
    processedByteCount += byteCount
  }

  /// Unmasks the next bytes of the frame; `processedByteCount` says where in it they are.
  @inline(__always)
  private func unmask(_ bytes: UnsafeMutableRawPointer, byteCount: Int) {
    guard frame.isMasked else { return }
    unsafe Masking.apply(frame.maskingKey, to: bytes, byteCount: byteCount, atPayloadOffset: processedByteCount)
  }

  /// Whether the message is still UTF-8 with these bytes at its end, if it is text.
  private mutating func validate(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard message?.kind == .text, let start = bytes.baseAddress else { return true }
    return unsafe utf8.feed(start, byteCount: bytes.count)
  }

  private mutating func fragment(_ bytes: UnsafeRawBufferPointer, isFinal: Bool) -> Found {
    let kind = message?.kind ?? .binary
    if isFinal { message = nil }
    return unsafe .fragment(kind, bytes, isFinal: isFinal)
  }

  private mutating func assembledFragment(isFinal: Bool) -> Found {
    unsafe fragment(assembly.deliver(), isFinal: isFinal)
  }

  private mutating func assembledMessage() -> Found {
    let kind = message?.kind ?? .binary
    message = nil
    return unsafe .message(kind, assembly.deliver())
  }

  // MARK: Compressed payloads

  @inline(never)
  private mutating func continueCompressed() -> Found? {
    guard let inflater = inflation.begin() else { return fail(.compressionUnavailable) }
    if let found = inflatePayload(inflater) { return found }
    let isFrameDone = processedByteCount == frame.payloadByteCount
    if isFrameDone && frame.isFinal { return inflateEnd(inflater) }
    if isFrameDone { position = .header }
    if reading == .fragments && assembly.byteCount > 0 { return assembledFragment(isFinal: false) }
    return isFrameDone ? nil : needMoreBytes(missingOfFragment)
  }

  /// `nil` once nothing is left to inflate of the bytes at hand.
  private mutating func inflatePayload(_ inflater: Inflater) -> Found? {
    // Bound: `remaining` of the bytes that were received.
    var remaining = min(received.count, frame.payloadByteCount - processedByteCount)
    unmaskAhead(byteCount: remaining)
    while true {
      let input = unsafe UnsafeRawBufferPointer(start: received.start, count: remaining)
      let step = unsafe inflater.inflate(input, into: inflateRoom())
      if let stop = take(step) { return stop }
      take(step.consumedByteCount)
      inflation.unmaskedByteCount = max(inflation.unmaskedByteCount - step.consumedByteCount, 0)
      remaining -= step.consumedByteCount
      if step.isOutputFull {
        if isStreamedOutputFull { return assembledFragment(isFinal: false) }
      } else if remaining == 0 {
        return nil
      }
    }
  }

  /// Unmasks the next `byteCount` bytes, of which an earlier call may have left some that it could not inflate.
  private mutating func unmaskAhead(byteCount: Int) {
    let ahead = inflation.unmaskedByteCount
    guard frame.isMasked && byteCount > ahead else { return }
    unsafe Masking.apply(
      frame.maskingKey, to: received.start + ahead, byteCount: byteCount - ahead,
      atPayloadOffset: processedByteCount + ahead)
    inflation.unmaskedByteCount = byteCount
  }

  private mutating func inflateEnd(_ inflater: Inflater) -> Found {
    while true {
      let step = unsafe inflater.inflateTail(into: inflateRoom())
      if let stop = take(step) { return stop }
      guard step.isOutputFull else { break }
      if isStreamedOutputFull { return assembledFragment(isFinal: false) }
    }
    guard inflater.finishMessage() else { return fail(.invalidCompressedData) }
    guard utf8.isAtBoundary else { return fail(.invalidUTF8) }
    position = .header
    return reading == .fragments ? assembledFragment(isFinal: true) : assembledMessage()
  }

  /// Takes over what a step produced: the limit and the text are checked before more is inflated.
  private mutating func take(_ step: Inflater.Step) -> Found? {
    if step.producedByteCount > 0 {
      let output = unsafe assembly.commit(step.producedByteCount)
      // The text up to the limit is judged first: the verdict must not depend on how much was inflated at once.
      let excess = max(step.producedByteCount - messageRoom, 0)
      message?.byteCount += step.producedByteCount
      guard unsafe validate(UnsafeRawBufferPointer(rebasing: output.dropLast(excess))) else {
        return fail(.invalidUTF8)
      }
      if excess > 0 { return fail(.messageTooBig) }
    }
    return step.isBroken ? fail(.invalidCompressedData) : nil
  }

  /// Bytes that the message may still get.
  private var messageRoom: Int { rules.limits.messageByteCount - (message?.byteCount ?? 0) }

  /// Room for the next output: never more than one byte beyond the message limit.
  private func inflateRoom() -> UnsafeMutableRawBufferPointer {
    let room = unsafe assembly.room()
    var byteCount = messageRoom + 1
    if reading == .fragments { byteCount = min(byteCount, Self.streamedByteCount - assembly.byteCount) }
    return unsafe UnsafeMutableRawBufferPointer(rebasing: room.prefix(byteCount))
  }

  private var isStreamedOutputFull: Bool { reading == .fragments && assembly.byteCount >= Self.streamedByteCount }

  // MARK: Invariants

  private func checkInvariants() {
    received.checkInvariants()
    assert(processedByteCount >= 0 && processedByteCount <= frame.payloadByteCount)
    assert(inflation.unmaskedByteCount <= frame.payloadByteCount - processedByteCount)
    switch position {
    case .header, .control: break
    case .wholeMessage: assert(message == nil && frame.isWholeMessage)
    case .fragment: assert(message?.isCompressed == false)
    case .compressed: assert(message?.isCompressed == true && rules.allowsCompression)
    }
    // One byte beyond it tells that a message is too big.
    assert(messageRoom >= -1)
  }
}
