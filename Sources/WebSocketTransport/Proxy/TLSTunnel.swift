internal import RealtimeBuffers
internal import RealtimeTLS

/// The TLS connection to a proxy, with another stream inside of it. Loop-bound.
///
/// What the inner stream sends is put into `outbox` and sealed by `seal()`; the engine's own outbox is that of the TCP
/// connection.
final class TLSTunnel {
  enum Outcome {
    case wantsMore
    /// The proxy sent close_notify: for the inner stream the transport has ended.
    case ended
    case failed(TLSError)
  }

  let engine: TLSEngine
  /// What the inner stream sends.
  let outbox: ByteBuffer
  private let opened: ByteBuffer

  /// - Parameter engine: with its handshake done.
  init(_ engine: TLSEngine, pool: BlockPool) {
    self.engine = engine
    outbox = ByteBuffer(pool: pool)
    opened = ByteBuffer(pool: pool)
  }

  /// Encrypts what waits in `outbox`.
  func seal() throws(TLSError) {
    guard !outbox.isEmpty else { return }
    defer {
      outbox.consume(outbox.readableByteCount)
      outbox.releaseIfEmpty()
    }
    try engine.write(outbox.readable)
  }

  /// Decrypts what came from the proxy, and gives it to `deliver` piece by piece until that answers `false`.
  func receive(_ ciphertext: UnsafeRawBufferPointer, deliver: (UnsafeRawBufferPointer) -> Bool) -> Outcome {
    engine.feed(ciphertext)
    defer {
      engine.endFeed()
      opened.releaseIfEmpty()
    }
    while true {
      switch engine.read(into: opened.prepare(minimumByteCount: TLSEngine.maximumRecordByteCount)) {
      case .established: continue
      case .bytes(let byteCount):
        opened.commit(byteCount)
        let goesOn = deliver(opened.readable)
        opened.consume(byteCount)
        if !goesOn { return .wantsMore }
      case .wantsMore: return .wantsMore
      case .closed: return .ended
      case .failed: return engine.failure.map { .failed($0) } ?? .ended
      }
    }
  }
}
