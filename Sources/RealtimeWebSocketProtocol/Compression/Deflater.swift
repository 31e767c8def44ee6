internal import RealtimeBuffers
internal import CRealtimeZlib

/// Compresses outgoing messages (RFC 7692 section 7.2.1).
@safe final class Deflater {
  /// zlib keeps a pointer back to the structure, so it must not move. It lives as long as this object.
  private let stream: UnsafeMutablePointer<z_stream>
  private let forgetsContext: Bool

  /// `nil` when there is no memory for it.
  init?(windowBits: Int, forgetsContext: Bool, level: Int, memoryLevel: Int) {
    self.forgetsContext = forgetsContext
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    // zlib cannot compress with a window of 256 bytes. With 9 bits its distances stay at or below 512 - 262 =
    // 250 bytes, which a window of 256 holds too.
    let bits = max(windowBits, 9)
    guard unsafe rt_deflate_init(stream, Int32(level), Int32(bits), Int32(memoryLevel)) == Z_OK else { return nil }
  }

  deinit {
    unsafe deflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Replaces the payload in `buffer` by its compressed form, in the same buffer: the output is written after
  /// the input, then the input is given up and becomes headroom.
  ///
  /// `false` when zlib refuses; the buffer and the context are of no use then.
  func compress(_ buffer: ByteBuffer, isFinal: Bool) -> Bool {
    let payloadByteCount = buffer.readableByteCount
    guard payloadByteCount > 0 else {
      // Nothing to compress: an empty stored block's header ends the message (RFC 7692 section 7.2.3.6).
      if isFinal {
        buffer.append(0)
        forgetMessage()
      }
      return true
    }
    guard deflateAll(buffer, payloadByteCount: payloadByteCount) else { return false }
    if isFinal {
      // The flush ended with 00 00 FF FF, which the receiver adds again.
      buffer.truncate(toByteCount: buffer.readableByteCount - 4)
      forgetMessage()
    }
    buffer.consume(payloadByteCount)
    return true
  }

  private func forgetMessage() {
    if forgetsContext { unsafe deflateReset(stream) }
  }

  private func deflateAll(_ buffer: ByteBuffer, payloadByteCount: Int) -> Bool {
    var offset = 0
    while true {
      let bound = unsafe Int(deflateBound(stream, UInt(payloadByteCount - offset))) + 16
      let room = unsafe buffer.prepare(minimumByteCount: bound)
      // Pointers are taken after `prepare`, which may have moved the payload. Bounds: zlib reads `avail_in`
      // bytes, which are left of the payload, and writes `avail_out`, which the room has.
      let input = unsafe UnsafeMutableRawPointer(mutating: buffer.readable.baseAddress)?
        .assumingMemoryBound(to: UInt8.self)
      let inputByteCount = min(payloadByteCount - offset, Int(UInt32.max))
      let roomByteCount = min(room.count, Int(UInt32.max))
      unsafe stream.pointee.next_in = input?.advanced(by: offset)
      unsafe stream.pointee.avail_in = UInt32(inputByteCount)
      unsafe stream.pointee.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
      unsafe stream.pointee.avail_out = UInt32(roomByteCount)
      let isLastPiece = offset + inputByteCount == payloadByteCount
      let result = unsafe deflate(stream, isLastPiece ? Z_SYNC_FLUSH : Z_NO_FLUSH)
      guard result == Z_OK || result == Z_BUF_ERROR else { return false }
      let (restByteCount, freeByteCount) = unsafe (stream.pointee.avail_in, stream.pointee.avail_out)
      offset += inputByteCount - Int(restByteCount)
      buffer.commit(roomByteCount - Int(freeByteCount))
      if offset == payloadByteCount && freeByteCount > 0 { return true }
    }
  }
}
