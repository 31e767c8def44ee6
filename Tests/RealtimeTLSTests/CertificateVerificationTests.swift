import CRealtimeOpenSSL
import RealtimeBuffers
@testable import RealtimeTestCertificates
import Testing

@testable import RealtimeTLS

@Suite struct CertificateVerificationTests {
  typealias Request = ThrowawayCertificateAuthority.Request

  let authority: TestAuthority
  let client: TLSContext

  init() throws {
    authority = try TestAuthority()
    client = try authority.clientContext()
  }

  /// What a client that trusts the authority makes of a server's certificate.
  func verdict(
    _ identity: TLSIdentity, name: String = TestAuthority.name, client: TLSContext? = nil
  ) throws -> TLSError.Kind? {
    let pair = try EnginePair(
      client: client ?? self.client, server: authority.serverContext(identity: identity), name: name)
    try pair.connect()
    let failure = pair.client.failure?.kind
    #expect(pair.client.engine.isEstablished == (failure == nil))
    // A refusal reaches the server as an alert, not as silence.
    if failure != nil { #expect(pair.server.failure != nil) }
    return failure
  }

  func verdict(_ request: Request, name: String) throws -> TLSError.Kind? {
    try verdict(authority.root.issue(request).identity, name: name)
  }

  @Test(arguments: [
    (["example.test"], "example.test"), (["example.test"], "EXAMPLE.test"),
    (["example.test"], "example.test."),
    (["a.test", "b.test"], "b.test"), (["*.example.test"], "www.example.test"),
  ])
  func `a name the certificate lists is accepted`(names: [String], name: String) throws {
    #expect(try verdict(Request(dnsNames: names), name: name) == nil)
  }

  /// Regression 20: clients without host name checks, such as Java-WebSocket (CVE-2020-11050).
  @Test(arguments: [
    (["example.test"], "other.test"), (["example.test"], "www.example.test"),
    (["*.example.test"], "example.test"), (["*.example.test"], "a.b.example.test"),
    (["*.test"], "example.test"), (["*"], "localhost"), (["w*.example.test"], "www.example.test"),
    (["*w.example.test"], "www.example.test"), (["www.*.test"], "www.example.test"),
    (["example.test"], "192.0.2.1"), (["192.0.2.1"], "192.0.2.1"),
  ])
  func `a name the certificate does not list is a mismatch`(names: [String], name: String) throws {
    #expect(try verdict(Request(dnsNames: names), name: name) == .hostnameMismatch)
  }

  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("2001:db8::1", "2001:db8:0:0:0:0:0:1"), ("2001:db8::1", "[2001:db8::1]"),
    ("fe80::1", "fe80::1%eth0"),
  ])
  func `an address the certificate lists is accepted`(address: String, name: String) throws {
    #expect(try verdict(Request(addresses: [address]), name: name) == nil)
  }

  @Test(arguments: ["192.0.2.2", "2001:db8::1", "example.test"])
  func `an address the certificate does not list is a mismatch`(name: String) throws {
    #expect(try verdict(Request(addresses: ["192.0.2.1"]), name: name) == .hostnameMismatch)
  }

  @Test func `a common name is never looked at`() throws {
    #expect(try verdict(Request(commonName: "example.test"), name: "example.test") == .hostnameMismatch)
  }

  /// Regression 21, OpenSSL CVE-2024-6119: a crash in the name check of a certificate with an otherName.
  @Test func `an otherName beside or instead of DNS names is ignored`() throws {
    var request = Request(dnsNames: ["example.test"])
    request.otherName = "example.test"
    #expect(try verdict(request, name: "example.test") == nil)
    #expect(try verdict(request, name: "other.test") == .hostnameMismatch)
    request.dnsNames = []
    #expect(try verdict(request, name: "example.test") == .hostnameMismatch)
    #expect(try verdict(request, name: "192.0.2.1") == .hostnameMismatch)
  }

  @Test func `an expired certificate is refused with OpenSSL's reason`() throws {
    var request = Request(dnsNames: [TestAuthority.name])
    request.notBefore = -7_200
    request.notAfter = -3_600
    #expect(
      try verdict(authority.root.issue(request).identity)
        == .certificateInvalid(reason: "certificate has expired"))
  }

  @Test func `a certificate that is not yet valid is refused`() throws {
    var request = Request(dnsNames: [TestAuthority.name])
    request.notBefore = 3_600
    #expect(
      try verdict(authority.root.issue(request).identity)
        == .certificateInvalid(reason: "certificate is not yet valid"))
  }

  @Test func `a self-signed certificate is refused, and accepted as a root of its own`() throws {
    let issued = try ThrowawayCertificateAuthority.selfSigned(Request(dnsNames: [TestAuthority.name]))
    #expect(
      try verdict(issued.identity) == .certificateInvalid(reason: "self-signed certificate"))
    let trusting = try authority.clientContext { $0.trustRoots = .only([.bytes(issued.chain)]) }
    #expect(try verdict(issued.identity, client: trusting) == nil)
  }

  @Test func `a certificate of an unknown authority is refused`() throws {
    let stranger = try ThrowawayCertificateAuthority(commonName: "stranger")
    let issued = try stranger.issue(Request(dnsNames: [TestAuthority.name]))
    #expect(
      try verdict(issued.identity)
        == .certificateInvalid(reason: "unable to get local issuer certificate"))
  }

  @Test func `the system's roots do not trust a throwaway authority`() throws {
    let issued = try authority.root.issue(Request(dnsNames: [TestAuthority.name]))
    let context = try authority.clientContext { $0.trustRoots = .system }
    #expect(
      try verdict(issued.identity, client: context)
        == .certificateInvalid(reason: "unable to get local issuer certificate"))
    let both = try authority.clientContext {
      $0.trustRoots = .systemAnd([.bytes(authority.root.certificate)])
    }
    #expect(try verdict(issued.identity, client: both) == nil)
  }

  @Test func `a chain with its intermediate is accepted, without it refused`() throws {
    let issued = try authority.root.issueIntermediate().issue(Request(dnsNames: [TestAuthority.name]))
    #expect(try verdict(issued.identity) == nil)
    let leafOnly = TLSIdentity(
      certificateChain: .bytes(firstCertificate(of: issued.chain)), privateKey: .bytes(issued.privateKey))
    #expect(
      try verdict(leafOnly) == .certificateInvalid(reason: "unable to get local issuer certificate"))
  }

  @Test func `a leaf cannot be an authority`() throws {
    let leaf = try authority.root.issue(Request(dnsNames: [TestAuthority.name]))
    let forger = ThrowawayCertificateAuthority(
      certificate: leaf.chain, privateKey: leaf.privateKey, intermediates: leaf.chain)
    let forged = try forger.issue(Request(dnsNames: ["victim.test"]))
    guard case .certificateInvalid = try verdict(forged.identity, name: "victim.test") else {
      Issue.record("a certificate signed by a leaf was accepted")
      return
    }
  }

  @Test func `a chain deeper than the limit is refused`() throws {
    var issuer = authority.root
    for _ in 0...Int(TLSContext.maximumChainDepth) { issuer = try issuer.issueIntermediate() }
    let issued = try issuer.issue(Request(dnsNames: [TestAuthority.name]))
    guard case .certificateInvalid = try verdict(issued.identity) else {
      Issue.record("a chain beyond the limit was accepted")
      return
    }
  }

  @Test func `an endless chain ends at the limit on its bytes, before anything of it is verified`() throws {
    let issued = try authority.root.issue(Request(dnsNames: [TestAuthority.name]))
    let root = authority.root.certificate
    let count = TLSContext.maximumPeerCertificateByteCount / (root.count / 2)
    let identity = TLSIdentity(
      certificateChain: .bytes(issued.chain + Array(repeatElement(root, count: count).joined())),
      privateKey: .bytes(issued.privateKey))
    #expect(try verdict(identity) == .handshakeFailed)
  }

  @Test func `what the certificate must be for is set before the handshake`() throws {
    let pool = BlockPool()
    let named = try TLSEngine(client: client, serverName: "Example.test.", outbox: ByteBuffer(pool: pool))
    #expect(named.expectedIdentity == ("Example.test", nil))
    let addressed = try TLSEngine(client: client, serverName: "[2001:db8::1]", outbox: ByteBuffer(pool: pool))
    #expect(addressed.expectedIdentity.host == nil)
    #expect(addressed.expectedIdentity.address == "2001:DB8:0:0:0:0:0:1")
  }

  @Test func `an address is never sent as SNI`() throws {
    let pair = try EnginePair(
      client: client, server: authority.serverContext(Request(addresses: ["192.0.2.1"])), name: "192.0.2.1")
    try pair.connect()
    #expect(pair.server.engine.isEstablished)
    #expect(pair.server.engine.info?.requestedServerName == nil)
  }

  @Test(arguments: ["", ".", "a b", "exämple.test", "a\u{0}b.test", String(repeating: "a", count: 254)])
  func `a server name that cannot be one is refused`(name: String) throws {
    let error = #expect(throws: TLSError.self) {
      try TLSEngine(client: client, serverName: name, outbox: ByteBuffer(pool: BlockPool()))
    }
    #expect(error?.kind == .configuration)
  }

  @Test func `only the property with danger in its name accepts anyone`() throws {
    let stranger = try ThrowawayCertificateAuthority(commonName: "stranger")
    let issued = try stranger.issue(Request(dnsNames: ["other.test"]))
    let reckless = try authority.clientContext { $0.dangerouslyDisableCertificateVerification = true }
    #expect(try verdict(issued.identity, client: reckless) == nil)
  }

  private func firstCertificate(of chain: [UInt8]) -> [UInt8] {
    let lines = chain.split(separator: UInt8(ascii: "\n"))
    let end = lines.firstIndex { $0.starts(with: "-----END".utf8) } ?? lines.endIndex - 1
    return Array(lines[...end].joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
  }
}

extension TLSEngine {
  /// What the peer's certificate must be for, read back from OpenSSL.
  fileprivate var expectedIdentity: (host: String?, address: String?) {
    let parameters = SSL_get0_param(ssl)
    let address = X509_VERIFY_PARAM_get1_ip_asc(parameters)
    defer { CRYPTO_free(address, #fileID, #line) }
    return (
      X509_VERIFY_PARAM_get0_host(parameters, 0).map { String(cString: $0) }, address.map { String(cString: $0) }
    )
  }
}
