internal import RealtimeBuffers
internal import CRealtimeUV

extension TCPConnection {
  /// Bytes accepted and not yet taken by the kernel.
  public var queuedByteCount: Int { outbox.readableByteCount + inFlightByteCount }

  /// Whether the queued bytes are above the high watermark, so that the writer should wait for `didDrain`.
  public var isBackpressured: Bool { isAboveHighWatermark }

  /// Queues a copy of `bytes`, to be sent when the read that is being worked off has been, or else at the end of the tick.
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
    !isClosing && sendingHalf == .open && byteCount <= options.maximumQueuedByteCount - queuedByteCount
  }

  /// Whether `outbox` holds bytes that were not offered to the kernel, or that it did not take.
  package var hasOutput: Bool { !outbox.isEmpty }

  /// Has `outbox` sent at the end of the tick at the latest. To be called after every append.
  package func scheduleFlush() {
    assert(loop.isOnLoop)
    guard !isClosing else { return }
    noteQueueGrowth()
    guard !isMarkedForFlush else { return }
    isMarkedForFlush = true
    if !isAnswering { loop.markForFlush(self) }
  }

  /// Whether the owner hears `didFlush`. For owners that only sometimes wait for it.
  package var tellsFlushes: Bool {
    get { reportsFlushes }
    set { reportsFlushes = newValue }
  }

  // MARK: Flushing

  /// Sends what `scheduleFlush()` was called for.
  func flushMarked() {
    isMarkedForFlush = false
    flush()
    tellOwner()
  }

  /// Sends what `scheduleFlush()` was called for before the end of the tick. This may be inside of a call to another
  /// connection, so the owner is told later what there is to tell.
  func flushAhead() {
    isMarkedForFlush = false
    flush()
    if reportsFlushes || isAboveHighWatermark { loop.enqueueLocally { self.tellOwner() } }
  }

  /// Sends what the kernel takes, and leaves the rest to libuv. At most one request of libuv's is in flight, so what is
  /// written meanwhile collects in `outbox`.
  private func flush() {
    guard phase == .open, inFlight == nil, !isClosing else { return }
    let status = sendWithoutWaiting()
    guard status >= 0 else { return fail(status, describePeer("write to the connection")) }
    if outbox.isEmpty { finishSendingHalf() } else { sendRest() }
  }

  /// Offers the kernel `outbox` once.
  @discardableResult
  func sendWithoutWaiting() -> CInt {
    guard phase == .open, inFlight == nil, sendingHalf != .ended, !outbox.isEmpty else { return 0 }
    let readable = outbox.readable
    // libuv takes the bytes as mutable and does not change them.
    let base = UnsafeMutableRawPointer(mutating: readable.baseAddress)?.assumingMemoryBound(to: CChar.self)
    var buffer = uv_buf_t(base: base, len: readable.count)
    let result = uv_try_write(stream, &buffer, 1)
    if result == UV_EAGAIN.rawValue { return 0 }
    guard result >= 0 else { return result }
    sentByteCount &+= UInt64(result)
    outbox.consume(Int(result))
    outbox.releaseIfEmpty()
    return 0
  }

  /// Moves what is left into a request of libuv's, together with its memory.
  private func sendRest() {
    let bytes = outbox.detach()
    let base = UnsafeMutableRawPointer(mutating: bytes.bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
    var buffer = uv_buf_t(base: base, len: bytes.byteCount)
    inFlight = bytes
    let status = uv_write(request(), stream, &buffer, 1, streamDidWrite)
    if status != 0 { fail(status, describePeer("write to the connection")) }
  }

  fileprivate func didWrite(_ status: CInt) {
    // After the call that closed the connection its counts stand still until `didClose`.
    guard !isClosing else { return }
    sentByteCount &+= UInt64(inFlight?.byteCount ?? 0)
    inFlight = nil
    guard status == 0 else { return fail(status, describePeer("write to the connection")) }
    flush()
    tellOwner()
  }

  private var inFlightByteCount: Int {
    guard inFlight != nil else { return 0 }
    return isClosing ? unsentByteCountAtClose : uv_stream_get_write_queue_size(stream)
  }

  // MARK: Watermarks

  private func noteQueueGrowth() {
    if !isAboveHighWatermark, queuedByteCount > options.highWatermark { isAboveHighWatermark = true }
  }

  /// Tells the owner what a flush has achieved. Not part of the flush itself, so that no call of the owner's calls it back.
  private func tellOwner() {
    if isAboveHighWatermark, !isClosing, queuedByteCount <= options.lowWatermark {
      isAboveHighWatermark = false
      owner?.didDrain(self)
    }
    guard reportsFlushes else { return }
    if outbox.isEmpty, inFlight == nil, !isClosing, phase == .open { owner?.didFlush(self) }
  }

  // MARK: Half-close

  private func finishSendingHalf() {
    guard sendingHalf == .ending, !isClosing, outbox.isEmpty, inFlight == nil else { return }
    sendingHalf = .finishing
    let status = uv_shutdown(request(), stream, streamDidShutdown)
    if status != 0 { fail(status, describePeer("shut down the connection")) }
  }

  fileprivate func didShutdown(_ status: CInt) {
    guard !isClosing else { return }
    sendingHalf = .ended
    // ENOTCONN: the peer was faster in ending the connection, and reading will tell how.
    guard status == 0 || status == UV_ENOTCONN.rawValue else {
      return fail(status, describePeer("shut down the connection"))
    }
    closeIfBothHalvesEnded()
  }
}

private func streamDidWrite(_ request: UnsafeMutablePointer<uv_write_t>?, _ status: CInt) {
  withConnection(request?.pointee.handle.pointee.data) { $0.didWrite(status) }
}

private func streamDidShutdown(_ request: UnsafeMutablePointer<uv_shutdown_t>?, _ status: CInt) {
  withConnection(request?.pointee.handle.pointee.data) { $0.didShutdown(status) }
}
