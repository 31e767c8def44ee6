import Foundation
import RealtimeTestCertificates
import RealtimeTestSupport
import Testing

@testable import RealtimeTLS

@Suite struct TLSContextTests {
  let authority: TestAuthority

  init() throws { authority = try TestAuthority() }

  func configurationError(_ make: () throws -> TLSContext) -> TLSError? {
    let error = #expect(throws: TLSError.self) { try make() }
    #expect(error?.kind == .configuration)
    #expect(OpenSSLErrorQueue.isEmpty)
    return error
  }

  @Test func `an encrypted key needs its passphrase, and nobody is asked for it`() throws {
    var request = ThrowawayCertificateAuthority.Request(dnsNames: [TestAuthority.name])
    request.passphrase = "correct horse"
    let issued = try authority.root.issue(request)
    #expect(String(decoding: issued.privateKey, as: UTF8.self).contains("ENCRYPTED"))
    let pair = try EnginePair(
      client: authority.clientContext(), server: authority.serverContext(identity: issued.identity))
    try pair.connect()
    #expect(pair.client.engine.isEstablished)
    for passphrase in [nil, "", "wrong", String(repeating: "x", count: 5_000)] {
      let identity = TLSIdentity(
        certificateChain: .bytes(issued.chain), privateKey: .bytes(issued.privateKey), passphrase: passphrase)
      let error = configurationError { try authority.serverContext(identity: identity) }
      #expect(error?.message.contains("passphrase") == true)
    }
  }

  @Test func `PEM text is read from files as from memory`() throws {
    let issued = try authority.root.issue(.init(dnsNames: [TestAuthority.name]))
    let folder = try TemporaryFolder()
    func write(_ name: String, _ bytes: [UInt8]) throws -> PEMSource {
      .file(path: try folder.write(bytes, to: name).path)
    }
    let both = try write("server.pem", issued.chain + issued.privateKey)
    let root = try write("root.pem", authority.root.certificate)
    let pair = try EnginePair(
      client: authority.clientContext { $0.trustRoots = .only([root]) },
      server: authority.serverContext(identity: TLSIdentity(certificateChain: both, privateKey: both)))
    try pair.connect()
    #expect(pair.client.engine.isEstablished)
  }

  @Test func `what cannot be read is a configuration error that names it`() throws {
    let issued = try authority.root.issue(.init())
    let key = PEMSource.bytes(issued.privateKey)
    let missing = PEMSource.file(path: "/nonexistent/chain.pem")
    #expect(
      configurationError {
        try authority.serverContext(identity: TLSIdentity(certificateChain: missing, privateKey: key))
      }?.message.contains("/nonexistent/chain.pem") == true)
    for text in ["", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"] {
      let broken = PEMSource.bytes(Array(text.utf8))
      _ = configurationError {
        try authority.serverContext(identity: TLSIdentity(certificateChain: broken, privateKey: key))
      }
      _ = configurationError {
        try authority.serverContext(
          identity: TLSIdentity(certificateChain: .bytes(issued.chain), privateKey: broken))
      }
      _ = configurationError { try authority.clientContext { $0.trustRoots = .only([broken]) } }
    }
    // A good certificate in front does not hide a broken one.
    let half = PEMSource.bytes(authority.root.certificate + Array("-----BEGIN CERTIFICATE-----\n%%\n".utf8))
    _ = configurationError { try authority.clientContext { $0.trustRoots = .only([half]) } }
  }

  @Test func `a key of another certificate is a configuration error`() throws {
    let first = try authority.root.issue(.init())
    let second = try authority.root.issue(.init())
    let mixed = TLSIdentity(certificateChain: .bytes(first.chain), privateKey: .bytes(second.privateKey))
    _ = configurationError { try authority.serverContext(identity: mixed) }
  }

  @Test func `contradictions are configuration errors`() throws {
    _ = configurationError { try TLSContext(server: TLSConfiguration()) }
    _ = configurationError { try authority.clientContext { $0.trustRoots = .only([]) } }
    _ = configurationError {
      try authority.clientContext {
        $0.minimumVersion = .tls13
        $0.maximumVersion = .tls12
      }
    }
    for name in ["", String(repeating: "a", count: 256)] {
      _ = configurationError { try authority.clientContext { $0.applicationProtocols = [name] } }
    }
    _ = configurationError {
      try authority.clientContext {
        $0.applicationProtocols = Array(repeating: String(repeating: "a", count: 255), count: 257)
      }
    }
  }

  @Test func `an engine of one side does not take the other side's context`() throws {
    let server = try authority.serverContext()
    let client = try authority.clientContext()
    #expect(throws: TLSError.self) { try EnginePair(client: server, server: server) }
    #expect(throws: TLSError.self) { try EnginePair(client: client, server: client) }
  }

  @Test func `no key and no passphrase shows in any description`() throws {
    var request = ThrowawayCertificateAuthority.Request(dnsNames: [TestAuthority.name])
    request.passphrase = "correct horse"
    let issued = try authority.root.issue(request)
    var configuration = TLSConfiguration.server(identity: issued.identity)
    configuration.applicationProtocols = ["http/1.1"]
    var dumped = ""
    dump(configuration, to: &dumped)
    for text in [
      "\(issued.identity)", String(reflecting: issued.identity), "\(configuration)",
      String(reflecting: configuration), dumped,
    ] {
      #expect(!text.contains("correct horse"))
      #expect(!text.contains("BEGIN"))
      #expect(!text.contains("45, 45, 45, 45"))
    }
  }
}
