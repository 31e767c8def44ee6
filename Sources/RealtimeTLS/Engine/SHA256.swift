internal import CRealtimeOpenSSL
internal import CRealtimeOpenSSLStart

/// The hash of FIPS 180-4, from OpenSSL. A pure function; any thread may call it.
package enum SHA256 {
  /// 32 bytes; `nil` only where OpenSSL has no memory for them.
  package static func digest(of bytes: [UInt8]) -> [UInt8]? {
    var digest = [UInt8](repeating: 0, count: 32)
    rt_keep_openssl_at_exit()
    // Bounds: the count of the array, and a digest as long as the hash writes.
    let isMade = unsafe EVP_Digest(bytes, bytes.count, &digest, nil, EVP_sha256(), nil)
    return isMade == 1 ? digest : nil
  }
}
