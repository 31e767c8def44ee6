internal import CRealtimeUV

extension TCPConnection {
  /// Whether reading was paused by `pauseReading()`.
  public var isPaused: Bool { receiving.isPaused }

  /// Bytes received since the connection was made.
  public var bytesReceived: UInt64 { receiving.byteCount }

  /// Stops reading. What the peer sends stays in the kernel, which slows the peer down. Idempotent.
  ///
  /// No `didReceive` follows, also not for bytes that are already there. The end of the connection is not noticed
  /// either until reading is resumed or something is written.
  public func pauseReading() {
    loop.preconditionOnLoop()
    if receiving.pause() { stopReading() }
  }

  /// Reads again. Idempotent.
  public func resumeReading() {
    loop.preconditionOnLoop()
    if receiving.resume() { startReading() }
  }

  /// Whether the owner is asked for memory before each read. Switched off, all reads go to the block that the loop's
  /// connections share.
  package var asksForMemory: Bool {
    get { receiving.asksOwner }
    set { receiving.asksOwner = newValue }
  }

  /// Starts to read if the connection is in a state to do so.
  func startReading() {
    guard receiving.start(), !isClosing, isConnected else { return }
    let status = unsafe uv_read_start(stream, lendReceiveMemory, streamDidRead)
    if status == 0 { receiving.didStart() } else { fail(status, describePeer("read from the connection")) }
  }

  private func stopReading() {
    if !isClosing, receiving.stop() { unsafe uv_read_stop(stream) }
  }

  // MARK: Callbacks

  fileprivate func lendMemory(to buffer: UnsafeMutablePointer<uv_buf_t>) {
    guard receiving.asksOwner else {
      receiving.readIntoSharedMemory()
      prepareToRead()
      return unsafe lend(loop.receiveBlock, to: buffer)
    }
    receiving.beginLending()
    var memory = unsafe owner?.receiveMemory(for: self)
    if unsafe memory?.isEmpty == true { unsafe memory = nil }
    if unsafe receiving.endLending(byOwner: memory != nil) {
      unsafe lend(memory ?? loop.receiveBlock, to: buffer)
    } else {
      // Without memory libuv reports ENOBUFS at once instead of reading.
      unsafe buffer.pointee.len = 0
    }
  }

  @inline(__always)
  private func lend(_ memory: UnsafeMutableRawBufferPointer, to buffer: UnsafeMutablePointer<uv_buf_t>) {
    unsafe buffer.pointee.base = unsafe memory.baseAddress?.assumingMemoryBound(to: CChar.self)
    unsafe buffer.pointee.len = memory.count
  }

  fileprivate func didRead(_ result: Int, _ buffer: UnsafePointer<uv_buf_t>?) {
    guard !isClosing else { return }
    if result > 0, let buffer = unsafe buffer, let base = unsafe buffer.pointee.base {
      receiving.count(result)
      // libuv has written so many bytes, which the buffer that it was lent has room for.
      let bytes = unsafe RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: result)
      if unsafe result < buffer.pointee.len { return receiveLast(bytes) }
      owner?.didReceive(bytes, on: self)
      endTurnIfLong(result)
    } else {
      didReadNothing(result)
    }
  }

  private func didReadNothing(_ result: Int) {
    switch receiving.takePutOff() {
    case .stop: stopReading()
    case .close(let style): end(style)
    case .nothing:
      if result == 0 {
        if receiving.isIntoOwnerMemory { owner?.didReceive(RawSpan(), on: self) }
      } else if result == Int(UV_EOF.rawValue) {
        didReceiveEnd()
      } else {
        fail(CInt(truncatingIfNeeded: result), describePeer("read from the connection"))
      }
    }
  }

  /// Hands over all that was left to be read in this tick. What the owner sends meanwhile leaves at once, while the
  /// loop still has others to serve; it does not wait for the rest of a busy tick.
  private func receiveLast(_ bytes: RawSpan) {
    sending.beginAnswer()
    owner?.didReceive(bytes, on: self)
    if sending.endAnswer() { flushMarked() }
  }

  private func endTurnIfLong(_ byteCount: Int) {
    let limit = options.maximumReadByteCountPerTick
    guard receiving.hasHadShare(byteCount, of: limit, in: loop.tickCount) else { return }
    stopReading()
    loop.enqueueLocally { self.startReading() }
  }

  private func didReceiveEnd() {
    if receiving.end() { unsafe uv_read_stop(stream) }
    owner?.didReceiveEnd(self)
    closeIfBothHalvesEnded()
  }
}

private func lendReceiveMemory(
  _ handle: UnsafeMutablePointer<uv_handle_t>?, _ suggestedByteCount: Int, _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
  guard let buffer = unsafe buffer else { return }
  unsafe withConnection(handle?.pointee.data) { unsafe $0.lendMemory(to: buffer) }
}

private func streamDidRead(
  _ stream: UnsafeMutablePointer<uv_stream_t>?, _ result: Int, _ buffer: UnsafePointer<uv_buf_t>?
) { unsafe withConnection(stream?.pointee.data) { unsafe $0.didRead(result, buffer) } }
