/// OpenSSL's names of the offered ciphers, in order of preference.
struct CipherOrder {
  let tls13: String
  let tls12: String

  init(tls13: String, tls12: String) {
    self.tls13 = tls13
    self.tls12 = tls12
  }

  init(_ ciphers: [RecordCipher]) {
    tls13 = ciphers.map(\.tls13Name).joined(separator: ":")
    tls12 = ciphers.flatMap { ["ECDHE-ECDSA-\($0.tls12Name)", "ECDHE-RSA-\($0.tls12Name)"] }.joined(
      separator: ":")
  }
}

/// A cipher that protects records, whatever the key exchange.
enum RecordCipher: CaseIterable {
  case aes128GCM
  case aes256GCM
  case chacha20Poly1305

  var tls13Name: String {
    switch self {
    case .aes128GCM: "TLS_AES_128_GCM_SHA256"
    case .aes256GCM: "TLS_AES_256_GCM_SHA384"
    case .chacha20Poly1305: "TLS_CHACHA20_POLY1305_SHA256"
    }
  }

  var tls12Name: String {
    switch self {
    case .aes128GCM: "AES128-GCM-SHA256"
    case .aes256GCM: "AES256-GCM-SHA384"
    case .chacha20Poly1305: "CHACHA20-POLY1305"
    }
  }
}

extension TLSCipherPreference {
  /// Nil leaves OpenSSL's own order alone.
  var order: CipherOrder? {
    switch self {
    case .automatic: CipherMeasurement.order
    case .opensslDefault: nil
    case .explicit(let tls13, let tls12): CipherOrder(tls13: tls13, tls12: tls12)
    }
  }
}
