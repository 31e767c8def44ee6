internal import RealtimeBuffers
internal import RealtimeReactor
internal import RealtimeTLS
internal import RealtimeWebSocketProtocol

/// What all WebSockets of one loop share, so that a connection holds only what is its own.
// Safe: the room is the memory of `plaintext`, which lives as long as this and is used for nothing else.
@safe final class LoopShared {
  let maskingKeys = unsafe MaskingKeySource(generator: SecureRandom.fill)
  let tlsSessions = TLSSessionCache()
  let sweep: IdleSweep
  let handshakes: HandshakeBudget
  private let plaintext = ByteBuffer(pool: BlockPool(blockByteCount: TLSEngine.maximumRecordByteCount))
  /// Room for what a record is decrypted to, while that is read: nothing of it outlives the call.
  private(set) lazy var plaintextRoom = unsafe plaintext.prepare(minimumByteCount: TLSEngine.maximumRecordByteCount)

  private init(loop: EventLoop) {
    sweep = IdleSweep(loop: loop)
    handshakes = HandshakeBudget(loop: loop)
  }

  static func of(_ loop: EventLoop) -> LoopShared { loop.shared { LoopShared(loop: loop) } }
}
