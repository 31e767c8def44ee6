internal import RealtimeBuffers

// Payload bytes of the current frame, as far as they have arrived.
extension WebSocketMachine {
  enum Progress {
    /// The frame's bytes were taken over, the message goes on.
    case frameDone
    /// A message in one frame lies complete in the input.
    case message
    /// A control frame lies complete in the input.
    case control
    /// Streaming: these bytes of the input.
    case fragment(offset: Int, byteCount: Int, isFinal: Bool)
    /// The last fragment was taken over.
    case assembled
    /// Streaming of a compressed message: what was inflated.
    case assembledFragment(isFinal: Bool)
    case incomplete(missingByteCount: Int)
    case failed(WebSocketError.Kind)
  }

  @inline(__always)
  func continueFrame() -> Progress {
    if frame.opcodeBits & 0x8 != 0 { return continueControl() }
    if incoming.kind == nil {
      if frame.isFinal && frame.reservedBits == 0 && configuration.reading == .wholeMessages {
        return continueInPlace()
      }
      beginMessage()
    }
    return incoming.isCompressed ? continueInflating() : continueFragment()
  }

  private func beginMessage() {
    incoming.kind = frame.opcodeBits == 0x1 ? .text : .binary
    incoming.isCompressed = isCompressed(frame)
    utf8.reset()
  }

  /// A message in one frame: stays where it landed, and is unmasked and validated there as it comes.
  @inline(__always)
  private func continueInPlace() -> Progress {
    let available = min(end - cursor, frame.payloadByteCount)
    let newByteCount = available - processedByteCount
    if newByteCount > 0 {
      let start = base + (cursor + processedByteCount)
      unmask(start, byteCount: newByteCount)
      if frame.opcodeBits == 0x1 && !continueText(start, byteCount: newByteCount) {
        return .failed(.invalidUTF8)
      }
      processedByteCount = available
    }
    guard available == frame.payloadByteCount else {
      return .incomplete(missingByteCount: frame.payloadByteCount - available)
    }
    if !utf8.isAtBoundary { return .failed(.invalidUTF8) }
    return .message
  }

  /// A fragment: its bytes are moved into the message, or handed out, as they come.
  private func continueFragment() -> Progress {
    let byteCount = min(end - cursor, frame.payloadByteCount - processedByteCount)
    let start = base + cursor
    if byteCount > 0 {
      unmask(start, byteCount: byteCount)
      if incoming.kind == .text && !continueText(start, byteCount: byteCount) {
        return .failed(.invalidUTF8)
      }
      cursor += byteCount
      processedByteCount += byteCount
      incoming.byteCount += byteCount
    }
    let isFrameDone = processedByteCount == frame.payloadByteCount
    let isMessageDone = isFrameDone && frame.isFinal
    if isFrameDone { isInsideFrame = false }
    if isMessageDone && !utf8.isAtBoundary { return .failed(.invalidUTF8) }
    if configuration.reading == .fragments {
      if byteCount > 0 || isMessageDone {
        return .fragment(offset: cursor - byteCount, byteCount: byteCount, isFinal: isMessageDone)
      }
    } else if byteCount > 0 {
      append(UnsafeRawBufferPointer(start: start, count: byteCount))
    }
    if isMessageDone { return .assembled }
    return isFrameDone
      ? .frameDone : .incomplete(missingByteCount: missingOfFragment)
  }

  /// Fragments are taken over as they come, so there is no use in room for all of a large one.
  var missingOfFragment: Int { min(frame.payloadByteCount - processedByteCount, 16 << 10) }

  private func continueControl() -> Progress {
    let available = end - cursor
    guard available >= frame.payloadByteCount else {
      return .incomplete(missingByteCount: frame.payloadByteCount - available)
    }
    unmask(base + cursor, byteCount: frame.payloadByteCount)
    return .control
  }

  /// Unmasks the next bytes of the current frame in place; `processedByteCount` says where they are in it.
  @inline(__always)
  func unmask(_ bytes: UnsafeMutableRawPointer, byteCount: Int) {
    guard frame.isMasked else { return }
    Masking.apply(frame.maskingKey, to: bytes, byteCount: byteCount, atPayloadOffset: processedByteCount)
  }

  /// Whether the text so far is still UTF-8 with these bytes behind it.
  @inline(__always)
  func continueText(_ bytes: UnsafeRawPointer, byteCount: Int) -> Bool {
    var validator = utf8
    let isValid = validator.feed(bytes, byteCount: byteCount)
    utf8 = validator
    return isValid
  }

  /// Adds to the message in assembly.
  private func append(_ bytes: UnsafeRawBufferPointer) {
    reserveAssembly(byteCount: bytes.count)
    assembly.append(bytes)
  }

  /// Makes room for `byteCount` further bytes of the message in assembly, and for some of what may follow them.
  func reserveAssembly(byteCount: Int) {
    guard assembly.writableByteCount < byteCount else { return }
    let held = assembly.readableByteCount
    // The first block of the pool is room enough.
    let room =
      held == 0
      ? 0 : MessageGrowth.room(behind: held, missing: configuration.limits.messageByteCount - held)
    _ = assembly.prepare(minimumByteCount: max(byteCount, room))
  }
}
