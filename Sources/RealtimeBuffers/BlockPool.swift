/// A free list of equally sized memory blocks, one per event loop.
///
/// Connections borrow a block while bytes are in flight and give it back when they are idle, so resident memory follows
/// the connections that are busy now and not the ones that exist. Free blocks are kept for the next burst and go back
/// to the system once `trim()` finds that a whole period has passed without need of them. Loop-bound: not thread-safe,
/// and it takes no lock.
@safe
package final class BlockPool {
  /// Large enough for four maximal TLS records, small enough to stay in a core's second-level cache.
  package static let defaultBlockByteCount = 64 << 10
  /// Bounds what a loop keeps after a burst: 64 blocks of 64 KiB are 4 MiB.
  package static let defaultMaximumFreeBlockCount = 64

  package let blockByteCount: Int
  private let maximumFreeBlockCount: Int
  /// The free blocks, linked through their own first bytes.
  private var firstFree: UnsafeMutableRawPointer?
  private var freeCount = 0
  /// The fewest blocks that were free since the last `trim()`: nobody needed these.
  private var fewestFree = 0
  private var lent = 0
  private var peakLent = 0

  // Getters, because every access to a stored property that another module can see is checked at run time.

  /// Bytes lent out at this moment.
  package var lentByteCount: Int { lent }
  /// The most bytes that were ever lent out at once: what a loop's connections took at their worst.
  package var peakLentByteCount: Int { peakLent }

  package init(
    blockByteCount: Int = BlockPool.defaultBlockByteCount,
    maximumFreeBlockCount: Int = BlockPool.defaultMaximumFreeBlockCount
  ) {
    unsafe precondition(blockByteCount >= MemoryLayout<UnsafeMutableRawPointer?>.size && maximumFreeBlockCount >= 0)
    self.blockByteCount = blockByteCount
    self.maximumFreeBlockCount = maximumFreeBlockCount
  }

  deinit { releaseFree(downTo: 0) }

  /// Lends at least `minimumByteCount` bytes of uninitialised memory until it is given back.
  package func take(minimumByteCount: Int) -> UnsafeMutableRawBufferPointer {
    let byteCount = max(minimumByteCount, blockByteCount)
    lent += byteCount
    if lent > peakLent { peakLent = lent }
    if byteCount == blockByteCount, let base = unsafe popFree() {
      return unsafe UnsafeMutableRawBufferPointer(start: base, count: byteCount)
    }
    return unsafe BlockMemory.allocate(byteCount: byteCount)
  }

  /// Takes a block back. The caller must not touch it afterwards.
  package func give(_ block: UnsafeMutableRawBufferPointer) {
    guard let base = block.baseAddress else { return }
    lent -= block.count
    if block.count == blockByteCount && freeCount < maximumFreeBlockCount {
      // Bound: a block has room for the link.
      unsafe base.storeBytes(of: firstFree, as: UnsafeMutableRawPointer?.self)
      unsafe firstFree = base
      freeCount += 1
    } else {
      unsafe BlockMemory.release(block)
    }
  }

  /// Gives blocks back to the system that were free all the time since the last call. To be called at intervals.
  package func trim() {
    releaseFree(downTo: freeCount - fewestFree)
    fewestFree = freeCount
  }

  /// Blocks kept for reuse at this moment, for tests and for memory reports.
  package var freeBlockCount: Int { freeCount }

  private func popFree() -> UnsafeMutableRawPointer? {
    guard let base = unsafe firstFree else { return nil }
    // Bound: `give` wrote the link there.
    unsafe firstFree = base.load(as: UnsafeMutableRawPointer?.self)
    freeCount -= 1
    if freeCount < fewestFree { fewestFree = freeCount }
    return unsafe base
  }

  private func releaseFree(downTo count: Int) {
    while freeCount > count, let base = unsafe popFree() {
      unsafe BlockMemory.release(UnsafeMutableRawBufferPointer(start: base, count: blockByteCount))
    }
  }
}
