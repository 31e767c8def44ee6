package import RealtimeBuffers

/// The client's side of one HTTP/1.1 request and its response (RFC 9112), the only ones on their connection.
///
/// # Driver contract
///
/// Send what `writeRequest(into:)` appends, then hand over the receive buffer with `receive` after each read until the
/// outcome is not `needMoreBytes`. When the transport ends in order, `transportEnded()` gives the last outcome: it is
/// what completes a body without a length. Close the transport after any outcome. Deadlines are the shell's.
package struct RequestExchange {
  package struct Request: Sendable {
    package var method: String
    /// What the Host header says: name or address, and the port unless it is the scheme's own.
    package var host: String
    /// Path and query, percent-encoded.
    package var path: String
    package var headers: HTTPHeaders
    package var body: [UInt8]

    package init(method: String, host: String, path: String, headers: HTTPHeaders = HTTPHeaders(), body: [UInt8] = []) {
      self.method = method
      self.host = host
      self.path = path
      self.headers = headers
      self.body = body
    }

    /// Whether a length of 0 says something: with these methods a body is the rule (RFC 9110 section 8.6).
    fileprivate var needsLength: Bool { !body.isEmpty || !["GET", "HEAD", "OPTIONS", "DELETE"].contains(method) }
  }

  package struct Response: Sendable {
    package var status: Int
    package var headers: HTTPHeaders
    package var body: [UInt8]
  }

  package enum Outcome: Sendable {
    case needMoreBytes
    case complete(Response)
    case failed(WebSocketError)
  }

  private enum State {
    case awaitingHead
    case readingBody(Response, ResponseBodyReader)
    case done(Outcome)
  }

  private let request: Request
  private let bodyLimit: Int
  private var head: ResponseHeadReader
  private var state = State.awaitingHead

  /// - Parameters:
  ///   - limits: of the response's head.
  ///   - bodyLimit: bytes of the response's body, before and after it is unpacked.
  /// - Throws: for what cannot be sent.
  package init(_ request: Request, limits: WebSocketLimits, bodyLimit: Int) throws(WebSocketError) {
    guard HeaderSyntax.isToken(request.method.utf8) else { throw WebSocketError(.methodInvalid) }
    guard HeaderSyntax.isHost(request.host.utf8) else { throw WebSocketError(.invalidHost) }
    guard HeaderSyntax.isPath(request.path.utf8) else { throw WebSocketError(.invalidPath) }
    try HandshakeRules.check(request.headers)
    self.request = request
    self.bodyLimit = max(0, bodyLimit)
    head = ResponseHeadReader(limits: limits)
  }

  // MARK: Bytes out

  /// Appends the request, head and body.
  package func writeRequest(into buffer: ByteBuffer) {
    var text = "\(request.method) \(request.path) HTTP/1.1\r\nHost: \(request.host)\r\nConnection: close\r\n"
    if request.needsLength { text += "Content-Length: \(request.body.count)\r\n" }
    // Without it any coding would be right (RFC 9110 section 12.5.3).
    if request.headers["Accept-Encoding"] == nil { text += "Accept-Encoding: identity\r\n" }
    HTTPResponseWriter.append(text, request.headers, body: request.body, to: buffer)
  }

  // MARK: Bytes in

  /// Takes what belongs to the response from `buffer`.
  package mutating func receive(_ buffer: ByteBuffer) -> Outcome {
    while true {
      switch state {
      case .done(let outcome): return outcome
      case .readingBody(let response, var body):
        unsafe body.take(Array(buffer.readable))
        buffer.consume(buffer.readableByteCount)
        guard body.isDone else {
          state = .readingBody(response, body)
          return .needMoreBytes
        }
        return finish(response, body)
      case .awaitingHead:
        do throws(WebSocketError) {
          guard let (status, headers) = try head.takeHead(from: buffer) else { return .needMoreBytes }
          try begin(status, headers)
        } catch {
          return finish(.failed(error))
        }
      }
    }
  }

  /// The transport ended in order.
  package mutating func transportEnded() -> Outcome {
    switch state {
    case .done(let outcome): outcome
    case .awaitingHead: finish(.failed(WebSocketError(.transportEndedInResponse)))
    case .readingBody(let response, let body): finish(response, body)
    }
  }

  private mutating func begin(_ status: Int, _ headers: HTTPHeaders) throws(WebSocketError) {
    // Nobody has asked for another protocol.
    guard status != 101 else { throw WebSocketError(.malformedHead) }
    let framing = request.method == "HEAD" ? .sized(0) : BodyFraming(ofResponse: status, headers)
    if case .sized(let byteCount) = framing, byteCount > bodyLimit { throw tooLarge }
    let response = Response(status: status, headers: headers, body: [])
    state = .readingBody(response, ResponseBodyReader(framing, limit: bodyLimit))
  }

  private mutating func finish(_ response: Response, _ body: ResponseBodyReader) -> Outcome {
    if body.isMalformed { return finish(.failed(WebSocketError(.chunkMalformed))) }
    if body.isOverLimit { return finish(.failed(tooLarge)) }
    if body.isTruncated { return finish(.failed(WebSocketError(.transportEndedInResponse))) }
    let content = ContentDecoding.decode(body.body, response.headers, isTruncated: false, limit: bodyLimit)
    guard !content.isTruncated else {
      let isCut = content.unreadable == nil && content.body.count == bodyLimit
      return finish(.failed(isCut ? tooLarge : WebSocketError(.contentCodingUnreadable)))
    }
    return finish(.complete(Response(status: response.status, headers: response.headers, body: content.body)))
  }

  private mutating func finish(_ outcome: Outcome) -> Outcome {
    state = .done(outcome)
    return outcome
  }

  private var tooLarge: WebSocketError { WebSocketError(.responseBodyTooLarge, limit: bodyLimit) }
}
