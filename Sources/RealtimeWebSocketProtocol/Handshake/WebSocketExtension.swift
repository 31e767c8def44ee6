/// One element of `Sec-WebSocket-Extensions` (RFC 6455 section 9.1).
package struct WebSocketExtension: Sendable, Hashable {
  package struct Parameter: Sendable, Hashable {
    package let name: String
    package let value: String?
  }

  package let name: String
  package let parameters: [Parameter]

  /// Reads all lines of the header. Linear in their size, unclosed quotes and escapes included.
  static func parse(_ values: [String]) throws(WebSocketError) -> [WebSocketExtension] {
    var extensions: [WebSocketExtension] = []
    for value in values {
      var parser = ExtensionParser(bytes: Array(value.utf8))
      try parser.parse(into: &extensions)
    }
    return extensions
  }
}

private struct ExtensionParser {
  let bytes: [UInt8]
  var offset = 0

  init(bytes: [UInt8]) { self.bytes = bytes }

  mutating func parse(into extensions: inout [WebSocketExtension]) throws(WebSocketError) {
    repeat {
      let name = try token()
      var parameters: [WebSocketExtension.Parameter] = []
      while take(UInt8(ascii: ";")) {
        let name = try token()
        let value = take(UInt8(ascii: "=")) ? try parameterValue() : nil
        parameters.append(WebSocketExtension.Parameter(name: name, value: value))
      }
      extensions.append(WebSocketExtension(name: name, parameters: parameters))
    } while take(UInt8(ascii: ","))
    guard offset == bytes.count else { throw WebSocketError(.malformedExtensions) }
  }

  private mutating func skipSpace() {
    while offset < bytes.count, HeaderSyntax.isSpace(bytes[offset]) { offset += 1 }
  }

  /// Takes the separator if it comes next.
  private mutating func take(_ separator: UInt8) -> Bool {
    skipSpace()
    guard offset < bytes.count, bytes[offset] == separator else { return false }
    offset += 1
    return true
  }

  private mutating func token() throws(WebSocketError) -> String {
    skipSpace()
    let start = offset
    while offset < bytes.count, HeaderSyntax.isTokenByte(bytes[offset]) { offset += 1 }
    guard offset > start else { throw WebSocketError(.malformedExtensions) }
    return String(decoding: bytes[start..<offset], as: UTF8.self)
  }

  /// A token, or a quoted string whose content is a token once unescaped.
  private mutating func parameterValue() throws(WebSocketError) -> String {
    guard take(UInt8(ascii: "\"")) else { return try token() }
    var content: [UInt8] = []
    while offset < bytes.count, bytes[offset] != UInt8(ascii: "\"") {
      if bytes[offset] == UInt8(ascii: "\\") { offset += 1 }
      guard offset < bytes.count else { break }
      content.append(bytes[offset])
      offset += 1
    }
    guard take(UInt8(ascii: "\"")), HeaderSyntax.isToken(content) else { throw WebSocketError(.malformedExtensions) }
    return String(decoding: content, as: UTF8.self)
  }
}
