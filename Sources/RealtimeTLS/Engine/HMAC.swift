internal import CRealtimeOpenSSL
internal import CRealtimeOpenSSLStart

/// Proof that whoever wrote a message knows a key (RFC 2104), from OpenSSL. A pure function; any thread may call it.
package enum HMAC {
  /// The hash that a code is made with.
  package enum Hash: Sendable, Hashable {
    /// 20 bytes. Only for those who ask for nothing better.
    case sha1
    /// 32 bytes.
    case sha256
  }

  /// The code of `message` under `key`; `nil` only where OpenSSL has no memory for it.
  package static func code(of message: [UInt8], key: [UInt8], using hash: Hash) -> [UInt8]? {
    let function = unsafe hash == .sha1 ? EVP_sha1() : EVP_sha256()
    var code = [UInt8](repeating: 0, count: hash == .sha1 ? 20 : 32)
    rt_keep_openssl_at_exit()
    // Bounds: the counts of both arrays, and a code as long as the hash writes.
    let isMade = unsafe CRealtimeOpenSSL.HMAC(
      function, key, Int32(clamping: key.count), message, message.count, &code, nil)
    return unsafe isMade == nil ? nil : code
  }

  /// Whether `code` is that of `message` under `key`. Takes as long wherever the two differ, so that nobody finds the
  /// right code by its beginnings.
  package static func isCode(_ code: [UInt8], of message: [UInt8], key: [UInt8], using hash: Hash) -> Bool {
    guard let expected = self.code(of: message, key: key, using: hash) else { return false }
    return areEqual(code, expected)
  }

  /// Whether two texts, one of them secret, are the same. Takes as long wherever they differ; lengths are no secret.
  package static func areEqual(_ text: [UInt8], _ other: [UInt8]) -> Bool {
    // Bound: both have as many bytes.
    unsafe text.count == other.count && CRYPTO_memcmp(text, other, text.count) == 0
  }
}
