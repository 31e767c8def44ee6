package import RealtimeBuffers
internal import CRealtimeKernels

/// Base64 of RFC 4648 section 4, straight from and into the memory where the bytes are wanted.
///
/// Decoding is strict: the standard alphabet only, padded to a multiple of four, no white space or line
/// breaks, and no bit set that padding leaves unused, so each byte string has exactly one encoding.
package enum Base64 {
  /// Bytes that `byteCount` bytes of base64 decode to at most.
  package static func decodedByteCount(forEncoded byteCount: Int) -> Int {
    byteCount <= 0 ? 0 : (byteCount + 3) / 4 * 3
  }

  /// Bytes of base64 for `byteCount` bytes, padding included.
  package static func encodedByteCount(forDecoded byteCount: Int) -> Int {
    (byteCount + 2) / 3 * 4
  }

  /// Decodes `text` to the front of `memory` and answers how many bytes were written. The rest of `memory`
  /// may have been overwritten, nothing outside it.
  package static func decode(
    _ text: RawSpan,
    into memory: UnsafeMutableRawBufferPointer
  ) throws(JSONError) -> Int {
    let result = text.withUnsafeBytes { text in
      cbk_base64_decode(
        text.assumingMemoryBound(to: UInt8.self).baseAddress,
        text.count,
        memory.assumingMemoryBound(to: UInt8.self).baseAddress,
        memory.count
      )
    }
    switch cbk_base64_error(result.error) {
    case CBK_BASE64_OK: return result.byte_count
    case CBK_BASE64_INVALID_PADDING:
      throw JSONError(kind: .invalidBase64Padding, offset: result.error_offset)
    case CBK_BASE64_NO_ROOM: throw JSONError(kind: .outputTooSmall, offset: result.error_offset)
    default: throw JSONError(kind: .invalidBase64, offset: result.error_offset)
    }
  }

  /// Appends `bytes` as base64.
  package static func encode(_ bytes: RawSpan, into buffer: ByteBuffer) {
    let memory = buffer.prepare(minimumByteCount: encodedByteCount(forDecoded: bytes.byteCount))
    let written = bytes.withUnsafeBytes { bytes in
      cbk_base64_encode(
        bytes.assumingMemoryBound(to: UInt8.self).baseAddress,
        bytes.count,
        memory.assumingMemoryBound(to: UInt8.self).baseAddress
      )
    }
    buffer.commit(written)
  }
}
