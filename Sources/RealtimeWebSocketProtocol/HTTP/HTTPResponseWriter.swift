package import RealtimeBuffers

/// Writes the responses of a server that are not a 101. Each is the last on its connection, and says so.
package enum HTTPResponseWriter {
  /// Appends the interim response that a client waits for before it sends a body.
  package static func writeContinue(into buffer: ByteBuffer) {
    append("HTTP/1.1 100 Continue\r\n", HTTPHeaders(), body: [], to: buffer)
  }

  /// Appends a response with a status from 200 to 599; one with 204, 205 or 304 has no body (RFC 9110, section 15).
  ///
  /// - Parameter leavesOutBody: whether only its length is told, as to HEAD.
  static func write(
    status: Int, headers: HTTPHeaders, body: [UInt8], leavesOutBody: Bool = false, into buffer: ByteBuffer
  ) throws(WebSocketError) {
    guard (200...599).contains(status) else { throw WebSocketError(.invalidStatus) }
    try HandshakeRules.check(headers)
    let body = [204, 205, 304].contains(status) ? [] : body
    var text = "HTTP/1.1 \(status) \(phrase(status))\r\nConnection: close\r\n"
    if status != 204 && status != 304 { text += "Content-Length: \(body.count)\r\n" }
    append(text, headers, body: leavesOutBody ? [] : body, to: buffer)
  }

  /// Appends the response that belongs to `error`.
  static func refuse(_ error: WebSocketError, leavesOutBody: Bool, into buffer: ByteBuffer) {
    let status = status(of: error.kind)
    var text = "HTTP/1.1 \(status) \(phrase(status))\r\n"
    switch status {
    case 426: text += "Connection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
    case 405: text += "Connection: close\r\nAllow: GET\r\n"
    default: text += "Connection: close\r\n"
    }
    let body = Array("\(error)\n".utf8)
    text += "Content-Type: text/plain\r\nContent-Length: \(body.count)\r\n"
    append(text, HTTPHeaders(), body: leavesOutBody ? [] : body, to: buffer)
  }

  /// Appends the response for a decision that could not be carried out: the server's own mistake.
  package static func refuseAsInternalError(into buffer: ByteBuffer) {
    let head = "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n"
    append(head, HTTPHeaders(), body: [], to: buffer)
  }

  static func append(_ head: String, _ headers: HTTPHeaders, body: [UInt8], to buffer: ByteBuffer) {
    var text = head
    for field in headers.fields { text += "\(field.name): \(field.value)\r\n" }
    text += "\r\n"
    unsafe buffer.append(text.utf8Span.span.bytes)
    unsafe buffer.append(body.span.bytes)
  }

  private static func status(of kind: WebSocketError.Kind) -> Int {
    switch kind {
    case .versionUnsupported, .notAnUpgrade: 426
    case .methodNotGet: 405
    case .lengthRequired: 411
    case .bodyTooLarge: 413
    case .expectationUnsupported: 417
    case .headTooLarge, .headLineTooLong, .tooManyHeaders: 431
    case .transferEncodingUnsupported: 501
    case .unsupportedHTTPVersion: 505
    default: 400
    }
  }

  private static let phrases = [
    200: "OK", 201: "Created", 202: "Accepted", 204: "No Content", 301: "Moved Permanently", 302: "Found",
    303: "See Other", 304: "Not Modified", 307: "Temporary Redirect", 308: "Permanent Redirect",
    400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found", 405: "Method Not Allowed",
    409: "Conflict", 411: "Length Required", 413: "Content Too Large", 415: "Unsupported Media Type",
    417: "Expectation Failed", 422: "Unprocessable Content", 426: "Upgrade Required",
    429: "Too Many Requests", 431: "Request Header Fields Too Large", 500: "Internal Server Error",
    501: "Not Implemented", 502: "Bad Gateway", 503: "Service Unavailable", 504: "Gateway Timeout",
    505: "HTTP Version Not Supported",
  ]

  /// It may be empty (RFC 9112 section 4).
  private static func phrase(_ status: Int) -> String { phrases[status] ?? "" }
}
