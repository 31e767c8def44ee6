internal import CRealtimeOpenSSL

/// The ciphers that are offered, by OpenSSL's names with colons between them, in order of preference.
public struct TLSCipherOrder: Sendable, Equatable {
  let tls13: String
  let tls12: String

  /// AES-GCM first where OpenSSL has instructions for it, else ChaCha20-Poly1305.
  public static let quickest = unsafe TLSCipherOrder(
    processor: OPENSSL_info(OPENSSL_INFO_CPU_SETTINGS).map { unsafe String(cString: $0) })

  /// - Parameters:
  ///   - tls13: the suites of TLS 1.3.
  ///   - tls12: the ciphers of TLS 1.2.
  public init(tls13: String, tls12: String) {
    self.tls13 = tls13
    self.tls12 = tls12
  }
}

extension TLSCipherOrder {
  init(_ ciphers: [RecordCipher]) {
    let tls12 = ciphers.flatMap { ["ECDHE-ECDSA-\($0.tls12Name)", "ECDHE-RSA-\($0.tls12Name)"] }
    self.init(tls13: ciphers.map(\.tls13Name).joined(separator: ":"), tls12: tls12.joined(separator: ":"))
  }

  /// With instructions for AES and for carry-less multiplication AES-GCM takes half the time of ChaCha20-Poly1305.
  /// Without them, which some virtual machines hide, it takes four times as much.
  ///
  /// - Parameter processor: what OpenSSL uses of the processor, in the words of `OPENSSL_info`. `nil` is one that
  ///   OpenSSL has no special code for.
  init(processor: String?) {
    let hasAESInstructions = processor.map(Self.hasAESInstructions) ?? false
    self.init(
      hasAESInstructions ? [.aes128GCM, .aes256GCM, .chacha20Poly1305] : [.chacha20Poly1305, .aes128GCM, .aes256GCM])
  }

  /// As `OPENSSL_ia32cap=0xfffa3203078bffff:0x405fc6f1bf07ab`, or `OPENSSL_armcap=0x7d`.
  private static func hasAESInstructions(_ processor: String) -> Bool {
    let parts = processor.split(maxSplits: 1) { $0 == "=" }
    guard parts.count == 2, parts[1].hasPrefix("0x"),
      let bits = UInt64(parts[1].dropFirst(2).prefix(while: \.isHexDigit), radix: 16)
    else { return false }
    switch parts[0] {
    case "OPENSSL_ia32cap":
      // The upper half is ECX of CPUID 1: AESNI is its bit 25, PCLMULQDQ its bit 1 (OPENSSL_ia32cap(3)).
      return bits & (1 << 57) != 0 && bits & (1 << 33) != 0
    case "OPENSSL_armcap":
      // ARMV8_AES and ARMV8_PMULL of OpenSSL's arm_arch.h.
      return bits & (1 << 2) != 0 && bits & (1 << 5) != 0
    default: return false
    }
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
