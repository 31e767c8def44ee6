package import RealtimeBuffers

// Bytes in, events out.
extension WebSocketMachine {
  /// The buffer whose tail received bytes are written to. Ends the life of every payload handed out before.
  package func receivingBuffer() -> ByteBuffer {
    settle()
    return input
  }

  /// Has the next events read from `bytes`, which stay where they are and are unmasked there. Nobody else may use their
  /// memory until `endReading()`, which keeps what is left of them.
  ///
  /// Only where the last `endReading()` returned `false` and nothing was received since.
  package func beginReading(_ bytes: UnsafeMutableRawBufferPointer) {
    precondition(!isReading && input.isEmpty, "received bytes wait in front of these")
    isReading = true
    isReadingInPlace = true
    cursor = 0
    end = bytes.count
    if let start = bytes.baseAddress { base = start }
  }

  /// Ends the life of every payload handed out before, and gives up what was read.
  ///
  /// - Returns: whether what comes next belongs into `receivingBuffer()`, behind the beginning of a frame or message.
  package func endReading() -> Bool {
    if incoming.isDelivered { forgetDeliveredMessage() }
    settle()
    return input.capacity > 0
  }

  /// Whether bytes are left that another event may begin with. Asked after a message.
  package var hasUnreadBytes: Bool { cursor < end }

  /// The next event in the received bytes.
  @_lifetime(borrow self)
  package func nextEvent() -> WebSocketEvent {
    if incoming.isDelivered { forgetDeliveredMessage() }
    guard closing.isReceiving else { return endOfEvents() }
    if !isReading { lendInput() }
    while true {
      if !isInsideFrame {
        switch FrameHeader.decode(UnsafeRawPointer(base + cursor), available: end - cursor) {
        case .header(let header):
          if let broken = violation(of: header) { return fail(broken) }
          cursor += header.byteCount
          frame = header
          processedByteCount = 0
          isInsideFrame = true
        case .incomplete(let missingByteCount):
          return needMoreBytes(missingByteCount)
        case .invalid(let kind):
          return fail(kind)
        }
      }
      switch continueFrame() {
      case .frameDone: continue
      case .message: return wholeMessage()
      case .control: return controlEvent()
      case .fragment(let offset, let byteCount, let isFinal):
        return fragmentEvent(offset: offset, byteCount: byteCount, isFinal: isFinal)
      case .assembled: return assembledMessage()
      case .assembledFragment(let isFinal): return assembledFragment(isFinal: isFinal)
      case .incomplete(let missingByteCount): return needMoreBytes(missingByteCount)
      case .failed(let kind): return fail(kind)
      }
    }
  }

  // MARK: Header rules

  /// The rule that a frame with this header breaks here and now.
  @inline(__always)
  private func violation(of header: FrameHeader) -> WebSocketError.Kind? {
    if header.isMasked != (role == .server) { return header.isMasked ? .frameMasked : .frameNotMasked }
    if header.reservedBits != 0 && !isCompressedStart(header) { return .reservedBits }
    switch header.opcodeBits {
    case 0x0:
      if incoming.kind == nil { return .unexpectedContinuation }
    case 0x1, 0x2:
      if incoming.kind != nil { return .expectedContinuation }
    case 0x8, 0x9, 0xA:
      if !header.isFinal { return .controlFrameFragmented }
      return header.payloadByteCount > 125 ? .controlFrameTooLong : nil
    default:
      return .unknownOpcode
    }
    return dataViolation(of: header)
  }

  @inline(__always)
  private func dataViolation(of header: FrameHeader) -> WebSocketError.Kind? {
    // Compared by subtraction: the announced length may be anything up to 2^63 - 1.
    let room = configuration.limits.messageByteCount - incoming.byteCount
    if header.payloadByteCount > room && !isCompressed(header) { return .messageTooBig }
    if header.payloadByteCount == 0 && !header.isFinal {
      incoming.emptyFragmentCount += 1
      if incoming.emptyFragmentCount > configuration.limits.emptyFragmentCount {
        return .tooManyEmptyFragments
      }
    }
    return nil
  }

  // MARK: Outcomes

  @_lifetime(borrow self)
  private func wholeMessage() -> WebSocketEvent {
    let kind = frame.opcodeBits == 0x1 ? MessageKind.text : .binary
    return .message(kind, takePayload())
  }

  /// Hands out the current frame's payload where it lies and steps over it.
  @_lifetime(borrow self)
  private func takePayload() -> RawSpan {
    let payload = span(offset: cursor, byteCount: frame.payloadByteCount)
    cursor += frame.payloadByteCount
    isInsideFrame = false
    return payload
  }

  @_lifetime(borrow self)
  private func fragmentEvent(offset: Int, byteCount: Int, isFinal: Bool) -> WebSocketEvent {
    let kind = incoming.kind ?? .binary
    if isFinal { incoming = IncomingMessage() }
    return .fragment(kind, span(offset: offset, byteCount: byteCount), isFinal: isFinal)
  }

  @_lifetime(borrow self)
  private func assembledMessage() -> WebSocketEvent {
    let kind = incoming.kind ?? .binary
    incoming = IncomingMessage()
    incoming.isDelivered = true
    return .message(kind, assembledBytes())
  }

  @_lifetime(borrow self)
  private func assembledFragment(isFinal: Bool) -> WebSocketEvent {
    let kind = incoming.kind ?? .binary
    if isFinal { incoming = IncomingMessage() }
    incoming.isDelivered = true
    return .fragment(kind, assembledBytes(), isFinal: isFinal)
  }

  @_lifetime(borrow self)
  private func controlEvent() -> WebSocketEvent {
    let offset = cursor
    let byteCount = frame.payloadByteCount
    cursor += byteCount
    isInsideFrame = false
    switch frame.opcodeBits {
    case 0x9:
      let payload = UnsafeRawBufferPointer(start: base + offset, count: byteCount)
      changeReplies { $0.notePing(payload) }
      return .ping(span(offset: offset, byteCount: byteCount))
    case 0xA:
      return .pong(span(offset: offset, byteCount: byteCount))
    default:
      return closeEvent(UnsafeRawBufferPointer(start: base + offset, count: byteCount), offset: offset)
    }
  }

  /// RFC 6455, sections 5.5.1, 7.1.5 and 7.4.
  @_lifetime(borrow self)
  private func closeEvent(_ payload: UnsafeRawBufferPointer, offset: Int) -> WebSocketEvent {
    guard payload.count > 0 else {
      changeClosing { $0.peerClosed(.noStatusReceived, reason: "") }
      return .close(.noStatusReceived, reason: span(offset: offset, byteCount: 0))
    }
    guard payload.count >= 2 else { return fail(.closeFrameTooShort) }
    let code = CloseCode(rawValue: UInt16(payload[0]) << 8 | UInt16(payload[1]))
    guard code.isAllowedOnTheWire else { return fail(.invalidCloseCode) }
    let reason = UnsafeRawBufferPointer(rebasing: payload[2...])
    guard UTF8Validator.isValid(reason) else { return fail(.closeReasonNotUTF8) }
    changeClosing { $0.peerClosed(code, reason: String(decoding: reason, as: UTF8.self)) }
    return .close(code, reason: span(offset: offset + 2, byteCount: reason.count))
  }

  @_lifetime(borrow self)
  private func needMoreBytes(_ byteCount: Int) -> WebSocketEvent {
    // A partial header lacks a few bytes, which any room has.
    settle(expecting: isInsideFrame ? byteCount : 0)
    return .needMoreBytes(byteCount)
  }

  @_lifetime(borrow self)
  func fail(_ kind: WebSocketError.Kind) -> WebSocketEvent {
    let error = WebSocketError(kind, limit: limit(of: kind))
    changeClosing { $0.fail(error) }
    return .failed(error)
  }

  private func limit(of kind: WebSocketError.Kind) -> Int? {
    switch kind {
    case .messageTooBig: return configuration.limits.messageByteCount
    case .tooManyEmptyFragments: return configuration.limits.emptyFragmentCount
    default: return nil
    }
  }

  /// What comes after the peer's Close frame, or after a failure, is discarded unread.
  @_lifetime(borrow self)
  private func endOfEvents() -> WebSocketEvent {
    if !isReading { lendInput() }
    cursor = end
    settle()
    assembly.truncate(toByteCount: 0)
    assembly.releaseIfEmpty()
    return .ended
  }

  // MARK: The lent input

  private func lendInput() {
    let bytes = input.lend()
    isReading = true
    cursor = 0
    end = bytes.count
    if let start = bytes.baseAddress { base = start }
  }

  /// Gives up what was read and lets the buffer move again, with room for what has been announced: `byteCount` bytes.
  func settle(expecting byteCount: Int = 0) {
    guard isReading else { return }
    isReading = false
    let rest = UnsafeRawBufferPointer(start: base + cursor, count: end - cursor)
    if isReadingInPlace {
      isReadingInPlace = false
      makeRoom(behind: rest.count, missing: byteCount, extra: rest.count)
      input.append(rest)
    } else {
      input.endLending(consuming: cursor)
      input.releaseIfEmpty()
      makeRoom(behind: input.readableByteCount, missing: byteCount)
    }
    cursor = 0
    end = 0
  }

  /// - Parameter extra: bytes at hand that the buffer lacks.
  private func makeRoom(behind byteCount: Int, missing: Int, extra: Int = 0) {
    guard input.writableByteCount < extra + min(missing, MessageGrowth.smallestRoomByteCount) else { return }
    _ = input.prepare(minimumByteCount: extra + MessageGrowth.room(behind: byteCount, missing: missing))
  }

  private func forgetDeliveredMessage() {
    incoming.isDelivered = false
    assembly.truncate(toByteCount: 0)
    assembly.releaseIfEmpty()
  }

  @_lifetime(borrow self)
  @inline(__always)
  private func span(offset: Int, byteCount: Int) -> RawSpan {
    let bytes = RawSpan(_unsafeStart: UnsafeRawPointer(base + offset), byteCount: byteCount)
    return unsafe _overrideLifetime(bytes, borrowing: self)
  }

  @_lifetime(borrow self)
  private func assembledBytes() -> RawSpan {
    let bytes = RawSpan(_unsafeBytes: assembly.readable)
    return unsafe _overrideLifetime(bytes, borrowing: self)
  }
}
