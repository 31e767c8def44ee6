package import RealtimeBuffers
internal import CRealtimeKernels

/// What the service writes is canonical: the standard alphabet, padded, without line breaks. That is decoded with
/// vectors. Other servers may leave padding out, use the URL-safe alphabet or break lines. That is decoded a byte at a
/// time. Everything else is refused: two alphabets in one text, padding that is not complete or not at the end, a
/// length that no bytes have, and bits set that nothing uses.
extension Base64 {
  /// Decodes `text` to the front of `memory` and returns how many bytes were written. The rest of `memory`
  /// may have been overwritten, nothing outside it. They are not the same memory.
  package static func decode(_ text: RawSpan, into memory: UnsafeMutableRawBufferPointer) throws(JSONError) -> Int {
    do throws(JSONError) {
      return try unsafe decodeCanonical(text, into: memory)
    } catch {
      return try unsafe decodeLeniently(text, into: memory)
    }
  }

  /// The same of canonical base64 alone, which is what the service takes.
  package static func decodeCanonical(
    _ text: RawSpan, into memory: UnsafeMutableRawBufferPointer
  ) throws(JSONError) -> Int {
    let result = unsafe text.withUnsafeBytes { text in
      unsafe rt_base64_decode(
        text.assumingMemoryBound(to: UInt8.self).baseAddress, text.count,
        memory.assumingMemoryBound(to: UInt8.self).baseAddress, memory.count)
    }
    switch rt_base64_error(result.error) {
    case RT_BASE64_OK: return result.byte_count
    case RT_BASE64_INVALID_PADDING: throw JSONError(kind: .invalidBase64Padding, offset: result.error_offset)
    case RT_BASE64_NO_ROOM: throw JSONError(kind: .outputTooSmall, offset: result.error_offset)
    default: throw JSONError(kind: .invalidBase64, offset: result.error_offset)
    }
  }
}
