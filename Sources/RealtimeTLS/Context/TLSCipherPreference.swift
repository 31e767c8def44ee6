internal import CRealtimeOpenSSL

/// In which order the ciphers are offered. Every order offers only authenticated ciphers with forward secrecy.
public enum TLSCipherPreference: Sendable, Equatable {
  /// The order that is quickest on this processor: AES-GCM first where OpenSSL has instructions for it, else
  /// ChaCha20-Poly1305.
  case automatic
  /// Whatever the distribution's OpenSSL does by itself.
  case opensslDefault
  /// OpenSSL's cipher names, colon-separated, in order: the TLS 1.3 suites and the TLS 1.2 ciphers.
  case explicit(tls13: String, tls12: String)
}

extension TLSCipherPreference {
  /// `nil` leaves OpenSSL's own order alone.
  var order: CipherOrder? {
    switch self {
    case .automatic:
      unsafe CipherOrder(processor: OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS).map { unsafe String(cString: $0) })
    case .opensslDefault: nil
    case .explicit(let tls13, let tls12): CipherOrder(tls13: tls13, tls12: tls12)
    }
  }
}
