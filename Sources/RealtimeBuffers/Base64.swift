internal import CRealtimeKernels

/// Base64 of RFC 4648, straight from and into the memory where the bytes are wanted.
package enum Base64 {
  /// Bytes that `byteCount` bytes of base64 decode to at most.
  package static func decodedByteCount(forEncoded byteCount: Int) -> Int {
    byteCount <= 0 ? 0 : (byteCount + 3) / 4 * 3
  }

  /// Bytes of base64 for `byteCount` bytes, padding included.
  package static func encodedByteCount(forDecoded byteCount: Int) -> Int { (byteCount + 2) / 3 * 4 }

  /// Appends `bytes` as base64: the standard alphabet, padded, without line breaks.
  package static func encode(_ bytes: RawSpan, into buffer: ByteBuffer) {
    let memory = unsafe buffer.prepare(minimumByteCount: encodedByteCount(forDecoded: bytes.byteCount))
    unsafe buffer.commit(encode(bytes, to: memory))
  }

  /// `bytes` as base64.
  package static func string(from bytes: some Collection<UInt8>) -> String {
    let array = Array(bytes)
    return unsafe String(unsafeUninitializedCapacity: encodedByteCount(forDecoded: array.count)) { memory in
      unsafe encode(array.span.bytes, to: UnsafeMutableRawBufferPointer(memory))
    }
  }

  /// `memory` has room for all that is written.
  private static func encode(_ bytes: RawSpan, to memory: UnsafeMutableRawBufferPointer) -> Int {
    precondition(memory.count >= encodedByteCount(forDecoded: bytes.byteCount))
    return unsafe bytes.withUnsafeBytes { bytes in
      unsafe rt_base64_encode(
        bytes.assumingMemoryBound(to: UInt8.self).baseAddress, bytes.count,
        memory.assumingMemoryBound(to: UInt8.self).baseAddress)
    }
  }
}
