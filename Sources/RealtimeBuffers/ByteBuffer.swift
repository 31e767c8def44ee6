/// A contiguous run of bytes with free space after it and, where the writer asked for it, in front.
///
/// ```text
///   0 ........ head ######## tail ........ capacity
///   headroom        readable      writable
/// ```
///
/// Invariant: `0 <= head <= tail <= capacity`. Memory comes from a `BlockPool` on the first write and goes
/// back by `releaseIfEmpty()`, so an idle connection holds none. While the readable bytes are lent to a
/// listener, every mutator that could move or overwrite them traps, so that no view ever points at bytes that
/// have changed. Loop-bound, like its pool.
@safe
package final class ByteBuffer {
  private let pool: BlockPool
  // Bound of every use: the invariant, which each mutator has checked before it changes an index.
  private var block = unsafe UnsafeMutableRawBufferPointer(start: nil, count: 0)
  private var head = 0
  private var tail = 0
  /// What `reset(headroom:)` asked for: kept free in front when the readable bytes move.
  private var headroom = 0
  private var isLent = false

  package init(pool: BlockPool) { self.pool = pool }

  deinit { unsafe pool.give(block) }

  package var readableByteCount: Int { tail - head }
  package var isEmpty: Bool { head == tail }
  package var capacity: Int { unsafe block.count }
  package var writableByteCount: Int { unsafe block.count - tail }

  // MARK: Reading

  /// The readable bytes. Valid until the next mutation of the buffer; copy what must outlive it.
  package var readable: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: block[head..<tail]) }

  /// Lends the readable bytes to `body`. Mutating the buffer inside `body` traps, except for `consume`, which
  /// moves no byte.
  package func withReadableBytes<Result>(_ body: (RawSpan) -> Result) -> Result {
    let outer = isLent
    isLent = true
    defer { isLent = outer }
    return unsafe body(RawSpan(_unsafeBytes: readable))
  }

  /// Lends the readable bytes to a parser that reads, and may change, them over several calls. Until
  /// `endLending` every mutator but `consume` traps.
  package func lend() -> UnsafeMutableRawBufferPointer {
    preconditionNotLent()
    isLent = true
    return unsafe UnsafeMutableRawBufferPointer(rebasing: block[head..<tail])
  }

  /// Ends a `lend` and gives up the first `byteCount` readable bytes.
  package func endLending(consuming byteCount: Int) {
    precondition(isLent, "nothing is lent")
    isLent = false
    consume(byteCount)
  }

  /// Gives up the first `byteCount` readable bytes. They stay in memory until the next write.
  package func consume(_ byteCount: Int) {
    precondition(byteCount >= 0 && byteCount <= tail - head, "consume beyond the readable bytes")
    head += byteCount
    if head == tail && !isLent {
      head = 0
      tail = 0
    }
  }

  // MARK: Writing

  /// Empties the buffer and leaves `headroom` bytes in front of what is written next.
  package func reset(headroom: Int) {
    preconditionNotLent()
    head = 0
    tail = 0
    self.headroom = 0
    ensureWritable(headroom)
    self.headroom = headroom
    head = headroom
    tail = headroom
  }

  /// Free memory of at least `minimumByteCount` after the readable bytes. Follow with `commit`.
  ///
  /// Moves the readable bytes to the front, or into a larger block, only when the space after them is too small.
  package func prepare(minimumByteCount: Int) -> UnsafeMutableRawBufferPointer {
    preconditionNotLent()
    ensureWritable(minimumByteCount)
    return unsafe UnsafeMutableRawBufferPointer(rebasing: block[tail...])
  }

  /// Declares `byteCount` bytes of the memory given by `prepare` written.
  package func commit(_ byteCount: Int) {
    unsafe precondition(byteCount >= 0 && byteCount <= block.count - tail, "commit beyond the prepared bytes")
    tail += byteCount
  }

  package func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    preconditionNotLent()
    ensureWritable(bytes.count)
    // Bound: ensureWritable made room for bytes.count after tail.
    unsafe block.baseAddress?.advanced(by: tail).copyMemory(from: source, byteCount: bytes.count)
    tail += bytes.count
  }

  package func append(_ bytes: RawSpan) { unsafe bytes.withUnsafeBytes { unsafe append($0) } }

  package func append(_ byte: UInt8) {
    preconditionNotLent()
    if unsafe tail == block.count { ensureWritable(1) }
    unsafe block[tail] = byte
    tail += 1
  }

  /// Turns the `byteCount` bytes in front of the readable ones into readable ones and returns them for filling.
  package func prepend(_ byteCount: Int) -> UnsafeMutableRawBufferPointer {
    preconditionNotLent()
    precondition(byteCount >= 0 && byteCount <= head, "prepend beyond the headroom")
    head -= byteCount
    return unsafe UnsafeMutableRawBufferPointer(rebasing: block[head..<(head + byteCount)])
  }

  /// The readable bytes, for changing them in place (masking).
  package var mutableReadable: UnsafeMutableRawBufferPointer {
    preconditionNotLent()
    return unsafe UnsafeMutableRawBufferPointer(rebasing: block[head..<tail])
  }

  /// Drops all but the first `byteCount` readable bytes, to undo a write that was given up half-way.
  package func truncate(toByteCount byteCount: Int) {
    preconditionNotLent()
    precondition(byteCount >= 0 && byteCount <= tail - head, "truncate beyond the readable bytes")
    tail = head + byteCount
  }

  // MARK: Memory

  /// Gives the memory back to the pool when nothing is left to read.
  package func releaseIfEmpty() {
    guard head == tail, !isLent, unsafe block.baseAddress != nil else { return }
    unsafe pool.give(block)
    unsafe block = UnsafeMutableRawBufferPointer(start: nil, count: 0)
    head = 0
    tail = 0
  }

  /// Takes over all readable bytes of `other`, which is left empty. Where this buffer is empty it takes their memory,
  /// and no byte is copied; otherwise they are appended.
  package func takeOver(_ other: ByteBuffer) {
    guard head == tail, other.pool === pool else {
      unsafe append(other.readable)
      return other.consume(other.tail - other.head)
    }
    preconditionNotLent()
    other.preconditionNotLent()
    // Not by `swap`: because of its two accesses at a time, every access to a buffer would be checked at run time.
    let spare = unsafe block
    unsafe block = other.block
    head = other.head
    tail = other.tail
    headroom = other.headroom
    unsafe other.block = spare
    other.head = 0
    other.tail = 0
    other.headroom = 0
  }

  /// Moves the readable bytes out together with their memory and leaves the buffer empty. No byte is copied.
  package func detach() -> DetachedBytes {
    preconditionNotLent()
    defer {
      unsafe block = UnsafeMutableRawBufferPointer(start: nil, count: 0)
      head = 0
      tail = 0
    }
    return unsafe DetachedBytes(pool: pool, block: block, range: head..<tail)
  }

  private func ensureWritable(_ byteCount: Int) {
    precondition(byteCount >= 0)
    guard unsafe block.baseAddress != nil else {
      unsafe block = pool.take(minimumByteCount: byteCount)
      return
    }
    if unsafe block.count - tail < byteCount { makeRoom(byteCount) }
  }

  private func makeRoom(_ byteCount: Int) {
    let readableByteCount = tail - head
    let front = min(head, headroom)
    if unsafe block.count - readableByteCount - front >= byteCount, let base = unsafe block.baseAddress {
      unsafe base.advanced(by: front).copyMemory(from: base.advanced(by: head), byteCount: readableByteCount)
    } else {
      moveToLargerBlock(front: front, minimumByteCount: front + readableByteCount + byteCount)
    }
    head = front
    tail = front + readableByteCount
  }

  private func moveToLargerBlock(front: Int, minimumByteCount: Int) {
    // Doubling keeps appends linear in total; whoever names a larger size gets that.
    let larger = unsafe pool.take(minimumByteCount: max(minimumByteCount, min(block.count * 2, minimumByteCount * 2)))
    unsafe UnsafeMutableRawBufferPointer(rebasing: larger[front...]).copyMemory(from: readable)
    unsafe pool.give(block)
    unsafe block = larger
  }

  private func preconditionNotLent() {
    precondition(!isLent, "the buffer's bytes are lent to a listener and must not move")
  }
}
