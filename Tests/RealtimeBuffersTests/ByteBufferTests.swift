import RealtimeBuffers
import Testing

@Suite struct ByteBufferTests {
  let pool = BlockPool(blockByteCount: 64, maximumFreeBlockCount: 2)

  private func contents(_ buffer: ByteBuffer) -> [UInt8] { Array(buffer.readable) }

  private func append(_ bytes: [UInt8], to buffer: ByteBuffer) {
    bytes.withUnsafeBytes { buffer.append($0) }
  }

  @Test func `holds no memory before the first write and after the last read`() {
    let buffer = ByteBuffer(pool: pool)
    #expect(buffer.capacity == 0)
    append([1, 2, 3], to: buffer)
    buffer.consume(3)
    buffer.releaseIfEmpty()
    #expect(buffer.capacity == 0)
    #expect(pool.freeBlockCount == 1)
  }

  @Test func `the headroom stays free in front when the bytes move to a larger block`() {
    let buffer = ByteBuffer(pool: pool)
    buffer.reset(headroom: 14)
    append(Array(repeating: 7, count: 1_000), to: buffer)
    buffer.prepend(14).copyBytes(from: Array(repeating: 1, count: 14))
    #expect(contents(buffer) == Array(repeating: 1, count: 14) + Array(repeating: 7, count: 1_000))
  }

  @Test func `bytes lent to a parser come back without what it consumed`() {
    let buffer = ByteBuffer(pool: pool)
    append([1, 2, 3, 4], to: buffer)
    let lent = buffer.lend()
    lent[3] = 9
    buffer.endLending(consuming: 2)
    #expect(contents(buffer) == [3, 9])
  }

  @Test func `any sequence of appends and consumes reads back what was written`() {
    var random = SystemRandomNumberGenerator()
    let buffer = ByteBuffer(pool: pool)
    var expected: [UInt8] = []
    for _ in 0..<5_000 {
      if Bool.random(using: &random) {
        let bytes = (0..<Int.random(in: 0...50)).map { _ in UInt8.random(in: 0...255, using: &random) }
        append(bytes, to: buffer)
        expected += bytes
      } else {
        let count = Int.random(in: 0...expected.count, using: &random)
        buffer.consume(count)
        expected.removeFirst(count)
        buffer.releaseIfEmpty()
      }
      #expect(contents(buffer) == expected)
    }
  }

  @Test func `headroom becomes readable in front of what was written`() {
    let buffer = ByteBuffer(pool: pool)
    buffer.reset(headroom: 14)
    append([9, 9], to: buffer)
    buffer.prepend(2).copyBytes(from: [7, 8])
    #expect(contents(buffer) == [7, 8, 9, 9])
  }

  @Test func `detached bytes outlive the buffer's next writes`() {
    let buffer = ByteBuffer(pool: pool)
    append([1, 2, 3], to: buffer)
    buffer.consume(1)
    let detached = buffer.detach()
    append([4], to: buffer)
    #expect(Array(detached.bytes) == [2, 3])
    #expect(contents(buffer) == [4])
  }

  @Test func `an empty buffer takes over bytes with their memory`() throws {
    let from = ByteBuffer(pool: pool)
    let to = ByteBuffer(pool: pool)
    from.reset(headroom: 4)
    append([1, 2, 3], to: from)
    from.consume(1)
    let address = try #require(from.readable.baseAddress)
    to.takeOver(from)
    #expect(contents(to) == [2, 3])
    #expect(to.readable.baseAddress == address)
    #expect(from.isEmpty && from.capacity == 0)
    append([4], to: to)
    append([9], to: from)
    #expect(contents(to) == [2, 3, 4])
    #expect(contents(from) == [9])
  }

  @Test func `bytes that are taken over go after those that wait, also from another pool`() {
    let from = ByteBuffer(pool: BlockPool())
    let to = ByteBuffer(pool: pool)
    append([1], to: from)
    to.takeOver(from)
    append([2, 3], to: from)
    to.takeOver(from)
    #expect(contents(to) == [1, 2, 3])
    #expect(from.isEmpty)
  }

  @Test func `the pool keeps no more free blocks than it was told`() {
    let blocks = (0..<5).map { _ in pool.take(minimumByteCount: 1) }
    for block in blocks { pool.give(block) }
    #expect(pool.freeBlockCount == 2)
    pool.give(pool.take(minimumByteCount: 1_000))
    #expect(pool.freeBlockCount == 2)
  }

  @Test func `writing while the bytes are lent traps`() async {
    await #expect(processExitsWith: .failure) {
      let buffer = ByteBuffer(pool: BlockPool())
      buffer.append(1)
      buffer.withReadableBytes { _ in buffer.append(2) }
    }
  }
}
