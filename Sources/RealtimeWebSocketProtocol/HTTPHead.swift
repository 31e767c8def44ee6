/// An HTTP/1.1 head: start line and header fields (RFC 9112). One parser for requests and responses.
struct HTTPHead {
  /// The three parts of the start line; the last may hold spaces or be empty.
  let startLine: (String, String, String)
  let headers: HTTPHeaders

  /// Reads a complete head, the empty line included, that a `HTTPHeadScanner` has found.
  init(_ bytes: UnsafeRawBufferPointer) throws(WebSocketError) {
    var headers = HTTPHeaders()
    var start: (String, String, String)?
    var offset = 0
    while let end = Self.endOfLine(in: bytes, from: offset), end > offset {
      let line = bytes[offset..<end]
      if start == nil {
        start = try Self.startLine(line)
      } else {
        try Self.appendField(line, to: &headers)
      }
      offset = end + 2
    }
    guard let start else { throw WebSocketError(.malformedHead) }
    startLine = start
    self.headers = headers
  }

  /// The status of a response in one of `versions`.
  func status(ofVersions versions: [String]) throws(WebSocketError) -> Int {
    guard versions.contains(startLine.0) else {
      throw WebSocketError(startLine.0.hasPrefix("HTTP/") ? .unsupportedHTTPVersion : .malformedHead)
    }
    let digits = startLine.1.utf8
    guard digits.count == 3, digits.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      let status = Int(startLine.1), status >= 100, status <= 599
    else { throw WebSocketError(.malformedHead) }
    return status
  }

  private static func endOfLine(in bytes: UnsafeRawBufferPointer, from offset: Int) -> Int? {
    bytes[offset...].firstIndex(of: UInt8(ascii: "\r"))
  }

  private static func startLine(_ line: Slice<UnsafeRawBufferPointer>) throws(WebSocketError) -> (
    String, String, String
  ) {
    let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, HeaderSyntax.isFieldValue(line) else { throw WebSocketError(.malformedHead) }
    return (text(parts[0]), text(parts[1]), parts.count == 3 ? text(parts[2]) : "")
  }

  private static func appendField(
    _ line: Slice<UnsafeRawBufferPointer>, to headers: inout HTTPHeaders
  ) throws(WebSocketError) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw WebSocketError(.malformedHead) }
    let name = line[..<colon]
    let value = HeaderSyntax.trimmingSpace(line[(colon + 1)...])
    guard HeaderSyntax.isToken(name), HeaderSyntax.isFieldValue(value) else {
      throw WebSocketError(.malformedHead)
    }
    headers.append(text(name), text(value))
  }

  private static func text(_ bytes: Slice<UnsafeRawBufferPointer>) -> String {
    String(decoding: bytes, as: UTF8.self)
  }
}
