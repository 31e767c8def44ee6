internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS

/// Carries one stream inside of another: TLS to a server inside of TLS to the proxy in front of it. Loop-bound.
///
/// To the inner stream it is what a connection is to the outer one: the inner stream's bytes go out through `outbox`
/// and `send()`, and it hears what the connection would have told it, decrypted.
final class StreamCarrier: ByteStreamOwner {
  let outer: ByteStream
  /// What the inner stream sends.
  let outbox: ByteBuffer
  private let received: ByteBuffer
  private var inner: ByteStream?

  /// - Parameter outer: open. This becomes its owner once the inner stream starts.
  init(_ outer: ByteStream, pool: BlockPool) {
    self.outer = outer
    outbox = ByteBuffer(pool: pool)
    received = ByteBuffer(pool: pool)
  }

  func start(_ inner: ByteStream) {
    self.inner = inner
    outer.handOver(to: self, landing: received)
  }

  /// Passes on what is in `outbox`, unless the outer stream takes nothing any more.
  func send() {
    if outer.isWritable { outer.write(outbox) } else { outbox.consume(outbox.readableByteCount) }
    outbox.releaseIfEmpty()
  }

  // MARK: ByteStreamOwner

  func streamWillReceive(_ stream: ByteStream) { inner?.awaitHandshakeStep() }
  func streamDidOpen(_ stream: ByteStream) {}

  func streamDidReceive(_ stream: ByteStream) {
    received.withReadableBytes { inner?.didReceive($0, on: stream.connection) }
    received.consume(received.readableByteCount)
  }

  /// For the inner stream a close_notify of the outer one is the end of its transport.
  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) { inner?.didReceiveEnd(stream.connection) }

  func streamDidFlush(_ stream: ByteStream) { inner?.didFlush(stream.connection) }
  func streamDidDrain(_ stream: ByteStream) { inner?.didDrain(stream.connection) }

  func streamDidClose(_ stream: ByteStream, error: WebSocketTransportError.Cause?) {
    let inner = inner
    self.inner = nil
    inner?.end(error)
  }
}
