/// Bytes that left their buffer with their memory, for a write request that outlives the call.
package final class DetachedBytes {
  private let pool: BlockPool
  private let block: UnsafeMutableRawBufferPointer
  private var range: Range<Int>

  init(pool: BlockPool, block: UnsafeMutableRawBufferPointer, range: Range<Int>) {
    self.pool = pool
    self.block = block
    self.range = range
  }

  deinit {
    pool.give(block)
  }

  package var byteCount: Int { range.count }

  /// Valid as long as this object lives.
  package var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: block[range]) }
}
