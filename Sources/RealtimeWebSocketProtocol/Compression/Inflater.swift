internal import CRealtimeZlib

/// Inflates incoming messages (RFC 7692 section 7.2.2), as much at a time as the caller has room for.
@safe final class Inflater {
  struct Step {
    var consumedByteCount: Int
    var producedByteCount: Int
    /// The output is full: there may be more without further input.
    var isOutputFull: Bool
    /// The data is not deflate from here on. What was produced before still counts, so that the verdict on a
    /// message does not depend on how it was cut.
    var isBroken = false
  }

  /// zlib keeps a pointer back to the structure, so it must not move. It lives as long as this object.
  private let stream: UnsafeMutablePointer<z_stream>
  private let forgetsContext: Bool
  /// How much of the message's implied end was fed.
  private var consumedTailByteCount = 0
  /// The sender ended its deflate stream with the last byte so far.
  private var isAtStreamEnd = false

  /// `nil` when there is no memory for it.
  ///
  /// The window has its full 32 KiB, whatever was agreed on. With a smaller one, zlib refuses a distance beyond it or
  /// not, by how much it is given at once: the verdict on a message would depend on how it was cut.
  init?(forgetsContext: Bool) {
    self.forgetsContext = forgetsContext
    unsafe stream = .allocate(capacity: 1)
    unsafe stream.initialize(to: z_stream())
    guard unsafe rt_inflate_init(stream, MAX_WBITS) == Z_OK else { return nil }
  }

  deinit {
    unsafe inflateEnd(stream)
    unsafe stream.deallocate()
  }

  /// Inflates from `input` into `output`.
  func inflate(_ input: UnsafeRawBufferPointer, into output: UnsafeMutableRawBufferPointer) -> Step {
    let inputByteCount = min(input.count, 1 << 30)
    let outputByteCount = min(output.count, 1 << 30)
    // Bounds: zlib reads `avail_in` bytes and writes `avail_out`, which `input` and `output` have.
    unsafe stream.pointee.next_in = UnsafeMutableRawPointer(mutating: input.baseAddress)?
      .assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_in = UInt32(inputByteCount)
    unsafe stream.pointee.next_out = output.baseAddress?.assumingMemoryBound(to: UInt8.self)
    unsafe stream.pointee.avail_out = UInt32(outputByteCount)
    let result = unsafe CRealtimeZlib.inflate(stream, Z_SYNC_FLUSH)
    let (restByteCount, freeByteCount) = unsafe (stream.pointee.avail_in, stream.pointee.avail_out)
    var step = Step(
      consumedByteCount: inputByteCount - Int(restByteCount),
      producedByteCount: outputByteCount - Int(freeByteCount),
      isOutputFull: freeByteCount == 0)
    switch result {
    case Z_OK:
      if step.consumedByteCount > 0 { isAtStreamEnd = false }
    case Z_BUF_ERROR:
      // No progress was possible: right when there was no input, and never otherwise.
      step.isBroken = inputByteCount > 0 && outputByteCount > 0
    case Z_STREAM_END:
      // A final block (RFC 7692 section 7.2.3.4): what follows begins a new stream.
      isAtStreamEnd = true
      unsafe inflateReset(stream)
    default: step.isBroken = true
    }
    return step
  }

  /// Inflates what the sender left out at the end of the message: 00 00 FF FF.
  ///
  /// From a constant, since the bytes after the payload belong to the next frame.
  func inflateTail(into output: UnsafeMutableRawBufferPointer) -> Step {
    if isAtStreamEnd { return Step(consumedByteCount: 0, producedByteCount: 0, isOutputFull: false) }
    let tail: InlineArray<4, UInt8> = [0x00, 0x00, 0xFF, 0xFF]
    let rest = consumedTailByteCount
    let step = unsafe tail.span.withUnsafeBytes { bytes in
      unsafe inflate(UnsafeRawBufferPointer(rebasing: bytes[rest...]), into: output)
    }
    consumedTailByteCount += step.consumedByteCount
    return step
  }

  /// Ends the message. `false`: it broke off inside a block.
  func finishMessage() -> Bool {
    // zlib sets bit 7 of data_type between two blocks.
    let isBetweenBlocks = unsafe stream.pointee.data_type & 128 != 0
    let isComplete = isAtStreamEnd || (consumedTailByteCount == 4 && isBetweenBlocks)
    consumedTailByteCount = 0
    isAtStreamEnd = false
    if forgetsContext { unsafe inflateReset(stream) }
    return isComplete
  }
}
