internal import RealtimeBuffers

/// The received bytes that are read now: those in the connection's buffer, or others where their owner keeps them.
///
/// Invariant: `0 <= offset <= end`, and `base` points to `end` bytes as long as somebody lends them.
@safe struct ReceivedBytes: ~Copyable {
  private enum Lender {
    case nobody, buffer, driver
  }

  /// Holds the beginning of a frame until the rest of it comes.
  private let buffer: ByteBuffer
  private var lender = Lender.nobody
  private var base: UnsafeMutableRawPointer
  private var offset = 0
  private var end = 0

  init(buffer: ByteBuffer) {
    self.buffer = buffer
    unsafe base = Self.nowhere
  }

  /// Never read from: at such a place there are no bytes.
  private static var nowhere: UnsafeMutableRawPointer {
    unsafe UnsafeMutableRawPointer(bitPattern: UInt(64)) ?? .allocate(byteCount: 1, alignment: 1)
  }

  var isEmpty: Bool { offset == end }

  /// Bytes that were not taken yet. Bound: the invariant.
  var count: Int { end &- offset }

  /// The first of them.
  var start: UnsafeMutableRawPointer { unsafe base + offset }

  /// Whether the buffer holds bytes that the next ones continue.
  var isBuffered: Bool { buffer.capacity > 0 }

  mutating func take(_ byteCount: Int) { offset += byteCount }

  // MARK: Lending

  /// Reads `bytes` next, which stay where they are.
  mutating func read(_ bytes: UnsafeMutableRawBufferPointer) {
    precondition(lender == .nobody && buffer.isEmpty, "received bytes wait in front of these")
    unsafe begin(bytes, of: .driver)
  }

  /// Reads the buffer unless something is read already.
  @inline(__always)
  mutating func readBuffer() {
    if lender == .nobody { unsafe begin(buffer.lend(), of: .buffer) }
  }

  private mutating func begin(_ bytes: UnsafeMutableRawBufferPointer, of lender: Lender) {
    self.lender = lender
    offset = 0
    end = bytes.count
    if let start = bytes.baseAddress { unsafe base = start }
  }

  /// Gives up what was taken and keeps the rest in the buffer, with room for `byteCount` bytes that must follow it.
  mutating func settle(expecting byteCount: Int = 0) {
    switch lender {
    case .nobody: return
    case .buffer:
      buffer.endLending(consuming: offset)
      buffer.releaseIfEmpty()
      makeRoom(after: buffer.readableByteCount, missing: byteCount)
    case .driver:
      makeRoom(after: count, missing: byteCount, extra: count)
      unsafe buffer.append(UnsafeRawBufferPointer(start: start, count: count))
    }
    lender = .nobody
    offset = 0
    end = 0
  }

  /// The buffer, for more bytes to be written to its end.
  mutating func settledBuffer() -> ByteBuffer {
    settle()
    return buffer
  }

  /// - Parameter extra: bytes at hand that the buffer lacks.
  private func makeRoom(after byteCount: Int, missing: Int, extra: Int = 0) {
    guard buffer.writableByteCount < extra + min(missing, MessageGrowth.smallestRoomByteCount) else { return }
    _ = unsafe buffer.prepare(minimumByteCount: extra + MessageGrowth.room(after: byteCount, missing: missing))
  }

  func checkInvariants() {
    assert(offset >= 0 && offset <= end)
    assert(lender != .nobody || end == 0)
  }
}
