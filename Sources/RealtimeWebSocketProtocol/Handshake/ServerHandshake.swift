package import RealtimeBuffers

/// The server's side of the opening handshake (RFC 6455 section 4.2), and of requests that ask for no WebSocket.
///
/// # Driver contract
///
/// Hand over the receive buffer with `receive` after each read until the outcome is not `needMoreBytes`. For
/// an `upgrade` call `accept` or `refuse`, whenever it suits, and send what they append. After `accept` the
/// bytes that stayed in the buffer are the first frames. For `continueExpected` send what
/// `HTTPResponseWriter.writeContinue` appends, and go on. For `plain` call `respond`, and for `failed`
/// `refuse(error)`. Close the transport after everything but `accept`. The deadline is the shell's and total.
package struct ServerHandshake {
  package enum Outcome: Sendable {
    case needMoreBytes
    /// The client sends the body once it has the 100 response; at most once.
    case continueExpected
    case upgrade(HandshakeRequest)
    /// A request that asks for no WebSocket.
    case plain(RequestHead, body: [UInt8])
    case failed(WebSocketError)
  }

  private enum State {
    case awaitingHead
    case awaitingBody(RequestHead, byteCount: Int)
    case done(Outcome)
  }

  private let takesPlainRequests: Bool
  private let requestBodyByteCount: Int
  private var scanner: HTTPHeadScanner
  private var state = State.awaitingHead
  private var isHead = false

  /// - Parameter takesPlainRequests: whether requests that ask for no WebSocket are for somebody. Otherwise
  ///   they fail, each with the refusal that it is to get.
  package init(limits: WebSocketLimits = WebSocketLimits(), takesPlainRequests: Bool = false) {
    self.takesPlainRequests = takesPlainRequests
    requestBodyByteCount = max(0, limits.requestBodyByteCount)
    scanner = HTTPHeadScanner(limits: limits, isRequest: true)
  }

  // MARK: Bytes in

  /// Takes the request from `buffer`.
  package mutating func receive(_ buffer: ByteBuffer) -> Outcome {
    do throws(WebSocketError) {
      switch state {
      case .done(let outcome): return outcome
      case .awaitingBody(let head, let byteCount): return takeBody(of: head, byteCount, from: buffer)
      case .awaitingHead:
        guard let head = try scanner.takeHead(from: buffer) else { return .needMoreBytes }
        return try take(head, buffer)
      }
    } catch {
      return finish(.failed(error))
    }
  }

  private mutating func take(_ head: HTTPHead, _ buffer: ByteBuffer) throws(WebSocketError) -> Outcome {
    isHead = head.startLine.0 == "HEAD"
    let head = try RequestHead(head)
    if head.method == "GET" && head.asksForWebSocket { return finish(.upgrade(try HandshakeRequest(head))) }
    guard takesPlainRequests else { throw head.refusal }
    guard case .sized(let byteCount) = head.body else { throw WebSocketError(.lengthRequired) }
    let expectsContinue = try head.expectsContinue()
    guard byteCount <= requestBodyByteCount else { throw WebSocketError(.bodyTooLarge, limit: requestBodyByteCount) }
    state = .awaitingBody(head, byteCount: byteCount)
    // A client that has begun with the body waits for nothing.
    if expectsContinue && byteCount > 0 && buffer.isEmpty { return .continueExpected }
    return takeBody(of: head, byteCount, from: buffer)
  }

  private mutating func takeBody(of head: RequestHead, _ byteCount: Int, from buffer: ByteBuffer) -> Outcome {
    guard buffer.readableByteCount >= byteCount else { return .needMoreBytes }
    let body = unsafe Array(buffer.readable.prefix(byteCount))
    buffer.consume(byteCount)
    return finish(.plain(head, body: body))
  }

  private mutating func finish(_ outcome: Outcome) -> Outcome {
    state = .done(outcome)
    return outcome
  }

  // MARK: Bytes out

  /// Appends the 101 response. Returns what was agreed on compression, which the machine needs.
  package static func accept(
    _ request: HandshakeRequest, subprotocol: String? = nil, headers: HTTPHeaders = HTTPHeaders(),
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
    HTTPResponseWriter.append(text, headers, body: [], to: buffer)
    return agreed?.parameters
  }

  /// Appends a response that refuses the upgrade: status 300 to 599.
  package static func refuse(
    status: Int, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = [], into buffer: ByteBuffer
  ) throws(WebSocketError) {
    guard status >= 300 else { throw WebSocketError(.invalidStatus) }
    try HTTPResponseWriter.write(status: status, headers: headers, body: body, into: buffer)
  }

  /// Appends the response to a plain request: status 200 to 599. To HEAD goes no body.
  package func respond(
    status: Int, headers: HTTPHeaders, body: [UInt8], into buffer: ByteBuffer
  ) throws(WebSocketError) {
    try HTTPResponseWriter.write(status: status, headers: headers, body: body, leavesOutBody: isHead, into: buffer)
  }

  /// Appends the response that belongs to a request that cannot be served.
  package func refuse(_ error: WebSocketError, into buffer: ByteBuffer) {
    HTTPResponseWriter.refuse(error, leavesOutBody: isHead, into: buffer)
  }
}
