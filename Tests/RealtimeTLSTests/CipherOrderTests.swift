import Testing

@testable import RealtimeTLS

@Suite struct CipherOrderTests {
  @Test func `the cheapest cipher comes first and a missing one last`() {
    let ranked = CipherMeasurement.rank([(.aes128GCM, nil), (.aes256GCM, 300), (.chacha20Poly1305, 100)])
    #expect(ranked == [.chacha20Poly1305, .aes256GCM, .aes128GCM])
  }

  @Test func `a gain within noise does not displace AES-128-GCM`() {
    let ranked = CipherMeasurement.rank([(.aes128GCM, 100), (.aes256GCM, 99), (.chacha20Poly1305, 95)])
    #expect(ranked.first == .aes128GCM)
  }

  @Test func `every cipher has a cost and is in the measured order`() {
    for cipher in RecordCipher.allCases { #expect(CipherMeasurement.cost(of: cipher) ?? 0 > 0) }
    for cipher in RecordCipher.allCases {
      #expect(CipherMeasurement.order.tls13.contains(cipher.tls13Name))
      #expect(CipherMeasurement.order.tls12.contains(cipher.tls12Name))
    }
  }

  @Test func `an explicit order decides the cipher`() throws {
    let authority = try TestAuthority()
    for (version, name) in [
      (TLSConfiguration.Version.tls13, "TLS_AES_256_GCM_SHA384"), (.tls12, "ECDHE-ECDSA-CHACHA20-POLY1305"),
    ] {
      let client = try authority.clientContext {
        $0.maximumVersion = version
        $0.cipherPreference = .explicit(
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
      try authority.clientContext { $0.cipherPreference = .explicit(tls13: "NONE", tls12: "NONE") }
    }
    #expect(error?.kind == .configuration)
  }
}
