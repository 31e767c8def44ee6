import RealtimeTestCertificates
import Testing

@testable import RealtimeTLS

@Suite struct ClientCertificateTests {
  let authority: TestAuthority

  init() throws { authority = try TestAuthority() }

  func pair(
    _ version: TLSConfiguration.Version, request: TLSConfiguration.ClientCertificateRequest,
    identity: TLSIdentity?
  ) throws -> EnginePair {
    let client = try authority.clientContext {
      $0.maximumVersion = version
      $0.identity = identity
    }
    let server = try authority.serverContext { $0.clientCertificateRequest = request }
    let pair = try EnginePair(client: client, server: server)
    try pair.connect()
    return pair
  }

  @Test(arguments: RealtimeTLSTests.versions)
  func `a client certificate is verified and reported`(version: TLSConfiguration.Version) throws {
    let identity = try authority.root.issueIntermediate().issue(.init(commonName: "client")).identity
    let pair = try pair(version, request: .required, identity: identity)
    #expect(pair.client.engine.isEstablished)
    #expect(pair.server.engine.info?.peerCertificateEnd != nil)
  }

  @Test func `a required certificate that is absent ends TLS 1_2 in the handshake`() throws {
    let pair = try pair(.tls12, request: .required, identity: nil)
    #expect(!pair.client.engine.isEstablished)
    #expect(pair.client.failure?.kind == .peerAlert(code: 40))
    #expect(pair.server.failure?.kind == .handshakeFailed)
  }

  /// TLS 1.3 lets the client finish first: the refusal comes to an established connection.
  @Test func `a required certificate that is absent ends TLS 1_3 after the handshake, with an error`() throws {
    let pair = try pair(.tls13, request: .required, identity: nil)
    #expect(pair.client.establishedCount == 1)
    #expect(pair.client.failure?.kind == .peerAlert(code: 116))
    #expect(pair.client.failure?.message.contains("identity") == true)
    #expect(throws: TLSError.self) { try pair.client.write([1]) }
  }

  @Test(arguments: RealtimeTLSTests.versions)
  func `an optional certificate may be absent but not untrusted`(version: TLSConfiguration.Version) throws {
    #expect(try pair(version, request: .optional, identity: nil).server.engine.isEstablished)
    let stranger = try ThrowawayCertificateAuthority(commonName: "stranger").issue(.init()).identity
    let refused = try pair(version, request: .optional, identity: stranger)
    guard case .certificateInvalid = refused.server.failure?.kind else {
      Issue.record("an untrusted client certificate was accepted")
      return
    }
    guard case .peerAlert = refused.client.failure?.kind else {
      Issue.record("the client was not told")
      return
    }
  }

  @Test func `a server that asks for no certificate gets none`() throws {
    let identity = try authority.root.issue(.init(commonName: "client")).identity
    let pair = try pair(.tls13, request: .none, identity: identity)
    #expect(pair.server.engine.isEstablished)
    #expect(pair.server.engine.info?.peerCertificateEnd == nil)
  }
}
