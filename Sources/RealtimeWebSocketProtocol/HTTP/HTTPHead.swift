/// An HTTP/1.1 head: start line and header fields (RFC 9112). One parser for requests and responses.
struct HTTPHead {
  /// The three parts of the start line; the last may hold spaces or be empty.
  let startLine: (String, String, String)
  let headers: HTTPHeaders

  /// Reads a complete head, the empty line included, that a `HTTPHeadScanner` has found.
  init(_ bytes: [UInt8]) throws(WebSocketError) {
    var headers = HTTPHeaders()
    var start: (String, String, String)?
    // Whole empty lines: the scanner lets no CR pass without its LF.
    var offset = bytes.firstIndex { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") } ?? 0
    while let end = Self.endOfLine(in: bytes, from: offset), end > offset {
      let line = bytes[offset..<end]
      if start == nil { start = try Self.startLine(line) } else { try Self.appendField(line, to: &headers) }
      offset = end + 2
    }
    guard let start else { throw WebSocketError(.malformedHead) }
    startLine = start
    self.headers = headers
  }

  /// The minor number of a version 1 of HTTP: those to come are read like 1.1 (RFC 9110 section 2.5).
  static func minorVersion(_ text: String) throws(WebSocketError) -> Int {
    let digit = text.utf8.last.map { Int($0) - 0x30 } ?? -1
    guard text.utf8.count == 8, text.hasPrefix("HTTP/1."), (0...9).contains(digit) else {
      throw WebSocketError(text.hasPrefix("HTTP/") ? .unsupportedHTTPVersion : .malformedHead)
    }
    return digit
  }

  /// The status of a response. Servers and proxies still refuse in the words of HTTP/1.0; only a 101 needs 1.1.
  func status() throws(WebSocketError) -> Int {
    let minorVersion = try Self.minorVersion(startLine.0)
    let digits = startLine.1.utf8
    guard digits.count == 3, digits.allSatisfy(HeaderSyntax.isDigit),
      let status = Int(startLine.1), status >= 100, status <= 599
    else { throw WebSocketError(.malformedHead) }
    if status == 101 && minorVersion == 0 { throw WebSocketError(.unsupportedHTTPVersion) }
    return status
  }

  private static func endOfLine(in bytes: [UInt8], from offset: Int) -> Int? {
    bytes[offset...].firstIndex(of: UInt8(ascii: "\r"))
  }

  private static func startLine(_ line: ArraySlice<UInt8>) throws(WebSocketError) -> (String, String, String) {
    let parts = line.split(separator: 0x20, maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count >= 2, HeaderSyntax.isFieldValue(line) else { throw WebSocketError(.malformedHead) }
    return (text(parts[0]), text(parts[1]), parts.count == 3 ? text(parts[2]) : "")
  }

  private static func appendField(_ line: ArraySlice<UInt8>, to headers: inout HTTPHeaders) throws(WebSocketError) {
    guard let colon = line.firstIndex(of: UInt8(ascii: ":")) else { throw WebSocketError(.malformedHead) }
    let name = line[..<colon]
    let value = HeaderSyntax.trimmingSpace(line[(colon + 1)...])
    guard HeaderSyntax.isToken(name), HeaderSyntax.isFieldValue(value) else { throw WebSocketError(.malformedHead) }
    headers.append(text(name), text(value))
  }

  private static func text(_ bytes: ArraySlice<UInt8>) -> String { String(decoding: bytes, as: UTF8.self) }
}
