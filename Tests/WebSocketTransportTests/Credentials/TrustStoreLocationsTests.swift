import Foundation
import RealtimeTestCertificates
import RealtimeTestSupport
import Testing

import RealtimeTLS
@testable import WebSocketTransport

@Suite struct TrustStoreLocationsTests {
  /// What a system has, and what its OpenSSL was built for.
  struct System: Sendable, CustomTestStringConvertible {
    let testDescription: String
    var builtIn: [TrustStore]
    var files: Set<String>
    var environment: [String: String] = [:]
    var expected: [TrustStore]
  }

  static let systems = [
    System(
      testDescription: "Debian: the folder of its own OpenSSL",
      builtIn: [.file("/usr/lib/ssl/cert.pem"), .directory("/usr/lib/ssl/certs")],
      files: ["/usr/lib/ssl/certs", "/etc/ssl/certs", "/etc/ssl/certs/ca-certificates.crt"],
      expected: [.directory("/usr/lib/ssl/certs")]),
    System(
      testDescription: "Debian with an OpenSSL of one's own",
      builtIn: [.file("/usr/local/ssl/cert.pem"), .directory("/usr/local/ssl/certs")],
      files: ["/etc/ssl/certs", "/etc/ssl/certs/ca-certificates.crt"],
      expected: [.file("/etc/ssl/certs/ca-certificates.crt")]),
    System(
      testDescription: "Alpine",
      builtIn: [.file("/etc/ssl/cert.pem"), .directory("/etc/ssl/certs")],
      files: ["/etc/ssl/cert.pem", "/etc/ssl/certs", "/etc/ssl/certs/ca-certificates.crt"],
      expected: [.file("/etc/ssl/cert.pem"), .directory("/etc/ssl/certs")]),
    System(
      testDescription: "Alpine with an OpenSSL of one's own, without ca-certificates",
      builtIn: [.file("/opt/ssl/cert.pem"), .directory("/opt/ssl/certs")],
      files: ["/etc/ssl/cert.pem"],
      expected: [.file("/etc/ssl/cert.pem")]),
    System(
      testDescription: "Fedora",
      builtIn: [.file("/etc/pki/tls/cert.pem"), .directory("/etc/pki/tls/certs")],
      files: ["/etc/pki/tls/cert.pem", "/etc/pki/tls/certs/ca-bundle.crt"],
      expected: [.file("/etc/pki/tls/cert.pem")]),
    System(
      testDescription: "Fedora with an OpenSSL built for Debian",
      builtIn: [.file("/usr/lib/ssl/cert.pem"), .directory("/usr/lib/ssl/certs")],
      files: ["/etc/pki/tls/certs/ca-bundle.crt"],
      expected: [.file("/etc/pki/tls/certs/ca-bundle.crt")]),
    System(
      testDescription: "an OpenSSL of one's own",
      builtIn: [.file("/usr/local/ssl/cert.pem"), .directory("/usr/local/ssl/certs")],
      files: ["/etc/ssl/cert.pem"],
      expected: [.file("/etc/ssl/cert.pem")]),
    System(
      testDescription: "a folder and nothing else",
      builtIn: [.file("/usr/local/ssl/cert.pem")],
      files: ["/etc/ssl/certs"],
      expected: [.directory("/etc/ssl/certs")]),
    System(
      testDescription: "SSL_CERT_FILE takes the file's place and leaves the folder",
      builtIn: [.file("/b/cert.pem"), .directory("/b/certs")],
      files: ["/b/cert.pem", "/b/certs", "/mine.pem"],
      environment: ["SSL_CERT_FILE": "/mine.pem"],
      expected: [.file("/mine.pem"), .directory("/b/certs")]),
    System(
      testDescription: "SSL_CERT_DIR is a list and takes the folder's place",
      builtIn: [.file("/b/cert.pem"), .directory("/b/certs")],
      files: ["/b/cert.pem", "/b/certs", "/one", "/two"],
      environment: ["SSL_CERT_DIR": "/one:/two"],
      expected: [.directory("/one"), .directory("/two"), .file("/b/cert.pem")]),
    System(
      testDescription: "what the environment names is used though it is not there, and nothing in its place",
      builtIn: [.file("/b/cert.pem"), .directory("/b/certs")],
      files: ["/etc/ssl/cert.pem", "/etc/ssl/certs/ca-certificates.crt"],
      environment: ["SSL_CERT_FILE": "/gone.pem", "SSL_CERT_DIR": "/gone"],
      expected: [.file("/gone.pem"), .directory("/gone")]),
    System(
      testDescription: "an empty variable is none",
      builtIn: [.file("/b/cert.pem")],
      files: ["/b/cert.pem"],
      environment: ["SSL_CERT_FILE": "", "SSL_CERT_DIR": ""],
      expected: [.file("/b/cert.pem")]),
    System(
      testDescription: "nothing anywhere", builtIn: [.file("/b/cert.pem")], files: [], expected: []),
  ]

  @Test(arguments: systems)
  func `the roots are found`(_ system: System) {
    let found = TrustStoreLocations.find(
      environment: { system.environment[$0] },
      builtIn: system.builtIn,
      exists: { system.files.contains($0.path) }
    )
    #expect(found == system.expected)
  }

  @Test(arguments: [
    ("5ed36f99.0", true), ("5ED36F99.12", true), ("5ed36f99", false), ("5ed36f9.0", false),
    ("5ed36f99.r0", false), ("README", false), ("ca-certificates.crt", false), (".", false), ("", false),
  ])
  func `a certificate in a folder is known by its name`(_ name: String, _ isHashed: Bool) {
    #expect(TrustStoreLocations.isHashedName(name) == isHashed)
  }

  /// In a process of its own, because the environment belongs to the process.
  @Test func `a process trusts the authority that SSL_CERT_FILE names, and its renewed file`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let first = try TestAuthority()
      let second = try TestAuthority()
      let bundle = folder.url.appending(path: "bundle.pem")
      try Data(first.root.certificate).write(to: bundle)
      setenv("SSL_CERT_FILE", bundle.path, 1)
      setenv("SSL_CERT_DIR", folder.url.path, 1)
      let source = try TLSContextSource.clients.source(for: TLSConfiguration(), now: .zero)
      try expectTrust(first, not: second, source.current(now: .zero))
      try Data(second.root.certificate).write(to: bundle, options: .atomic)
      try expectTrust(first, not: second, source.current(now: .milliseconds(999)))
      try expectTrust(second, not: first, source.current(now: .seconds(1)))
    }
  }

  @Test func `a file that SSL_CERT_FILE names and that is not there is an error that says so`() async {
    await #expect(processExitsWith: .success) {
      setenv("SSL_CERT_FILE", "/nowhere/roots.pem", 1)
      do throws(TLSError) {
        _ = try TLSContextSource.clients.source(for: TLSConfiguration(), now: .zero)
        preconditionFailure("loaded from nowhere")
      } catch {
        precondition(error.kind == .configuration && error.message.contains("/nowhere/roots.pem"))
        precondition(error.message.contains("SSL_CERT_FILE"))
      }
    }
  }
}

private func expectTrust(_ one: TestAuthority, not other: TestAuthority, _ client: TLSContext) throws {
  let verdicts = [try isTrusted(one, client), try isTrusted(other, client)]
  precondition(verdicts == [true, false])
}

private func isTrusted(_ authority: TestAuthority, _ client: TLSContext) throws -> Bool {
  let issued = try authority.root.issue(.init(dnsNames: ["a.test"]))
  let pair = try EnginePair(
    client: client, server: TLSContext(server: .server(identity: issued.identity)), name: "a.test")
  try? pair.connect()
  return pair.client.engine.isEstablished
}
