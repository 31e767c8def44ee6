internal import CRealtimeOpenSSL
internal import CRealtimeOpenSSLStart

/// Bytes that nobody can predict, from OpenSSL's generator.
package enum SecureRandom {
  /// Fills `destination`, and returns whether it could.
  package static func fill(_ destination: UnsafeMutableRawBufferPointer) -> Bool {
    guard let base = destination.baseAddress else { return true }
    rt_keep_openssl_at_exit()
    return unsafe RAND_bytes(base.assumingMemoryBound(to: UInt8.self), Int32(destination.count)) == 1
  }
}
