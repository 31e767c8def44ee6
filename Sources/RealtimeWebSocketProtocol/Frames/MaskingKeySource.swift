internal import CRealtimeOpenSSL
internal import CRealtimeOpenSSLStart

/// Unpredictable masking keys, drawn in batches so that a frame does not pay for a call into the generator.
///
/// One per event loop serves all its connections. Loop-bound.
package final class MaskingKeySource {
  /// Fills memory with random bytes and says whether it could.
  package typealias Generator = (UnsafeMutableRawBufferPointer) -> Bool

  /// Keys drawn at once: one kibibyte of random bytes.
  package static let batchKeyCount = 256

  private let generate: Generator
  private let keys = UnsafeMutableBufferPointer<UInt32>.allocate(capacity: MaskingKeySource.batchKeyCount)
  private var nextIndex = MaskingKeySource.batchKeyCount

  /// Keys from OpenSSL's random generator.
  package convenience init() {
    self.init(generator: Self.secureRandomBytes)
  }

  /// Keys from `generator`, for tests that need to know them.
  package init(generator: @escaping Generator) {
    generate = generator
    keys.initialize(repeating: 0)
  }

  deinit {
    keys.deallocate()
  }

  package func next() throws(WebSocketError) -> UInt32 {
    if nextIndex == Self.batchKeyCount {
      guard generate(UnsafeMutableRawBufferPointer(keys)) else { throw WebSocketError(.randomUnavailable) }
      nextIndex = 0
    }
    defer { nextIndex += 1 }
    return keys[nextIndex]
  }

  /// The 16 bytes of an opening handshake (RFC 6455, section 4.1), from the same batch.
  package func nextNonce() throws(WebSocketError) -> [UInt8] {
    var nonce: [UInt8] = []
    nonce.reserveCapacity(16)
    for _ in 0..<4 {
      let key = try next()
      withUnsafeBytes(of: key) { nonce.append(contentsOf: $0) }
    }
    return nonce
  }

  /// Random bytes from OpenSSL.
  package static func secureRandomBytes(_ destination: UnsafeMutableRawBufferPointer) -> Bool {
    guard let base = destination.baseAddress else { return true }
    realtime_keep_openssl_at_exit()
    return RAND_bytes(base.assumingMemoryBound(to: UInt8.self), Int32(destination.count)) == 1
  }
}
