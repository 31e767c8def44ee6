internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// What all WebSockets of one loop share, so that a connection holds only what is its own.
final class LoopShared {
  let maskingKeys = MaskingKeySource(generator: SecureRandom.fill)
  let tlsSessions = TLSSessionCache()
  let sweep: IdleSweep
  let handshakes: HandshakeBudget
  private let plaintext = ByteBuffer(pool: BlockPool(blockByteCount: TLSEngine.maximumRecordByteCount))
  /// Room for what a record is decrypted to, while that is read: nothing of it outlives the call.
  private(set) lazy var plaintextRoom = plaintext.prepare(minimumByteCount: TLSEngine.maximumRecordByteCount)

  private init(loop: EventLoop) {
    sweep = IdleSweep(loop: loop)
    handshakes = HandshakeBudget(loop: loop)
  }

  static func of(_ loop: EventLoop) -> LoopShared {
    loop.shared { LoopShared(loop: loop) }
  }
}
