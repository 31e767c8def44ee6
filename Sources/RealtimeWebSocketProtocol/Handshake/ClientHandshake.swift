package import RealtimeBuffers

/// The client's side of the opening handshake (RFC 6455 section 4.1).
///
/// # Driver contract
///
/// Send what `writeRequest(into:)` appends, then hand over the receive buffer with `receive` after each read until the
/// outcome is not `needMoreBytes`. On `accepted` the bytes after the response stay in the buffer: they are the first
/// frames. When the transport ends, or time is up, `transportEnded()` gives the last outcome. The deadline is the
/// shell's, counts from the first byte to the outcome, and is not extended by bytes that arrive.
package struct ClientHandshake {
  package struct Request: Sendable {
    /// What the Host header says: name or address, and the port unless it is the scheme's own.
    package var host: String
    /// Path and query, percent-encoded.
    package var path: String
    package var headers: HTTPHeaders
    package var subprotocols: [String]
    package var deflate: DeflateConfiguration?

    package init(
      host: String, path: String, headers: HTTPHeaders = HTTPHeaders(), subprotocols: [String] = [],
      deflate: DeflateConfiguration? = nil
    ) {
      self.host = host
      self.path = path
      self.headers = headers
      self.subprotocols = subprotocols
      self.deflate = deflate
    }
  }

  package enum Outcome: Sendable {
    case needMoreBytes
    case accepted(HandshakeResponse)
    case refused(HandshakeRefusal)
    case failed(WebSocketError)
  }

  private enum State {
    case awaitingHead
    case readingBody(status: Int, HTTPHeaders, ResponseBodyReader)
    case done(Outcome)
  }

  private let request: Request
  private let key: HandshakeKey
  private let limits: WebSocketLimits
  private var head: ResponseHeadReader
  private var state = State.awaitingHead

  /// `nonce` is 16 bytes from a secure random generator, new for each handshake.
  package init(_ request: Request, nonce: [UInt8], limits: WebSocketLimits = WebSocketLimits()) throws(WebSocketError) {
    try HandshakeRules.check(request)
    self.request = request
    self.limits = limits
    key = HandshakeKey(nonce: nonce)
    head = ResponseHeadReader(limits: limits)
  }

  // MARK: Bytes out

  /// Appends the upgrade request.
  package func writeRequest(into buffer: ByteBuffer) {
    var text = "GET \(request.path) HTTP/1.1\r\nHost: \(request.host)\r\n"
    text += "Upgrade: websocket\r\nConnection: Upgrade\r\n"
    text += "Sec-WebSocket-Key: \(key.text)\r\nSec-WebSocket-Version: 13\r\n"
    if !request.subprotocols.isEmpty {
      text += "Sec-WebSocket-Protocol: \(request.subprotocols.joined(separator: ", "))\r\n"
    }
    if let deflate = request.deflate { text += "Sec-WebSocket-Extensions: \(DeflateNegotiation.offer(deflate))\r\n" }
    // Without it any coding of a refusal's body would be right (RFC 9110 section 12.5.3).
    if request.headers["Accept-Encoding"] == nil { text += "Accept-Encoding: identity\r\n" }
    for field in request.headers.fields { text += "\(field.name): \(field.value)\r\n" }
    text += "\r\n"
    unsafe buffer.append(text.utf8Span.span.bytes)
  }

  // MARK: Bytes in

  /// Takes what belongs to the handshake from `buffer`.
  package mutating func receive(_ buffer: ByteBuffer) -> Outcome {
    while true {
      switch state {
      case .done(let outcome): return outcome
      case .readingBody(let status, let headers, var body):
        unsafe body.take(Array(buffer.readable))
        buffer.consume(buffer.readableByteCount)
        guard body.isDone else {
          state = .readingBody(status: status, headers, body)
          return .needMoreBytes
        }
        return finish(refused(status, headers, body))
      case .awaitingHead:
        do {
          guard let (status, headers) = try head.takeHead(from: buffer) else { return .needMoreBytes }
          if let outcome = try take(status, headers) { return finish(outcome) }
        } catch {
          return finish(.failed(error))
        }
      }
    }
  }

  /// The transport ended, or the shell gave up waiting: what is known by now.
  package mutating func transportEnded() -> Outcome {
    switch state {
    case .done(let outcome): return outcome
    case .awaitingHead: return finish(.failed(WebSocketError(.transportEndedInHandshake)))
    case .readingBody(let status, let headers, let body): return finish(refused(status, headers, body))
    }
  }

  private mutating func finish(_ outcome: Outcome) -> Outcome {
    state = .done(outcome)
    return outcome
  }

  private func refused(_ status: Int, _ headers: HTTPHeaders, _ body: ResponseBodyReader) -> Outcome {
    .refused(
      HandshakeRefusal(
        status: status, headers: headers, body: body.body, isBodyTruncated: body.isTruncated,
        limit: limits.refusalBodyByteCount))
  }

  // MARK: The response

  /// `nil`: go on reading.
  private mutating func take(_ status: Int, _ headers: HTTPHeaders) throws(WebSocketError) -> Outcome? {
    if status == 101 { return .accepted(try HandshakeRules.response(headers, to: request, key: key)) }
    let framing = BodyFraming(ofResponse: status, headers)
    let body = ResponseBodyReader(framing, limit: limits.refusalBodyByteCount)
    state = .readingBody(status: status, headers, body)
    return body.isDone ? refused(status, headers, body) : nil
  }
}
