/// Bytes that left their buffer with their memory, for a write request that outlives the call.
@safe
package final class DetachedBytes {
  private let pool: BlockPool
  // Bound: `range` was the readable part of the buffer that the block left.
  private let block: UnsafeMutableRawBufferPointer
  private var range: Range<Int>

  init(pool: BlockPool, block: UnsafeMutableRawBufferPointer, range: Range<Int>) {
    self.pool = pool
    unsafe self.block = block
    self.range = range
  }

  deinit { unsafe pool.give(block) }

  package var byteCount: Int { range.count }

  /// Valid as long as this object lives.
  package var bytes: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(rebasing: block[range]) }
}
