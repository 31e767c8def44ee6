package import RealtimeBuffers

/// The server's side of the opening handshake (RFC 6455, section 4.2).
///
/// # Driver contract
///
/// Hand over the receive buffer with `receive` after each read until the outcome is not `needMoreBytes`. Answer a
/// `request` with `accept` or `refuse`, whenever it suits; send what they append. After `accept` the bytes that
/// stayed in the buffer are the first frames. Answer `failed` with `refuse(error)` and close the transport. The
/// deadline is the shell's and total.
package struct ServerHandshake {
  package enum Outcome: Sendable {
    case needMoreBytes
    case request(UpgradeRequest)
    case failed(WebSocketError)
  }

  private var scanner: HTTPHeadScanner
  private var outcome: Outcome?

  package init(limits: WebSocketLimits = WebSocketLimits()) {
    scanner = HTTPHeadScanner(limits: limits)
  }

  // MARK: Bytes in

  /// Takes the request from `buffer`.
  package mutating func receive(_ buffer: ByteBuffer) -> Outcome {
    if let outcome { return outcome }
    do {
      guard let byteCount = try scanner.scan(buffer.readable) else { return .needMoreBytes }
      let head = try HTTPHead(UnsafeRawBufferPointer(rebasing: buffer.readable[..<byteCount]))
      buffer.consume(byteCount)
      return finish(.request(try UpgradeRequest(head)))
    } catch {
      return finish(.failed(error))
    }
  }

  private mutating func finish(_ result: Outcome) -> Outcome {
    outcome = result
    return result
  }

  // MARK: Bytes out

  /// Appends the 101 response. Returns what was agreed on compression, which the machine needs.
  package static func accept(
    _ request: UpgradeRequest, subprotocol: String? = nil, headers: HTTPHeaders = HTTPHeaders(),
    deflate: DeflateConfiguration? = nil, into buffer: ByteBuffer
  ) throws(WebSocketError) -> DeflateParameters? {
    try HandshakeRules.check(headers)
    var text = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    text += "Sec-WebSocket-Accept: \(request.key.accept)\r\n"
    if let subprotocol {
      guard request.subprotocols.contains(subprotocol) else { throw WebSocketError(.invalidSubprotocol) }
      text += "Sec-WebSocket-Protocol: \(subprotocol)\r\n"
    }
    let agreed = deflate.flatMap { DeflateNegotiation.answer(request.extensions, $0) }
    if let agreed { text += "Sec-WebSocket-Extensions: \(agreed.element)\r\n" }
    append(text, headers, body: [], to: buffer)
    return agreed?.parameters
  }

  /// Appends a response that refuses the upgrade. The transport is to be closed behind it.
  package static func refuse(
    status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], into buffer: ByteBuffer
  ) throws(WebSocketError) {
    guard (300...599).contains(status) else { throw WebSocketError(.invalidStatus) }
    try HandshakeRules.check(headers)
    var text = "HTTP/1.1 \(status) \(phrase(status))\r\nConnection: close\r\n"
    text += "Content-Length: \(body.count)\r\n"
    append(text, headers, body: body, to: buffer)
  }

  /// Appends the response that belongs to a request that was no valid opening handshake.
  package static func refuse(_ error: WebSocketError, into buffer: ByteBuffer) {
    var text = "HTTP/1.1 "
    switch error.kind {
    case .versionUnsupported: text += "426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\n"
    case .notAnUpgrade: text += "426 Upgrade Required\r\nUpgrade: websocket\r\n"
    case .methodNotGet: text += "405 Method Not Allowed\r\nAllow: GET\r\n"
    case .unsupportedHTTPVersion: text += "505 HTTP Version Not Supported\r\n"
    case .headTooLarge, .headLineTooLong, .tooManyHeaders:
      text += "431 Request Header Fields Too Large\r\n"
    default: text += "400 Bad Request\r\n"
    }
    text += "Connection: close\r\n"
    let body = Array("\(error)\n".utf8)
    text += "Content-Type: text/plain\r\nContent-Length: \(body.count)\r\n"
    append(text, HTTPHeaders(), body: body, to: buffer)
  }

  /// Appends the response for a decision that could not be carried out: the server's own mistake.
  package static func refuseAsInternalError(into buffer: ByteBuffer) {
    let head = "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n"
    append(head, HTTPHeaders(), body: [], to: buffer)
  }

  private static func append(_ head: String, _ headers: HTTPHeaders, body: [UInt8], to buffer: ByteBuffer) {
    var text = head
    for field in headers.fields { text += "\(field.name): \(field.value)\r\n" }
    text += "\r\n"
    text.withUTF8 { buffer.append(UnsafeRawBufferPointer($0)) }
    body.withUnsafeBytes { buffer.append($0) }
  }

  private static func phrase(_ status: Int) -> String {
    switch status {
    case 401: return "Unauthorized"
    case 403: return "Forbidden"
    case 404: return "Not Found"
    case 426: return "Upgrade Required"
    case 429: return "Too Many Requests"
    case 500: return "Internal Server Error"
    case 503: return "Service Unavailable"
    default: return status < 400 ? "Redirect" : (status < 500 ? "Client Error" : "Server Error")
    }
  }
}
