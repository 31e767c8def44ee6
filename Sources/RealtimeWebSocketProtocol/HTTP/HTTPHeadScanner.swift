internal import RealtimeBuffers

/// Finds the end of an HTTP head in bytes that come in pieces, and enforces the limits on the way.
///
/// It remembers how far it has looked, so the total cost is linear in the size of the head however small the
/// pieces are.
struct HTTPHeadScanner {
  /// Empty lines before a request that are passed over (RFC 9112 section 2.2).
  static let maximumLeadingEmptyLineCount = 4

  private let limits: WebSocketLimits
  private var leadingEmptyLinesLeft: Int
  private var scannedByteCount = 0
  private var lineStart = 0
  private var lineCount = 0
  private var previous: UInt8 = 0
  /// Bytes of heads that were found before this one, which the limit counts too.
  private var earlierByteCount = 0

  /// - Parameter isRequest: whether empty lines may come first.
  init(limits: WebSocketLimits, isRequest: Bool = false) {
    self.limits = limits
    leadingEmptyLinesLeft = isRequest ? Self.maximumLeadingEmptyLineCount : 0
  }

  /// Takes a head from `buffer`, once all of it is there.
  mutating func takeHead(from buffer: ByteBuffer) throws(WebSocketError) -> HTTPHead? {
    guard let byteCount = try unsafe scan(buffer.readable) else { return nil }
    // Bound: `scan` returns no more than it was given.
    let head = try unsafe HTTPHead(Array(buffer.readable.prefix(byteCount)))
    buffer.consume(byteCount)
    return head
  }

  /// Looks at the bytes that are new since the last call. Returns the size of the head, its empty line
  /// included, once it is complete.
  mutating func scan(_ bytes: UnsafeRawBufferPointer) throws(WebSocketError) -> Int? {
    // Bound: the loop's condition.
    while scannedByteCount < bytes.count {
      let byte = unsafe bytes[scannedByteCount]
      let isEndOfHead = try take(byte)
      scannedByteCount += 1
      if isEndOfHead { return scannedByteCount }
    }
    return nil
  }

  /// Begins with the next head, which follows one that was found.
  mutating func beginNext() {
    earlierByteCount += scannedByteCount
    scannedByteCount = 0
    lineStart = 0
    lineCount = 0
    previous = 0
  }

  private mutating func take(_ byte: UInt8) throws(WebSocketError) -> Bool {
    defer { previous = byte }
    if earlierByteCount + scannedByteCount >= limits.headByteCount {
      throw WebSocketError(.headTooLarge, limit: limits.headByteCount)
    }
    if byte == UInt8(ascii: "\n") {
      guard previous == UInt8(ascii: "\r") else { throw WebSocketError(.malformedHead) }
      return try endLine()
    }
    guard previous != UInt8(ascii: "\r"), byte != 0 else { throw WebSocketError(.malformedHead) }
    if scannedByteCount == lineStart && HeaderSyntax.isSpace(byte) {
      throw WebSocketError(lineCount == 0 ? .malformedHead : .foldedHeader)
    }
    if byte != UInt8(ascii: "\r") && scannedByteCount - lineStart >= limits.headLineByteCount {
      throw WebSocketError(.headLineTooLong, limit: limits.headLineByteCount)
    }
    return false
  }

  private mutating func endLine() throws(WebSocketError) -> Bool {
    let isEmpty = scannedByteCount - 1 == lineStart
    if isEmpty && lineCount > 0 { return true }
    lineStart = scannedByteCount + 1
    guard !isEmpty else {
      guard leadingEmptyLinesLeft > 0 else { throw WebSocketError(.malformedHead) }
      leadingEmptyLinesLeft -= 1
      return false
    }
    lineCount += 1
    // The start line is no header.
    if lineCount - 1 > limits.headerCount { throw WebSocketError(.tooManyHeaders, limit: limits.headerCount) }
    return false
  }
}
