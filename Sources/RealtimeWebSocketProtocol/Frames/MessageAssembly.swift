internal import RealtimeBuffers

/// A message that is put together from fragments, or inflated. It holds memory only while it has bytes.
struct MessageAssembly: ~Copyable {
  private let buffer: ByteBuffer
  /// Bytes that a message may have.
  private let limit: Int
  /// Whether the bytes went out with the last event, and end with the next call.
  private var isDelivered = false

  init(pool: BlockPool, limit: Int) {
    buffer = ByteBuffer(pool: pool)
    self.limit = limit
  }

  var byteCount: Int { buffer.readableByteCount }

  func append(_ bytes: UnsafeRawBufferPointer) {
    reserve(bytes.count)
    unsafe buffer.append(bytes)
  }

  /// Room for what comes next, one byte or more.
  func room() -> UnsafeMutableRawBufferPointer {
    reserve(1)
    return unsafe buffer.prepare(minimumByteCount: 1)
  }

  /// Takes over the first `byteCount` bytes of the room, and returns them.
  func commit(_ byteCount: Int) -> UnsafeRawBufferPointer {
    let earlierByteCount = buffer.readableByteCount
    buffer.commit(byteCount)
    // Bound: the readable bytes have not become fewer.
    return unsafe UnsafeRawBufferPointer(rebasing: buffer.readable[earlierByteCount...])
  }

  /// The bytes so far, which end with the next call.
  mutating func deliver() -> UnsafeRawBufferPointer {
    isDelivered = true
    return unsafe buffer.readable
  }

  @inline(__always)
  mutating func forgetDelivered() {
    if isDelivered { forget() }
  }

  mutating func forget() {
    isDelivered = false
    buffer.truncate(toByteCount: 0)
    buffer.releaseIfEmpty()
  }

  /// Makes room for `byteCount` bytes, and for some of what may follow them.
  private func reserve(_ byteCount: Int) {
    guard buffer.writableByteCount < byteCount else { return }
    let held = buffer.readableByteCount
    // The first block of the pool is room enough.
    let room = held == 0 ? 0 : MessageGrowth.room(after: held, missing: limit - held)
    _ = unsafe buffer.prepare(minimumByteCount: max(byteCount, room))
  }
}
