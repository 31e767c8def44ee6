package import RealtimeBuffers
internal import CRealtimeKernels

extension JSONView {
  /// The decoded text. Half of an escaped surrogate pair without its other half reads as U+FFFD.
  public var string: String? { kind == .string ? text.decodedText(isEscaped: isEscaped) : nil }

  /// Whether the value is a string that decodes to `text`. Allocates nothing.
  public static func == (view: borrowing JSONView, text: StaticString) -> Bool { view.equals(text) }

  /// Whether the value is a string that decodes to `text`. Allocates nothing.
  public func equals(_ text: StaticString) -> Bool {
    kind == .string && text.withUTF8Buffer { unsafe self.text.textEquals($0, isEscaped: isEscaped) }
  }

  /// Bytes that `base64` can decode to at most, for sizing the memory it decodes into.
  public var base64ByteCountLimit: Int {
    kind == .string ? Base64.decodedByteCount(forEncoded: rawBytes.byteCount - 2) : 0
  }

  /// Decodes a string of base64 into the caller's memory: RFC 4648 with its standard or its URL-safe alphabet, padded
  /// or not, with or without white space.
  ///
  /// - Returns: how many bytes were written, at the front of `memory`. The rest of it may have been overwritten.
  /// - Throws: `wrongType` for what is no string, the kind and place within the string's text otherwise.
  public func decodeBase64(into memory: UnsafeMutableRawBufferPointer) throws(JSONError) -> Int {
    guard kind == .string else { throw JSONError(kind: .wrongType, offset: 0) }
    if !isEscaped { return try unsafe Base64.decode(text, into: memory) }
    // `\/` and `\u002F` are legal, if unusual, ways to write a slash.
    let unescaped = text.unescapedBytes()
    return try unsafe Base64.decode(unescaped.span.bytes, into: memory)
  }

  /// The decoded text: the bytes themselves or, where they have escapes, what those say, written to a place in `buffer`
  /// that no other text is written to. Empty for what is no string.
  ///
  /// - Parameters:
  ///   - document: The bytes that the value is a part of, the same for all texts in `buffer`.
  ///   - buffer: Empty, and used for texts of this document alone. Its memory is as large as the document.
  @_lifetime(copy self)
  package func text(in document: RawSpan, unescapedInto buffer: ByteBuffer) -> RawSpan {
    if !isEscaped { return text }
    let memory = unsafe buffer.prepare(minimumByteCount: document.byteCount)
    let decoded = unsafe document.withUnsafeBytes { document in
      unsafe text.withUnsafeBytes { text in
        guard let start = document.baseAddress, let source = text.baseAddress else { return 0..<0 }
        // A text is never longer than what it was written as, so each has room at the same offset.
        let offset = unsafe source - start
        let target = unsafe UnsafeMutableRawBufferPointer(rebasing: memory[offset..<(offset + text.count)])
        let count = unsafe rt_json_unescape(
          source.assumingMemoryBound(to: UInt8.self), text.count,
          target.assumingMemoryBound(to: UInt8.self).baseAddress)
        return offset..<(offset + count)
      }
    }
    let bytes = unsafe RawSpan(_unsafeBytes: UnsafeRawBufferPointer(rebasing: memory[decoded]))
    return unsafe _overrideLifetime(bytes, copying: self)
  }

  /// The inside of a string's quotes, still escaped.
  package var text: RawSpan {
    @_lifetime(copy self)
    get { kind == .string ? rawBytes.extracting(1..<(rawBytes.byteCount - 1)) : rawBytes.extracting(first: 0) }
  }
}

extension RawSpan {
  /// The text of the inside of a validated JSON string.
  func decodedText(isEscaped: Bool) -> String {
    if !isEscaped { return unsafe String(copying: UTF8Span(unchecked: Span<UInt8>(_bytes: self))) }
    return unsafe withUnsafeBytes { bytes in
      // Bound, here and below: a text is never longer than what it was written as.
      unsafe String(unsafeUninitializedCapacity: bytes.count) { text in
        let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        return unsafe rt_json_unescape(base, bytes.count, text.baseAddress)
      }
    }
  }

  /// The text of the inside of a validated JSON string with escapes, in memory of its own.
  package func unescapedBytes() -> [UInt8] {
    unsafe withUnsafeBytes { bytes in
      unsafe [UInt8](unsafeUninitializedCapacity: bytes.count) { text, count in
        let base = unsafe bytes.assumingMemoryBound(to: UInt8.self).baseAddress
        count = unsafe rt_json_unescape(base, bytes.count, text.baseAddress)
      }
    }
  }
}
