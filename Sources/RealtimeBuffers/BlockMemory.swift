/// Where blocks come from and go back to: the system itself from 64 KiB on, the allocator below.
///
/// The allocator of glibc keeps large memory that was freed, because its threshold for giving it back grows up to 32
/// MiB with the blocks that it has seen. By it a hundred sessions that had each received 8 MB kept 360 to 610 MiB when
/// they were quiet; this way they keep none.
enum BlockMemory {
  static let mappedByteCount = 64 << 10

  static func allocate(byteCount: Int) -> UnsafeMutableRawBufferPointer {
    guard byteCount >= mappedByteCount else { return .allocate(byteCount: byteCount, alignment: 64) }
    let base = unsafe mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let base = unsafe base, unsafe base != failedMapping else {
      preconditionFailure("out of memory: \(byteCount) bytes")
    }
    return unsafe UnsafeMutableRawBufferPointer(start: base, count: byteCount)
  }

  static func release(_ block: UnsafeMutableRawBufferPointer) {
    if block.count >= mappedByteCount {
      unsafe munmap(block.baseAddress, block.count)
    } else {
      unsafe block.deallocate()
    }
  }

  /// MAP_FAILED, a macro that Swift does not see.
  private static var failedMapping: UnsafeMutableRawPointer? { unsafe UnsafeMutableRawPointer(bitPattern: -1) }
}
