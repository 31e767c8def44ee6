import Testing

@testable import RealtimeTLS

@Suite struct CipherOrderTests {
  static let aesFirst = TLSCipherOrder([.aes128GCM, .aes256GCM, .chacha20Poly1305])
  static let chachaFirst = TLSCipherOrder([.chacha20Poly1305, .aes128GCM, .aes256GCM])

  @Test(arguments: [
    "OPENSSL_ia32cap=0xfffa3203078bffff:0x405fc6f1bf07ab", "OPENSSL_ia32cap=0x200000200000000:0x0",
    "OPENSSL_ia32cap=0x200000200000000:0x0:0x0:0x0:0x0 env:1", "OPENSSL_armcap=0x7d", "OPENSSL_armcap=0x24",
  ])
  func `AES-GCM comes first with its instructions`(_ processor: String) {
    #expect(TLSCipherOrder(processor: processor) == Self.aesFirst)
  }

  @Test(arguments: [
    // One of the two instructions alone, none, and what cannot be read.
    "OPENSSL_ia32cap=0x200000000000000:0x0", "OPENSSL_ia32cap=0x200000000:0x0", "OPENSSL_armcap=0x4",
    "OPENSSL_armcap=0x20", "OPENSSL_armcap=0x0", "OPENSSL_riscvcap=RV64GC", "OPENSSL_ia32cap=", "", "N/A",
    nil,
  ])
  func `ChaCha20 comes first without`(_ processor: String?) {
    #expect(TLSCipherOrder(processor: processor) == Self.chachaFirst)
  }

  @Test func `the order of this machine is one of the two`() {
    let order = TLSCipherOrder.quickest
    #expect(order == Self.aesFirst || order == Self.chachaFirst)
  }

  @Test func `an explicit order decides the cipher`() throws {
    let authority = try TestAuthority()
    for (version, name) in [
      (TLSConfiguration.Version.tls13, "TLS_AES_256_GCM_SHA384"), (.tls12, "ECDHE-ECDSA-CHACHA20-POLY1305"),
    ] {
      let client = try authority.clientContext {
        $0.maximumVersion = version
        $0.cipherOrder = .init(
          tls13: "TLS_AES_256_GCM_SHA384", tls12: "ECDHE-ECDSA-CHACHA20-POLY1305")
      }
      let pair = try EnginePair(client: client, server: authority.serverContext())
      try pair.connect()
      #expect(pair.client.engine.info?.cipher == name)
    }
  }

  @Test func `an order without any known cipher is a configuration error`() throws {
    let authority = try TestAuthority()
    let error = #expect(throws: TLSError.self) {
      try authority.clientContext { $0.cipherOrder = .init(tls13: "NONE", tls12: "NONE") }
    }
    #expect(error?.kind == .configuration)
  }
}
