/// A free list of equally sized memory blocks, one per event loop.
///
/// Connections borrow a block while bytes are in flight and give it back when they are idle, so resident
/// memory follows the connections that are busy now and not the ones that exist. Requests larger than a
/// block are served by the allocator. Loop-bound: not thread-safe, and it takes no lock.
package final class BlockPool {
  /// Large enough for four maximal TLS records, small enough to stay in a core's second-level cache.
  package static let defaultBlockByteCount = 64 << 10
  /// Bounds what an idle loop keeps: 16 blocks of 64 KiB are 1 MiB.
  package static let defaultMaximumFreeBlockCount = 16

  package let blockByteCount: Int
  private let maximumFreeBlockCount: Int
  private var free: [UnsafeMutableRawPointer] = []
  /// Bytes lent out at this moment.
  package private(set) var lentByteCount = 0
  /// The most bytes that were ever lent out at once: what a loop's connections took at their worst.
  package private(set) var peakLentByteCount = 0

  package init(
    blockByteCount: Int = BlockPool.defaultBlockByteCount,
    maximumFreeBlockCount: Int = BlockPool.defaultMaximumFreeBlockCount
  ) {
    precondition(blockByteCount > 0 && maximumFreeBlockCount >= 0)
    self.blockByteCount = blockByteCount
    self.maximumFreeBlockCount = maximumFreeBlockCount
    free.reserveCapacity(maximumFreeBlockCount)
  }

  deinit {
    for base in free { base.deallocate() }
  }

  /// Lends at least `minimumByteCount` bytes of uninitialised memory until it is given back.
  package func take(minimumByteCount: Int) -> UnsafeMutableRawBufferPointer {
    let byteCount = max(minimumByteCount, blockByteCount)
    lentByteCount += byteCount
    peakLentByteCount = max(peakLentByteCount, lentByteCount)
    if byteCount == blockByteCount, let base = free.popLast() {
      return UnsafeMutableRawBufferPointer(start: base, count: byteCount)
    }
    return .allocate(byteCount: byteCount, alignment: 64)
  }

  /// Takes a block back. The caller must not touch it afterwards.
  package func give(_ block: UnsafeMutableRawBufferPointer) {
    guard let base = block.baseAddress else { return }
    lentByteCount -= block.count
    if block.count == blockByteCount && free.count < maximumFreeBlockCount {
      free.append(base)
    } else {
      base.deallocate()
    }
  }

  /// Blocks kept for reuse at this moment, for tests and for memory reports.
  package var freeBlockCount: Int { free.count }
}
