internal import RealtimeBuffers

// permessage-deflate (RFC 7692), where it was agreed on.
extension WebSocketMachine {
  /// Output handed out at once in streaming mode.
  private static let streamedByteCount = 64 << 10

  /// RSV1 on the first frame of a message, and there alone, says that it is compressed.
  func isCompressedStart(_ header: FrameHeader) -> Bool {
    deflate != nil && header.reservedBits == FrameHeader.compressedBit
      && (header.opcodeBits == 0x1 || header.opcodeBits == 0x2)
  }

  func isCompressed(_ header: FrameHeader) -> Bool {
    header.opcodeBits == 0 ? incoming.isCompressed : header.reservedBits == FrameHeader.compressedBit
  }

  // MARK: Receiving

  /// Inflates what has arrived of the current frame, into the message in assembly.
  func continueInflating() -> Progress {
    guard let inflater = inflaterForMessage() else { return .failed(.compressionUnavailable) }
    if let stop = inflatePayload(inflater) { return stop }
    let isFrameDone = processedByteCount == frame.payloadByteCount
    if isFrameDone && frame.isFinal { return inflateEnd(inflater) }
    if isFrameDone { isInsideFrame = false }
    if configuration.reading == .fragments && !assembly.isEmpty { return .assembledFragment(isFinal: false) }
    return isFrameDone ? .frameDone : .incomplete(missingByteCount: missingOfFragment)
  }

  /// `nil` once nothing is left to take from the bytes at hand.
  private func inflatePayload(_ inflater: Inflater) -> Progress? {
    let available = min(end - cursor, frame.payloadByteCount - processedByteCount)
    let ahead = unmaskedAheadByteCount
    if frame.isMasked && available > ahead {
      Masking.apply(
        frame.maskingKey, to: base + (cursor + ahead), byteCount: available - ahead,
        atPayloadOffset: processedByteCount + ahead)
      unmaskedAheadByteCount = available
    }
    var remaining = available
    while true {
      let input = UnsafeRawBufferPointer(start: base + cursor, count: remaining)
      let step = inflater.inflate(input, into: inflateRoom())
      if let stop = take(step) { return stop }
      cursor += step.consumedByteCount
      processedByteCount += step.consumedByteCount
      remaining -= step.consumedByteCount
      unmaskedAheadByteCount = max(unmaskedAheadByteCount - step.consumedByteCount, 0)
      if step.isOutputFull {
        if isStreamedOutputFull { return .assembledFragment(isFinal: false) }
      } else if remaining == 0 {
        return nil
      }
    }
  }

  private func inflateEnd(_ inflater: Inflater) -> Progress {
    while true {
      let step = inflater.inflateTail(into: inflateRoom())
      if let stop = take(step) { return stop }
      guard step.isOutputFull else { break }
      if isStreamedOutputFull { return .assembledFragment(isFinal: false) }
    }
    guard inflater.finishMessage() else { return .failed(.invalidCompressedData) }
    guard utf8.isAtBoundary else { return .failed(.invalidUTF8) }
    isInsideFrame = false
    return configuration.reading == .fragments ? .assembledFragment(isFinal: true) : .assembled
  }

  /// Takes over what a step produced: the limit and the text are checked before more is inflated.
  private func take(_ step: Inflater.Step) -> Progress? {
    if step.producedByteCount > 0 {
      let start = assembly.readableByteCount
      assembly.commit(step.producedByteCount)
      incoming.byteCount += step.producedByteCount
      // The text up to the limit is judged first: the verdict must not depend on how much was inflated at once.
      let excess = max(incoming.byteCount - configuration.limits.messageByteCount, 0)
      if incoming.kind == .text, let bytes = assembly.readable.baseAddress,
        !continueText(bytes + start, byteCount: step.producedByteCount - excess)
      {
        return .failed(.invalidUTF8)
      }
      if excess > 0 { return .failed(.messageTooBig) }
    }
    return step.isBroken ? .failed(.invalidCompressedData) : nil
  }

  /// Room for the next output: never more than one byte beyond the message limit.
  private func inflateRoom() -> UnsafeMutableRawBufferPointer {
    reserveAssembly(byteCount: 1)
    let room = assembly.prepare(minimumByteCount: 1)
    var byteCount = configuration.limits.messageByteCount - incoming.byteCount + 1
    if configuration.reading == .fragments {
      byteCount = min(byteCount, Self.streamedByteCount - assembly.readableByteCount)
    }
    return UnsafeMutableRawBufferPointer(rebasing: room[..<min(room.count, byteCount)])
  }

  private var isStreamedOutputFull: Bool {
    configuration.reading == .fragments && assembly.readableByteCount >= Self.streamedByteCount
  }

  private func inflaterForMessage() -> Inflater? {
    if inflater == nil, let deflate {
      inflater = Inflater(
        forgetsContext: role == .client ? deflate.serverNoContextTakeover : deflate.clientNoContextTakeover)
    }
    return inflater
  }

  // MARK: Sending

  /// Compresses the payload in `buffer` where that was agreed on and is worth it. Returns the bits that the
  /// frame's first byte gets for it.
  func compressIfWorthIt(_ buffer: ByteBuffer, isFinal: Bool) throws(WebSocketError) -> UInt8 {
    guard let deflate else { return 0 }
    let isFirst = outgoing.kind == nil
    if isFirst { outgoing.isCompressed = buffer.readableByteCount >= deflate.thresholdByteCount }
    guard outgoing.isCompressed else { return 0 }
    if deflater == nil {
      deflater = Deflater(
        windowBits: role == .client ? deflate.clientWindowBits : deflate.serverWindowBits,
        forgetsContext: role == .client ? deflate.clientNoContextTakeover : deflate.serverNoContextTakeover,
        level: deflate.level, memoryLevel: deflate.memoryLevel)
    }
    guard let deflater, deflater.compress(buffer, isFinal: isFinal) else {
      let error = WebSocketError(.compressionUnavailable)
      changeClosing { $0.fail(error) }
      throw error
    }
    return isFirst ? FrameHeader.compressedBit : 0
  }
}
