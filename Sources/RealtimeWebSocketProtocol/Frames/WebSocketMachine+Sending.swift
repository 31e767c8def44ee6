package import RealtimeBuffers

// Intentions in, bytes out.
extension WebSocketMachine {
  /// Makes a whole message of the payload in `buffer`: header in front of it, masked in place for a client.
  ///
  /// `buffer` holds the payload behind at least `headroomByteCount` bytes of headroom; afterwards its readable
  /// bytes are the frame. Text must be UTF-8.
  package func send(_ kind: MessageKind, _ buffer: ByteBuffer) throws(WebSocketError) {
    guard closing.isOpenForSending else { throw WebSocketError(.connectionClosing) }
    guard outgoing.kind == nil else { throw WebSocketError(.messageUnderWay) }
    try seal(opcode: kind.opcode, buffer, isFinal: true)
  }

  /// Makes the next fragment of a message, as `send` does (RFC 6455, section 5.4). The first one begins the message,
  /// `isFinal` ends it; no other message can be sent meanwhile.
  ///
  /// A fragment of text may end inside a character, which the next one goes on with. When this throws nothing was
  /// taken, and the message is where it was.
  package func sendFragment(_ kind: MessageKind, _ buffer: ByteBuffer, isFinal: Bool) throws(WebSocketError) {
    guard closing.isOpenForSending else { throw WebSocketError(.connectionClosing) }
    if let open = outgoing.kind, open != kind { throw WebSocketError(.messageUnderWay) }
    var utf8 = outgoing.utf8
    if kind == .text {
      let payload = buffer.readable
      let isValid = payload.baseAddress.map { utf8.feed($0, byteCount: payload.count) } ?? true
      guard isValid, !isFinal || utf8.isAtBoundary else { throw WebSocketError(.textNotUTF8) }
    }
    try seal(opcode: outgoing.kind == nil ? kind.opcode : .continuation, buffer, isFinal: isFinal)
    outgoing.kind = isFinal ? nil : kind
    outgoing.utf8 = isFinal ? UTF8Validator() : utf8
  }

  /// Whether a message that was begun with `sendFragment` waits for its end.
  package var isMessageUnderWay: Bool { outgoing.kind != nil }

  /// Appends a Ping to `buffer`, whose bytes go out in the order of the calls.
  package func ping(_ payload: RawSpan, into buffer: ByteBuffer) throws(WebSocketError) {
    try appendRequestedControl(.ping, payload, to: buffer)
  }

  /// Appends an unsolicited Pong to `buffer`.
  package func pong(_ payload: RawSpan, into buffer: ByteBuffer) throws(WebSocketError) {
    try appendRequestedControl(.pong, payload, to: buffer)
  }

  /// Begins the closing handshake. The Close frame waits in the control output. A second call changes nothing.
  ///
  /// Code `nil` sends a Close frame without one.
  package func close(_ code: CloseCode? = .normalClosure, reason: String = "") throws(WebSocketError) {
    try Self.checkClose(code, reason: reason)
    changeClosing { $0.close(code ?? .noStatusReceived, reason: reason) }
  }

  /// Whether a Close frame may carry this code and reason (RFC 6455, sections 5.5.1 and 7.4).
  package static func checkClose(_ code: CloseCode?, reason: String) throws(WebSocketError) {
    if let code {
      guard code.isAllowedOnTheWire else { throw WebSocketError(.closeCodeNotSendable) }
      guard reason.utf8.count <= 123 else { throw WebSocketError(.closeReasonTooLong, limit: 123) }
    } else {
      guard reason.isEmpty else { throw WebSocketError(.closeCodeNotSendable) }
    }
  }

  /// Ends the connection for a reason that the machine cannot see (keep-alive, the embedding server): the Close
  /// frame that belongs to the error waits in the control output.
  package func abandon(_ error: WebSocketError) {
    changeClosing { $0.fail(error) }
  }

  /// Whether `drainControlOutput(into:)` has something to append.
  package var hasControlOutput: Bool {
    replies.canAnswer(within: configuration.limits.unflushedPongCount) || closing.frameToWrite != nil
  }

  /// Appends the Pong that is owed and the Close frame that is due, in this order.
  package func drainControlOutput(into buffer: ByteBuffer) {
    if replies.canAnswer(within: configuration.limits.unflushedPongCount) {
      if !closing.hasWrittenFrame {
        let payload = replies.pongPayload
        payload.withUnsafeBytes { appendControlOrFail(.pong, $0, to: buffer) }
      }
      changeReplies { $0.noteAnswered() }
    }
    if let frame = closing.frameToWrite {
      appendCloseFrame(frame, to: buffer)
      changeClosing { $0.frameWritten() }
    }
  }

  /// Everything appended so far has left for the kernel.
  package func outputFlushed() {
    if replies.hasUnflushed { changeReplies { $0.noteFlushed() } }
    if closing.hasWrittenFrame { changeClosing { $0.outputFlushed() } }
  }

  /// What the transport should do now. Times are monotonic, from any origin.
  package func closingStep(now: Duration) -> ClosingStep {
    changeClosing { $0.step(now: now, timeout: configuration.closeTimeout, role: role) }
  }

  /// The transport is gone: FIN after which nothing comes, reset, or closed by the shell.
  package func transportEnded() {
    changeClosing { $0.transportEnded() }
  }

  // MARK: Changing state

  // What each event asks about is changed as a local and put back: an access that is under way while something else runs
  // would have the accesses of every event checked at run time.

  func changeClosing<Result>(_ change: (inout ClosingHandshake) -> Result) -> Result {
    var changed = closing
    defer { closing = changed }
    return change(&changed)
  }

  func changeReplies(_ change: (inout AutomaticReplies) -> Void) {
    var changed = AutomaticReplies()
    swap(&changed, &replies)
    change(&changed)
    replies = changed
  }

  // MARK: Frames

  /// Compresses the payload where that is due, writes the header backwards into the headroom and masks the payload.
  private func seal(opcode: Opcode, _ buffer: ByteBuffer, isFinal: Bool) throws(WebSocketError) {
    let compressed = try compressIfWorthIt(buffer, isFinal: isFinal)
    let flags = (isFinal ? 0x80 : 0) | compressed | opcode.rawValue
    let payloadByteCount = buffer.readableByteCount
    var maskingKey: UInt32?
    if role == .client {
      let key = try maskingKeys.next()
      maskingKey = key
      if let payload = buffer.mutableReadable.baseAddress {
        Masking.apply(key, to: payload, byteCount: payloadByteCount)
      }
    }
    let byteCount = FrameHeader.byteCount(payloadByteCount: payloadByteCount, isMasked: maskingKey != nil)
    FrameHeader.encode(
      flags: flags, payloadByteCount: payloadByteCount, maskingKey: maskingKey,
      into: buffer.prepend(byteCount))
  }

  private func appendRequestedControl(
    _ opcode: Opcode, _ payload: RawSpan, to buffer: ByteBuffer
  ) throws(WebSocketError) {
    guard closing.isOpenForSending else { throw WebSocketError(.connectionClosing) }
    guard payload.byteCount <= 125 else { throw WebSocketError(.controlPayloadTooLong, limit: 125) }
    let maskingKey = role == .client ? try maskingKeys.next() : nil
    payload.withUnsafeBytes { appendControl(opcode, $0, maskingKey: maskingKey, to: buffer) }
  }

  private func appendCloseFrame(_ frame: ClosingHandshake.Frame, to buffer: ByteBuffer) {
    var payload: [UInt8] = []
    if frame.code != .noStatusReceived {
      payload = [UInt8(frame.code.rawValue >> 8), UInt8(frame.code.rawValue & 0xFF)]
      payload.append(contentsOf: frame.reason.utf8)
    }
    payload.withUnsafeBytes { appendControlOrFail(.close, $0, to: buffer) }
  }

  /// Automatic frames have no caller to throw at: without random bytes the connection fails and sends nothing.
  private func appendControlOrFail(_ opcode: Opcode, _ payload: UnsafeRawBufferPointer, to buffer: ByteBuffer)
  {
    do {
      let maskingKey = role == .client ? try maskingKeys.next() : nil
      appendControl(opcode, payload, maskingKey: maskingKey, to: buffer)
    } catch {
      changeClosing { $0.fail(error) }
    }
  }

  private func appendControl(
    _ opcode: Opcode, _ payload: UnsafeRawBufferPointer, maskingKey: UInt32?, to buffer: ByteBuffer
  ) {
    let headerByteCount = FrameHeader.byteCount(payloadByteCount: payload.count, isMasked: maskingKey != nil)
    let room = buffer.prepare(minimumByteCount: headerByteCount + payload.count)
    FrameHeader.encode(
      flags: 0x80 | opcode.rawValue, payloadByteCount: payload.count, maskingKey: maskingKey,
      into: UnsafeMutableRawBufferPointer(rebasing: room[..<headerByteCount]))
    if payload.count > 0 {
      let body = UnsafeMutableRawBufferPointer(
        rebasing: room[headerByteCount..<(headerByteCount + payload.count)])
      body.copyMemory(from: payload)
      if let maskingKey, let start = body.baseAddress {
        Masking.apply(maskingKey, to: start, byteCount: payload.count)
      }
    }
    buffer.commit(headerByteCount + payload.count)
  }
}
