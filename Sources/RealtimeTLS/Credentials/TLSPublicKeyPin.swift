internal import CRealtimeOpenSSL

/// The SHA-256 digest of a certificate's SubjectPublicKeyInfo, as in RFC 7469.
public struct TLSPublicKeyPin: Sendable, Hashable {
  /// The bytes of SHA-256.
  public static let byteCount = 32
  /// The digest, 32 bytes.
  public var sha256: [UInt8] { unsafe withUnsafeBytes(of: digest) { unsafe Array($0) } }

  /// Stored in place, because the report on every connection has one.
  private struct Digest: Sendable, Hashable {
    var first: UInt64 = 0
    var second: UInt64 = 0
    var third: UInt64 = 0
    var fourth: UInt64 = 0
  }

  private var digest = Digest()

  /// Returns `nil` unless `sha256` has exactly 32 bytes.
  public init?(sha256: [UInt8]) {
    guard sha256.count == TLSPublicKeyPin.byteCount else { return nil }
    // Bound: both have 32 bytes.
    unsafe withUnsafeMutableBytes(of: &digest) { unsafe $0.copyBytes(from: sha256) }
  }
}

extension TLSPublicKeyPin {
  init?(ofCertificate certificate: OpaquePointer) {
    var encoded: UnsafeMutablePointer<UInt8>?
    let byteCount = unsafe i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &encoded)
    guard byteCount > 0, let encoded = unsafe encoded else { return nil }
    defer { unsafe CRYPTO_free(encoded, #fileID, #line) }
    var digest = [UInt8](repeating: 0, count: TLSPublicKeyPin.byteCount)
    // Bound: SHA-256 has as many bytes as the array.
    guard unsafe EVP_Digest(encoded, Int(byteCount), &digest, nil, EVP_sha256(), nil) == 1 else { return nil }
    self.init(sha256: digest)
  }
}
