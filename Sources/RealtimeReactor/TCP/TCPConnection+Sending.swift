internal import RealtimeBuffers
internal import CRealtimeUV

extension TCPConnection {
  /// Bytes that the kernel has taken since the connection was made.
  public var bytesSent: UInt64 { sending.byteCount }

  /// Bytes accepted and not yet taken by the kernel.
  public var queuedByteCount: Int { outbox.readableByteCount + inFlightByteCount }

  /// Whether the queued bytes are above the high watermark, so that the writer should wait for `didDrain`.
  public var isBackpressured: Bool { sending.isAboveHighWatermark }

  /// Queues a copy of `bytes`, to be sent at the end of the tick at the latest.
  ///
  /// - Returns: `false` when nothing was taken: after `close()` or `shutdown()`, or when it would exceed
  ///   `maximumQueuedByteCount`.
  public func write(_ bytes: RawSpan) -> Bool {
    loop.preconditionOnLoop()
    guard canQueue(byteCount: bytes.byteCount) else { return false }
    outbox.append(bytes)
    scheduleFlush()
    return true
  }

  /// Whether `byteCount` further bytes may be appended to `outbox`.
  package func canQueue(byteCount: Int) -> Bool {
    !isClosing && sending.isOpen && byteCount <= options.maximumQueuedByteCount - queuedByteCount
  }

  /// Has `outbox` sent at the end of the tick at the latest. To be called after every append.
  package func scheduleFlush() {
    assert(loop.isOnLoop)
    guard !isClosing else { return }
    sending.noteQueued(queuedByteCount, high: options.highWatermark)
    if sending.mark() { loop.markForFlush(self) }
  }

  /// Whether the owner hears `didFlush`. For owners that only sometimes wait for it.
  package var tellsFlushes: Bool {
    get { sending.tellsFlushes }
    set { sending.tellsFlushes = newValue }
  }

  /// Ends the sending half (FIN) once everything queued is sent. Receiving goes on. Idempotent.
  ///
  /// When the peer has ended its half too, the connection closes by itself.
  public func shutdown() {
    loop.preconditionOnLoop()
    if !isClosing, sending.shutdown() { scheduleFlush() }
  }

  // MARK: Flushing

  /// Sends what `scheduleFlush()` was called for.
  func flushMarked() {
    sending.unmark()
    flush()
    tellOwner()
  }

  /// Sends what `scheduleFlush()` was called for before the end of the tick. This may be inside of a call to another
  /// connection, so the owner is told later what there is to tell.
  func flushAhead() {
    sending.unmark()
    flush()
    if sending.tellsFlushes || sending.isAboveHighWatermark { loop.enqueueLocally { self.tellOwner() } }
  }

  /// Sends what the kernel takes, and leaves the rest to libuv. At most one request of libuv's is in flight, so what is
  /// written meanwhile collects in `outbox`.
  private func flush() {
    guard isConnected, !sending.isInFlight, !isClosing else { return }
    let status = sendWithoutWaiting()
    guard status >= 0 else { return fail(status, describePeer("write to the connection")) }
    if outbox.isEmpty { finishSendingHalf() } else { sendRest() }
  }

  /// Offers the kernel `outbox` once.
  @discardableResult
  func sendWithoutWaiting() -> CInt {
    guard isConnected, !sending.isInFlight, !sending.hasEnded, !outbox.isEmpty else { return 0 }
    var buffer = unsafe uv_buf_t(outbox.readable)
    let result = unsafe uv_try_write(stream, &buffer, 1)
    if result == UV_EAGAIN.rawValue { return 0 }
    guard result >= 0 else { return result }
    sending.didSend(Int(result))
    outbox.consume(Int(result))
    outbox.releaseIfEmpty()
    return 0
  }

  /// Moves what is left into a request of libuv's, together with its memory.
  private func sendRest() {
    let bytes = outbox.detach()
    var buffer = unsafe uv_buf_t(bytes.bytes)
    // Keeps them where they are until libuv has called back.
    inFlight = bytes
    sending.begin(byteCount: bytes.byteCount)
    let status = unsafe uv_write(request(), stream, &buffer, 1, streamDidWrite)
    if status != 0 { fail(status, describePeer("write to the connection")) }
  }

  fileprivate func didWrite(_ status: CInt) {
    // After the call that closed the connection its counts stand still until `didClose`.
    guard !isClosing else { return }
    sending.didWrite()
    inFlight = nil
    guard status == 0 else { return fail(status, describePeer("write to the connection")) }
    flush()
    tellOwner()
  }

  private var inFlightByteCount: Int {
    guard sending.isInFlight else { return 0 }
    return unsafe isClosing ? sending.unsentByteCount : uv_stream_get_write_queue_size(stream)
  }

  /// Keeps how much was never sent for `didClose`, which comes when libuv's count is gone.
  func keepUnsentByteCount() { sending.close(unsentByteCount: inFlightByteCount) }

  /// Tells the owner what a flush has achieved. Not part of the flush, so that no call of the owner's calls it back.
  private func tellOwner() {
    guard !isClosing else { return }
    if sending.drains(to: queuedByteCount, low: options.lowWatermark) { owner?.didDrain(self) }
    guard sending.tellsFlushes else { return }
    if outbox.isEmpty, !sending.isInFlight, !isClosing, isConnected { owner?.didFlush(self) }
  }

  // MARK: Half-close

  private func finishSendingHalf() {
    guard !sending.isInFlight, !isClosing, sending.finish() else { return }
    let status = unsafe uv_shutdown(request(), stream, streamDidShutdown)
    if status != 0 { fail(status, describePeer("shut down the connection")) }
  }

  fileprivate func didShutdown(_ status: CInt) {
    guard !isClosing else { return }
    sending.didFinish()
    // ENOTCONN: the peer was faster in ending the connection, and reading will tell how.
    guard status == 0 || status == UV_ENOTCONN.rawValue else {
      return fail(status, describePeer("shut down the connection"))
    }
    closeIfBothHalvesEnded()
  }
}

extension uv_buf_t {
  /// libuv takes the bytes to write as mutable, and does not change them. They stay where they are until it is done.
  fileprivate init(_ bytes: UnsafeRawBufferPointer) {
    let base = unsafe UnsafeMutableRawPointer(mutating: bytes.baseAddress)
    unsafe self.init(base: base?.assumingMemoryBound(to: CChar.self), len: bytes.count)
  }
}

private func streamDidWrite(_ request: UnsafeMutablePointer<uv_write_t>?, _ status: CInt) {
  unsafe withConnection(request?.pointee.handle.pointee.data) { $0.didWrite(status) }
}

private func streamDidShutdown(_ request: UnsafeMutablePointer<uv_shutdown_t>?, _ status: CInt) {
  unsafe withConnection(request?.pointee.handle.pointee.data) { $0.didShutdown(status) }
}
