import RealtimeTestCertificates
import Testing

@testable import RealtimeTLS

/// Trust that ends in an intermediate authority.
@Suite struct PartialChainTests {
  let authority: TestAuthority
  let intermediate: ThrowawayCertificateAuthority

  init() throws {
    authority = try TestAuthority()
    intermediate = try authority.root.issueIntermediate()
  }

  /// What a client that trusts `roots` makes of a server that `issuer` has certified.
  private func failure(
    _ issuer: ThrowawayCertificateAuthority, trusting roots: [UInt8], isPartial: Bool,
    names: [String] = [TestAuthority.name]
  ) throws -> TLSError? {
    let client = try authority.clientContext {
      $0.trustRoots = .only([.bytes(roots)])
      $0.acceptsPartialChains = isPartial
    }
    let identity = try issuer.issue(.init(dnsNames: names)).identity
    let pair = try EnginePair(client: client, server: authority.serverContext(identity: identity))
    try pair.connect()
    #expect(pair.client.engine.isEstablished == (pair.client.failure == nil))
    return pair.client.failure
  }

  @Test func `an intermediate alone is trusted where its owner says so, and the error says how to`() throws {
    #expect(try failure(intermediate, trusting: intermediate.certificate, isPartial: true) == nil)
    let refused = try failure(intermediate, trusting: intermediate.certificate, isPartial: false)
    #expect(refused?.kind == .certificateInvalid(reason: "unable to get issuer certificate"))
    #expect(refused?.message.contains("acceptsPartialChains") == true)
  }

  @Test(arguments: [false, true])
  func `a whole chain is accepted either way`(isPartial: Bool) throws {
    #expect(try failure(intermediate, trusting: authority.root.certificate, isPartial: isPartial) == nil)
    let both = intermediate.certificate + authority.root.certificate
    #expect(try failure(intermediate, trusting: both, isPartial: isPartial) == nil)
  }

  @Test func `authorities beside or above the trusted one stay strangers, and names are checked`() throws {
    let trusted = intermediate.certificate
    for stranger in [authority.root, try authority.root.issueIntermediate(commonName: "another")] {
      let failure = try failure(stranger, trusting: trusted, isPartial: true)
      guard case .certificateInvalid = failure?.kind else {
        Issue.record("trusted although only the intermediate is")
        return
      }
    }
    let misnamed = try failure(intermediate, trusting: trusted, isPartial: true, names: ["other.test"])
    #expect(misnamed?.kind == .hostnameMismatch)
  }

  @Test func `the peer's own certificate alone is trusted`() throws {
    let issued = try intermediate.issue(.init(dnsNames: [TestAuthority.name]))
    let leaf = Array(issued.chain.prefix(issued.chain.count - intermediate.certificate.count))
    for (isPartial, isAccepted) in [(true, true), (false, false)] {
      let client = try authority.clientContext {
        $0.trustRoots = .only([.bytes(leaf)])
        $0.acceptsPartialChains = isPartial
      }
      let pair = try EnginePair(
        client: client, server: authority.serverContext(identity: issued.identity))
      try pair.connect()
      #expect(pair.client.engine.isEstablished == isAccepted)
    }
  }

  @Test(arguments: [true, false])
  func `a server does the same with its clients`(isPartial: Bool) throws {
    let client = try authority.clientContext {
      $0.identity = try? intermediate.issue(.init(commonName: "client")).identity
    }
    let server = try authority.serverContext {
      $0.clientCertificateRequest = .required
      $0.trustRoots = .only([.bytes(intermediate.certificate)])
      $0.acceptsPartialChains = isPartial
    }
    let pair = try EnginePair(client: client, server: server)
    try pair.connect()
    #expect(pair.server.engine.isEstablished == isPartial)
  }
}
