package import RealtimeBuffers

/// One WebSocket connection after its opening handshake, without any I/O: bytes and time go in as arguments,
/// events and bytes come out.
///
/// # Driver contract
///
/// 1. Bytes in: write received bytes at the tail of `receivingBuffer()`, or lend them where they lie by
///    `beginReading(_:)`. Then call `nextEvent()` until it returns `needMoreBytes`, `failed` or `ended`, or until
///    `hasUnreadBytes` says after a message that there is no other. Stopping earlier is allowed (reading paused, a
///    budget used up): the next `receivingBuffer()` or `nextEvent()` goes on from there. Keep no reference to the
///    buffer: ask again. `endReading()` ends a turn, and tells whether lent bytes may come next.
/// 2. A payload is valid until the next `nextEvent()`, `receivingBuffer()` or `endReading()`. Sending,
///    closing and dropping the shell's other state from a listener are allowed while one is held.
/// 3. After every event, and after `close`, look at `hasControlOutput` and append `drainControlOutput(into:)`
///    to what goes out. Pongs and Close frames keep their place among the messages sent so.
/// 4. `send` completes the frame in the buffer it is given; append that buffer's readable bytes to what goes
///    out before anything else is sent.
/// 5. When everything written has left for the kernel, call `outputFlushed()`, and look at `hasControlOutput`.
/// 6. After events and flushes ask `closingStep(now:)` what the transport should do. When the transport has
///    ended, for whatever reason, call `transportEnded()` once, then read `closeReport`.
///
/// Nothing that a peer sends throws or traps. A failed machine stays failed, discards its input and still
/// gives its last output. Loop-bound.
package final class WebSocketMachine {
  package enum Role: Sendable, Hashable {
    case client, server

    var peer: Role { self == .client ? .server : .client }
  }

  /// How messages reach the listener.
  package enum Reading: Sendable, Hashable {
    /// Each message in one piece. One that came in a single frame is not copied; one in fragments is assembled.
    case wholeMessages
    /// Payload bytes as they arrive, never assembled.
    case fragments
  }

  package struct Configuration: Sendable {
    package var limits = WebSocketLimits()
    package var reading = Reading.wholeMessages
    /// How long a closing handshake may take, from the first Close frame to the end of the transport.
    package var closeTimeout = Duration.seconds(5)

    package init() {}
  }

  /// Bytes that `send` needs in front of the payload.
  package static var headroomByteCount: Int { FrameHeader.maximumByteCount }

  // Safe without checks at run time: nothing that these run calls the machine back. By Benchmarks/Guard the checks of
  // the reader cost 260 instructions for each received event and those of the closing handshake 90; these and the
  // writer's cost 320 for each sent message. Those of the replies cost nothing that can be measured.
  // The smallest of what each message touches comes first, so that it is in as few cache lines as can be.
  @safe @exclusivity(unchecked) private var closing = ClosingHandshake()
  @safe @exclusivity(unchecked) private var writer: FrameWriter
  @safe @exclusivity(unchecked) private var reader: FrameReader
  private var replies: AutomaticReplies
  private let role: Role
  private let closeTimeout: Duration

  /// `input` may hold the bytes that followed the opening handshake; `deflate` is what that agreed on.
  package init(
    role: Role, configuration: Configuration = Configuration(), deflate: DeflateParameters? = nil,
    maskingKeys: MaskingKeySource, input: ByteBuffer, pool: BlockPool
  ) {
    self.role = role
    closeTimeout = configuration.closeTimeout
    reader = FrameReader(role: role, configuration, deflate, input: input, pool: pool)
    writer = FrameWriter(role: role, deflate, maskingKeys)
    replies = AutomaticReplies(limit: configuration.limits.unflushedPongCount)
  }

  // MARK: Bytes in

  /// The buffer whose tail received bytes are written to. Ends the life of every payload handed out before.
  package func receivingBuffer() -> ByteBuffer { reader.receivingBuffer() }

  /// Has the next events read from `bytes`, which stay where they are and are unmasked there. Nobody else may
  /// use their memory until `endReading()`, which keeps what is left of them.
  ///
  /// Only where the last `endReading()` returned `false` and nothing was received since.
  package func beginReading(_ bytes: UnsafeMutableRawBufferPointer) { unsafe reader.beginReading(bytes) }

  /// Ends the life of every payload handed out before, and gives up what was read.
  ///
  /// - Returns: whether what comes next belongs into `receivingBuffer()`, after the beginning of a frame or message.
  package func endReading() -> Bool { reader.endReading() }

  // MARK: Events out

  /// Whether bytes are left that another event may begin with. Asked after a message.
  package var hasUnreadBytes: Bool { reader.hasUnreadBytes }

  /// The next event in the received bytes.
  @_lifetime(borrow self)
  package func nextEvent() -> WebSocketEvent {
    guard closing.isReceiving else {
      // What comes after the peer's Close frame, or after a failure, is discarded unread.
      reader.discard()
      return .ended
    }
    switch reader.next() {
    case .message(let kind, let payload): return unsafe .message(kind, lent(payload))
    case .fragment(let kind, let payload, let isFinal): return unsafe .fragment(kind, lent(payload), isFinal: isFinal)
    case .ping(let payload):
      unsafe replies.pingReceived(payload)
      return unsafe .ping(lent(payload))
    case .pong(let payload): return unsafe .pong(lent(payload))
    case .close(let payload): return unsafe closeEvent(payload)
    case .needMoreBytes(let byteCount): return .needMoreBytes(byteCount)
    case .failed(let error): return fail(error)
    }
  }

  @_lifetime(borrow self)
  private func closeEvent(_ payload: UnsafeRawBufferPointer) -> WebSocketEvent {
    do throws(WebSocketError) {
      let frame = try unsafe CloseFrame(payload: Array(payload))
      closing.peerClosed(frame)
      return unsafe .close(frame.code, reason: lent(UnsafeRawBufferPointer(rebasing: payload.dropFirst(2))))
    } catch {
      return fail(error)
    }
  }

  @_lifetime(borrow self)
  private func fail(_ error: WebSocketError) -> WebSocketEvent {
    closing.fail(error)
    return .failed(error)
  }

  /// The reader's bytes as a span that lives until the machine's next call.
  @_lifetime(borrow self)
  @inline(__always)
  private func lent(_ payload: UnsafeRawBufferPointer) -> RawSpan {
    let bytes = unsafe RawSpan(_unsafeBytes: payload)
    return unsafe _overrideLifetime(bytes, borrowing: self)
  }

  // MARK: Messages out

  /// Whether messages can still be sent.
  package var isOpenForSending: Bool { closing.isOpenForSending }

  /// Whether a message that was begun with `sendFragment` waits for its end.
  package var isMessageUnderWay: Bool { writer.isMessageUnderWay }

  /// Makes a whole message of the payload in `buffer`: header in front of it, masked in place for a client.
  ///
  /// `buffer` holds the payload after at least `headroomByteCount` bytes of headroom; afterwards its readable
  /// bytes are the frame. Text must be UTF-8.
  package func send(_ kind: MessageKind, _ buffer: ByteBuffer) throws(WebSocketError) {
    try checkOpen()
    do throws(WebSocketError) { try writer.write(kind, buffer) } catch { throw noteFault(error) }
  }

  /// Makes the next fragment of a message, as `send` does (RFC 6455 section 5.4). The first one begins the
  /// message, `isFinal` ends it; no other message can be sent meanwhile.
  ///
  /// A fragment of text may end inside a character, which the next one goes on with. When this throws nothing
  /// was taken, and the message is where it was.
  package func sendFragment(_ kind: MessageKind, _ buffer: ByteBuffer, isFinal: Bool) throws(WebSocketError) {
    try checkOpen()
    do throws(WebSocketError) {
      try writer.writeFragment(kind, buffer, isFinal: isFinal)
    } catch {
      throw noteFault(error)
    }
  }

  /// Appends a Ping to `buffer`, whose bytes go out in the order of the calls.
  package func ping(_ payload: RawSpan, into buffer: ByteBuffer) throws(WebSocketError) {
    try append(.ping, payload, to: buffer)
  }

  /// Appends an unsolicited Pong to `buffer`.
  package func pong(_ payload: RawSpan, into buffer: ByteBuffer) throws(WebSocketError) {
    try append(.pong, payload, to: buffer)
  }

  private func append(_ opcode: Opcode, _ payload: RawSpan, to buffer: ByteBuffer) throws(WebSocketError) {
    try checkOpen()
    guard payload.byteCount <= FrameHeader.maximumControlByteCount else {
      throw WebSocketError(.controlPayloadTooLong, limit: FrameHeader.maximumControlByteCount)
    }
    do throws(WebSocketError) { try writer.append(opcode, payload, to: buffer) } catch { throw noteFault(error) }
  }

  private func checkOpen() throws(WebSocketError) {
    guard closing.isOpenForSending else { throw WebSocketError(.connectionClosing) }
  }

  /// Without random bytes or memory for zlib nothing more can be sent.
  private func noteFault(_ error: WebSocketError) -> WebSocketError {
    if error.fault != .misuse { closing.fail(error) }
    return error
  }

  // MARK: Control frames out

  /// Whether `drainControlOutput(into:)` has something to append.
  package var hasControlOutput: Bool { replies.isPongDue || closing.frameToWrite != nil }

  /// Appends the Pong that is owed and the Close frame that is due, in this order.
  package func drainControlOutput(into buffer: ByteBuffer) {
    if replies.isPongDue {
      if !closing.hasWrittenFrame { append(.pong, replies.pongPayload, to: buffer) }
      replies.pongWritten()
    }
    if let frame = closing.frameToWrite {
      append(.close, frame.payload, to: buffer)
      closing.frameWritten()
    }
  }

  /// These frames have no caller to throw at: the connection fails.
  private func append(_ opcode: Opcode, _ payload: [UInt8], to buffer: ByteBuffer) {
    do throws(WebSocketError) {
      try unsafe writer.append(opcode, payload.span.bytes, to: buffer)
    } catch {
      closing.fail(error)
    }
  }

  /// Everything appended so far has left for the kernel.
  package func outputFlushed() {
    replies.outputFlushed()
    closing.outputFlushed()
  }

  // MARK: Closing

  /// Begins the closing handshake. The Close frame waits in the control output. A second call changes nothing.
  ///
  /// Code `nil` sends a Close frame without one.
  package func close(_ code: CloseCode? = .normalClosure, reason: String = "") throws(WebSocketError) {
    closing.close(try CloseFrame(checking: code, reason: reason))
  }

  /// Whether a Close frame may carry this code and reason (RFC 6455 sections 5.5.1 and 7.4).
  package static func checkClose(_ code: CloseCode?, reason: String) throws(WebSocketError) {
    _ = try CloseFrame(checking: code, reason: reason)
  }

  /// Ends the connection for a reason that the machine cannot see (keep-alive, the embedding server): the
  /// Close frame that belongs to the error waits in the control output.
  package func abandon(_ error: WebSocketError) { closing.fail(error) }

  /// What the transport should do now. Times are monotonic, from any origin.
  package func closingStep(now: Duration) -> ClosingStep { closing.step(now: now, timeout: closeTimeout, role: role) }

  /// The transport is gone: FIN after which nothing comes, reset, or closed by the shell.
  package func transportEnded() { closing.transportEnded() }

  /// What the machine failed with, if it did.
  package var failure: WebSocketError? { closing.failure }

  /// Both Close frames, who was first, and what went wrong.
  package var closeReport: CloseReport { closing.report }
}
