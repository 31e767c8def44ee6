internal import RealtimeBuffers
internal import RealtimeWebSocketProtocol

/// A connection whose opening handshake is done, on its way from the opening to its `WebSocket`.
struct OpenedConnection {
  let stream: ByteStream
  /// Holds the first frames, when they came with the end of the handshake.
  let input: ByteBuffer
  let subprotocol: String?
  let headers: HTTPHeaders
  let deflate: DeflateParameters?
  let report: ConnectionReport
}

extension OpenedConnection {
  /// A client's.
  init(_ stream: ByteStream, _ input: ByteBuffer, _ response: HandshakeResponse, _ report: ConnectionReport) {
    self.init(
      stream: stream, input: input, subprotocol: response.subprotocol, headers: response.headers,
      deflate: response.deflate, report: report)
  }
}
