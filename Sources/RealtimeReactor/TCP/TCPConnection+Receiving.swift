internal import CRealtimeUV

extension TCPConnection {
  /// Whether reading was paused by `pauseReading()`.
  public var isPaused: Bool { isReadingPaused }

  /// Stops reading. What the peer sends stays in the kernel, which slows the peer down. Idempotent.
  ///
  /// No `didReceive` follows, also not for bytes that are already there. The end of the connection is not noticed either
  /// until reading is resumed or something is written.
  public func pauseReading() {
    loop.preconditionOnLoop()
    guard !isReadingPaused else { return }
    isReadingPaused = true
    stopReading()
  }

  /// Reads again. Idempotent.
  public func resumeReading() {
    loop.preconditionOnLoop()
    guard isReadingPaused else { return }
    isReadingPaused = false
    startReading()
  }

  /// Whether the owner is asked for memory before each read. Switched off, all reads go to the block that the loop's
  /// connections share.
  package var asksForMemory: Bool {
    get { asksOwnerForMemory }
    set { asksOwnerForMemory = newValue }
  }

  /// Starts to read if the connection is in a state to do so.
  func startReading() {
    if case .stopping = lending { lending = .underWay }
    guard !isReading, !isReadingPaused, !isClosing, !hasReceivedEnd, phase == .open else { return }
    let status = uv_read_start(stream, lendReceiveMemory, streamDidRead)
    if status == 0 { isReading = true } else { fail(status, describePeer("read from the connection")) }
  }

  private func stopReading() {
    guard isReading, !isClosing else { return }
    switch lending {
    case .none:
      isReading = false
      uv_read_stop(stream)
    case .underWay: lending = .stopping
    case .stopping, .closing: break
    }
  }

  // MARK: Callbacks

  fileprivate func lendMemory(to buffer: UnsafeMutablePointer<uv_buf_t>) {
    var memory = loop.receiveBlock
    hasLentOwnerMemory = false
    guard asksOwnerForMemory else {
      prepareToRead()
      return lend(memory, to: buffer)
    }
    lending = .underWay
    if let lent = owner?.receiveMemory(for: self), lent.count > 0 {
      memory = lent
      hasLentOwnerMemory = true
    }
    switch lending {
    case .none, .underWay:
      lending = .none
      lend(memory, to: buffer)
    case .stopping, .closing:
      // Without memory libuv reports ENOBUFS at once instead of reading.
      buffer.pointee.len = 0
    }
  }

  @inline(__always)
  private func lend(
    _ memory: UnsafeMutableRawBufferPointer, to buffer: UnsafeMutablePointer<uv_buf_t>
  ) {
    buffer.pointee.base = memory.baseAddress?.assumingMemoryBound(to: CChar.self)
    buffer.pointee.len = memory.count
  }

  fileprivate func didRead(_ result: Int, _ buffer: UnsafePointer<uv_buf_t>?) {
    guard !isClosing else { return }
    if result > 0, let buffer, let base = buffer.pointee.base {
      receivedByteCount &+= UInt64(result)
      let bytes = RawSpan(_unsafeStart: UnsafeRawPointer(base), byteCount: result)
      if result < buffer.pointee.len { return receiveLast(bytes) }
      owner?.didReceive(bytes, on: self)
      endTurnIfLong(result)
    } else if case let lending = lending, !lending.isNone {
      endLending(lending)
    } else if result == 0 {
      if hasLentOwnerMemory { owner?.didReceive(RawSpan(), on: self) }
    } else if result == Int(UV_EOF.rawValue) {
      didReceiveEnd()
    } else {
      fail(CInt(truncatingIfNeeded: result), describePeer("read from the connection"))
    }
  }

  /// Hands over all that was left to be read in this tick. What the owner answers leaves at once, while the loop still
  /// has others to serve; the rest of a busy tick is not waited for.
  private func receiveLast(_ bytes: RawSpan) {
    // What waits for the end of the tick already is in the loop's list, and leaves from there.
    isAnswering = !isMarkedForFlush
    owner?.didReceive(bytes, on: self)
    guard isAnswering else { return }
    isAnswering = false
    if isMarkedForFlush { flushMarked() }
  }

  /// libuv reads up to 32 times in a row; this bounds it by bytes.
  private func endTurnIfLong(_ byteCount: Int) {
    if readTick != loop.tickCount {
      readTick = loop.tickCount
      readByteCountInTick = 0
    }
    readByteCountInTick += byteCount
    guard readByteCountInTick >= options.maximumReadByteCountPerTick, isReading else { return }
    stopReading()
    loop.enqueueLocally { self.startReading() }
  }

  private func endLending(_ lending: Lending) {
    self.lending = .none
    switch lending {
    case .none, .underWay: break
    case .stopping: stopReading()
    case .closing(let style): end(style)
    }
  }

  private func didReceiveEnd() {
    hasReceivedEnd = true
    stopReading()
    owner?.didReceiveEnd(self)
    closeIfBothHalvesEnded()
  }
}

extension TCPConnection.Lending {
  fileprivate var isNone: Bool {
    switch self {
    case .none: true
    case .underWay, .stopping, .closing: false
    }
  }
}

private func lendReceiveMemory(
  _ handle: UnsafeMutablePointer<uv_handle_t>?,
  _ suggestedByteCount: Int,
  _ buffer: UnsafeMutablePointer<uv_buf_t>?
) {
  guard let buffer else { return }
  withConnection(handle?.pointee.data) { $0.lendMemory(to: buffer) }
}

private func streamDidRead(
  _ stream: UnsafeMutablePointer<uv_stream_t>?,
  _ result: Int,
  _ buffer: UnsafePointer<uv_buf_t>?
) {
  withConnection(stream?.pointee.data) { $0.didRead(result, buffer) }
}
