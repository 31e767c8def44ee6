import Glibc
import Testing

/// Memory whose last byte is the last of a readable page: one byte read or written beyond it ends the
/// process.
final class GuardedMemory {
  private let base: UnsafeMutableRawPointer
  private let pageByteCount = Int(sysconf(Int32(_SC_PAGESIZE)))
  private let pageCount: Int

  init(byteCount: Int) throws {
    pageCount = (byteCount + pageByteCount - 1) / pageByteCount
    let mapped = mmap(
      nil, (pageCount + 1) * pageByteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    base = try #require(mapped)
    try #require(mapped != MAP_FAILED)
    try #require(mprotect(base + pageCount * pageByteCount, pageByteCount, PROT_NONE) == 0)
  }

  deinit {
    munmap(base, (pageCount + 1) * pageByteCount)
  }

  /// The last `count` bytes before the guard.
  func last(_ count: Int) -> UnsafeMutableBufferPointer<UInt8> {
    let start = base + (pageCount * pageByteCount - count)
    return UnsafeMutableBufferPointer(start: start.assumingMemoryBound(to: UInt8.self), count: count)
  }

  func last(filledWith bytes: [UInt8]) -> UnsafeMutableBufferPointer<UInt8> {
    let memory = last(bytes.count)
    _ = memory.update(fromContentsOf: bytes)
    return memory
  }
}
