package import RealtimeBuffers

/// Decoding of text that somebody owns, where a copy does not matter.
extension Base64 {
  /// The bytes of `text`, or `nil` when it is not base64 (see ``decode(_:into:)``).
  package static func bytes(from text: String) -> [UInt8]? {
    unsafe bytes(of: text) { (text, memory) throws(JSONError) in try unsafe decode(text, into: memory) }
  }

  /// The bytes of `text`, or `nil` when it is not base64 as the service takes it (see ``decodeCanonical(_:into:)``).
  package static func canonicalBytes(from text: String) -> [UInt8]? {
    unsafe bytes(of: text) { (text, memory) throws(JSONError) in try unsafe decodeCanonical(text, into: memory) }
  }

  /// The bytes that `text` stands for, or `nil` when it is not base64 (see ``decode(_:into:)``).
  package static func bytes(of text: RawSpan) -> [UInt8]? {
    unsafe bytes(of: text) { (text, memory) throws(JSONError) in try unsafe decode(text, into: memory) }
  }

  private static func bytes(
    of text: String, _ decode: (RawSpan, UnsafeMutableRawBufferPointer) throws(JSONError) -> Int
  ) -> [UInt8]? {
    unsafe bytes(of: text.utf8Span.span.bytes, decode)
  }

  private static func bytes(
    of text: RawSpan, _ decode: (RawSpan, UnsafeMutableRawBufferPointer) throws(JSONError) -> Int
  ) -> [UInt8]? {
    let capacity = decodedByteCount(forEncoded: text.byteCount)
    return try? unsafe [UInt8](unsafeUninitializedCapacity: capacity) { memory, count in
      count = try unsafe decode(text, UnsafeMutableRawBufferPointer(memory))
    }
  }
}
