internal import RealtimeBuffers

/// Finds the head of a response, past those with a status below 200 that may come before it (RFC 9110 section 15.2).
package struct ResponseHeadReader {
  /// Responses with a status below 200 that may come before the real one.
  package static let maximumInterimResponseCount = 8

  private var scanner: HTTPHeadScanner
  private var interimResponseCount = 0

  init(limits: WebSocketLimits) { scanner = HTTPHeadScanner(limits: limits) }

  /// Takes the head from `buffer`, once all of it is there. A 101 is a real response.
  mutating func takeHead(from buffer: ByteBuffer) throws(WebSocketError) -> (status: Int, headers: HTTPHeaders)? {
    while let head = try scanner.takeHead(from: buffer) {
      let status = try head.status()
      guard status < 200, status != 101 else { return (status, head.headers) }
      interimResponseCount += 1
      guard interimResponseCount <= Self.maximumInterimResponseCount else {
        throw WebSocketError(.tooManyInterimResponses, limit: Self.maximumInterimResponseCount)
      }
      scanner.beginNext()
    }
    return nil
  }
}
