import Foundation
import RealtimeBuffers
import Testing

@Suite struct BlockPoolTests {
  private func burst(_ count: Int, of byteCount: Int = 1, from pool: BlockPool) {
    let blocks = (0..<count).map { _ in pool.take(minimumByteCount: byteCount) }
    for block in blocks { pool.give(block) }
  }

  @Test func `blocks that a period needed are kept for the next, and go when it did not need them`() {
    let pool = BlockPool(blockByteCount: 64, maximumFreeBlockCount: 8)
    burst(5, from: pool)
    pool.trim()
    #expect(pool.freeBlockCount == 5)
    burst(2, from: pool)
    pool.trim()
    #expect(pool.freeBlockCount == 2)
    pool.trim()
    #expect(pool.freeBlockCount == 0)
  }

  @Test func `a block is reused, the latest first`() {
    let pool = BlockPool(blockByteCount: 64, maximumFreeBlockCount: 8)
    let block = pool.take(minimumByteCount: 64)
    pool.give(block)
    #expect(pool.take(minimumByteCount: 1).baseAddress == block.baseAddress)
    pool.give(block)
  }

  @Test func `what was taken is counted until it is given back, at its peak too`() {
    let pool = BlockPool(blockByteCount: 64, maximumFreeBlockCount: 8)
    burst(3, from: pool)
    burst(1, of: 1_000, from: pool)
    #expect(pool.lentByteCount == 0)
    #expect(pool.peakLentByteCount == 1_000)
  }

  @Test
  func `large blocks go back to the system when they are given back, a burst of others when it is over`()
    throws
  {
    let pool = BlockPool()
    // The first one sets glibc's threshold so high that it would serve the next ones from its heap.
    touchBurst(1, of: 8 << 20, from: pool)
    let before = try residentByteCount()
    touchBurst(20, of: 8 << 20, from: pool)
    touchBurst(400, of: BlockPool.defaultBlockByteCount, from: pool)
    pool.trim()
    pool.trim()
    // Of 160 MiB, and of 25 MiB: room is left for what the test's own process does meanwhile.
    #expect(try residentByteCount() - before < 12 << 20)
  }

  private func touchBurst(_ count: Int, of byteCount: Int, from pool: BlockPool) {
    var blocks: [UnsafeMutableRawBufferPointer] = []
    var others: [[UInt8]] = []
    for _ in 0..<count {
      let block = pool.take(minimumByteCount: byteCount)
      for offset in stride(from: 0, to: byteCount, by: 4096) { block[offset] = 1 }
      blocks.append(block)
      // What lives on between large blocks would hold an allocator's heap where it is.
      others.append([UInt8](repeating: 1, count: 64))
    }
    for block in blocks { pool.give(block) }
  }

  private func residentByteCount() throws -> Int {
    let text = try String(contentsOfFile: "/proc/self/statm", encoding: .utf8)
    let pages = try #require(text.split(separator: " ").dropFirst().first.flatMap { Int($0) })
    return pages * 4096
  }
}
