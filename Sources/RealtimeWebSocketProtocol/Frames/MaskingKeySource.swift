/// Unpredictable masking keys, drawn in batches so that a frame does not pay for a call into the generator.
///
/// One per event loop serves all its connections. Loop-bound.
@safe package final class MaskingKeySource {
  /// Fills memory with random bytes and returns whether it could.
  package typealias Generator = (UnsafeMutableRawBufferPointer) -> Bool

  /// Keys drawn at once: one kibibyte of random bytes.
  package static let batchKeyCount = 256

  private let generate: Generator
  /// Owned by this object alone, and freed with it.
  private let keys = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: MaskingKeySource.batchKeyCount)
  private var nextIndex = MaskingKeySource.batchKeyCount

  /// - Parameter generator: fills with bytes that a peer cannot predict (RFC 6455 section 10.3).
  package init(generator: @escaping Generator) {
    unsafe generate = generator
    unsafe keys.initialize(repeating: 0)
  }

  deinit { unsafe keys.deallocate() }

  package func next() throws(WebSocketError) -> UInt32 {
    if nextIndex == Self.batchKeyCount {
      guard unsafe generate(UnsafeMutableRawBufferPointer(keys)) else { throw WebSocketError(.randomUnavailable) }
      nextIndex = 0
    }
    defer { nextIndex += 1 }
    // Bound: the index is below `batchKeyCount` here.
    return unsafe keys[nextIndex]
  }

  /// The 16 bytes of an opening handshake (RFC 6455 section 4.1), from the same batch.
  package func nextNonce() throws(WebSocketError) -> [UInt8] {
    var nonce: [UInt8] = []
    nonce.reserveCapacity(16)
    for _ in 0..<4 {
      let key = try next()
      unsafe withUnsafeBytes(of: key) { unsafe nonce.append(contentsOf: $0) }
    }
    return nonce
  }
}
