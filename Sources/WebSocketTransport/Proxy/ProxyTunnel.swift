internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// The way from a connection to a proxy to one through it: TLS to the proxy where it wants that, then its handshake.
///
/// Ends in exactly one call of the completion, unless it was cancelled, never before `start` returns.
final class ProxyTunnel: ByteStreamOwner {
  /// A connection that now reaches the server, and the stream to the proxy around everything sent through it, where that is
  /// TLS.
  struct Opened {
    let connection: TCPConnection
    let stream: ByteStream?
  }

  typealias Completion = (Result<Opened, WebSocketTransportError>) -> Void

  private let loop: EventLoop
  private let stream: ByteStream
  private let input: ByteBuffer
  private var handshake: ProxyHandshake
  private var completion: Completion?
  private var isConnected = false

  init(
    over connection: TCPConnection, tls: TLSEngine?, handshake: ProxyHandshake, on loop: EventLoop,
    completion: @escaping Completion
  ) {
    self.loop = loop
    self.handshake = handshake
    self.completion = completion
    input = ByteBuffer(pool: loop.blockPool)
    stream = ByteStream(connection: connection, tls: tls, shared: LoopShared.of(loop))
  }

  func start() {
    stream.handOver(to: self)
    stream.start()
  }

  /// Whether what the proxy sent waits for this side.
  var isAwaitingTurn: Bool { stream.isAwaitingTurn }

  /// Gives up without calling the completion. Idempotent.
  func cancel() {
    completion = nil
    stream.close()
  }

  // MARK: ByteStreamOwner

  func streamDidOpen(_ stream: ByteStream) {
    let output = loop.composeBuffer
    output.reset(headroom: 0)
    handshake.start(into: output)
    stream.write(output)
  }

  func receivingBuffer(for stream: ByteStream) -> ByteBuffer { input }

  func streamDidReceive(_ stream: ByteStream) {
    guard !isConnected else { return }
    let output = loop.composeBuffer
    output.reset(headroom: 0)
    switch handshake.receive(input, output: output) {
    case .needMoreBytes:
      stream.write(output)
    case .failed(let error):
      fail(.proxy(error))
    case .connected:
      isConnected = true
      // Later in the tick: this stream is in the middle of a read, and what else it brings must not be overlooked.
      loop.enqueueLocally { self.finish() }
    }
  }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) {
    if !stream.isOpen, let truncation { fail(.tls(truncation)) } else { fail(.proxy(handshake.endedEarly)) }
  }

  func streamDidFlush(_ stream: ByteStream) {}

  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: StreamFailure?) {
    fail(error?.cause ?? .proxy(handshake.endedEarly))
  }

  // MARK: Ending

  /// Server and client of what follows both let the client speak first, so nothing may have come by now.
  private func finish() {
    guard let completion else { return }
    guard input.isEmpty else { return fail(.proxy(ProxyError(.unexpectedBytes))) }
    self.completion = nil
    input.releaseIfEmpty()
    let opened =
      stream.tls == nil
      ? Opened(connection: stream.release(), stream: nil)
      : Opened(connection: stream.connection, stream: stream)
    completion(.success(opened))
  }

  private func fail(_ cause: WebSocketTransportError.Cause) {
    let completion = completion
    cancel()
    completion?(.failure(WebSocketTransportError(stage: .proxy, cause: cause)))
  }
}
