internal import RealtimeBuffers

extension JSONValue {
  /// Reads a whole document as ECMAScript's `JSON.parse` does: strictly RFC 8259, in UTF-8, without a byte order mark.
  ///
  /// A name that occurs twice keeps its first place and its last value. Half a surrogate pair becomes U+FFFD.
  public static func parse(
    _ document: RawSpan, maximumDepth: Int = JSONLimits.maximumDepth
  ) throws(JSONError) -> JSONValue {
    guard document.isUTF8 else { throw JSONError(kind: .invalidUTF8, offset: document.firstInvalidUTF8Offset) }
    return try JSONView(validating: document, maximumDepth: maximumDepth).owned
  }

  /// See `parse(_:maximumDepth:)`.
  public static func parse(_ document: [UInt8]) throws(JSONError) -> JSONValue { try unsafe parse(document.span.bytes) }

  /// See `parse(_:maximumDepth:)`.
  public static func parse(_ document: String) throws(JSONError) -> JSONValue {
    try unsafe parse(document.utf8.span.bytes)
  }

  /// The value as `JSON.stringify` writes it: compact, members in order, NaN and infinities as `null`. Only the layout
  /// of very large and very small numbers may differ, not their value.
  public var jsonText: String { jsonText { _, _, _ in nil } }

  /// `jsonText` with other texts in place of some.
  ///
  /// - Parameter replacement: What to write instead of a text, `nil` for the text itself. Gets the name of the object
  ///   or array that it is in, if that has one, its own name, if it has one, and the text.
  package func jsonText(
    replacing replacement: (_ container: String?, _ name: String?, _ text: String) -> String?
  ) -> String {
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10, maximumFreeBlockCount: 0))
    var writer = JSONWriter(buffer)
    writer.value(self, replacing: replacement)
    return unsafe String(decoding: buffer.readable, as: UTF8.self)
  }
}

extension RawSpan {
  fileprivate var firstInvalidUTF8Offset: Int {
    do {
      return try UTF8Span(validating: Span<UInt8>(_bytes: self)).span.count
    } catch {
      return error.byteOffsets.lowerBound
    }
  }
}

extension JSONValue: CustomStringConvertible {
  public var description: String { jsonText }
}
