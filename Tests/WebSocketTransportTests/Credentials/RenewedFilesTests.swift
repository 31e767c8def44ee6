import Foundation
import RealtimeReactor
import RealtimeTestCertificates
import RealtimeTLS
import RealtimeTestSupport
import Testing
import WebSocketTransport

/// Certificates that are renewed on disk while a server and its clients run.
@Suite struct RenewedFilesTests {
  @Test func `a server and its clients use renewed files from the next connection on`() throws {
    let run = try Run()
    let first = try run.connect()
    let second = try run.connect()
    #expect(first.end != nil && first.end == second.end && second.isResumed)

    try run.renewServer()
    let renewed = try run.connect()
    #expect(renewed.end != nil && renewed.end != first.end && !renewed.isResumed)

    try run.writeBrokenServerFiles()
    let kept = try run.connect()
    #expect(kept.end == renewed.end)
    #expect(run.server?.certificateReloadError?.kind == .configuration)

    // The client trusts somebody else from now on.
    let other = try ThrowawayCertificateAuthority()
    try run.write(other.certificate, "roots.pem")
    let refused = try run.connect()
    #expect(refused.end == nil && refused.error?.stage == .tls)
    run.finish()
  }
}

extension RenewedFilesTests {
  private final class Run {
    let loop: EventLoop
    private(set) var server: WebSocketServer?
    private let authority: ThrowawayCertificateAuthority
    private let folder: TemporaryFolder
    private var renewalCount = 0

    struct Outcome {
      /// When the certificate ends that the server presented: each has another end.
      var end: Int64?
      var isResumed = false
      var error: WebSocketTransportError?
    }

    init() throws {
      loop = try EventLoop()
      authority = try ThrowawayCertificateAuthority()
      folder = try TemporaryFolder()
      try write(authority.certificate, "roots.pem")
      try renewServer()
      let identity = TLSIdentity(certificateChain: file("chain.pem"), privateKey: file("key.pem"))
      var configuration = WebSocketServer.Configuration(identity: identity)
      configuration.connection.tls.fileCheckInterval = .zero
      server = try WebSocketServer(configuration: configuration, on: loop) { _, _ in }
    }

    func renewServer() throws {
      var request = ThrowawayCertificateAuthority.Request(addresses: ["127.0.0.1"])
      renewalCount += 1
      request.notAfter += renewalCount * 10_000
      let issued = try authority.issue(request)
      try write(issued.chain, "chain.pem")
      try write(issued.privateKey, "key.pem")
    }

    /// A chain whose key is still that of the one before.
    func writeBrokenServerFiles() throws {
      try write(authority.issue(.init(addresses: ["127.0.0.1"])).chain, "chain.pem")
    }

    func write(_ bytes: [UInt8], _ name: String) throws {
      try folder.write(bytes, to: name)
    }

    private func file(_ name: String) -> PEMSource { .file(path: folder.url.appending(path: name).path) }

    func connect() throws -> Outcome {
      var tls = TLSConfiguration()
      tls.trustRoots = .only([file("roots.pem")])
      tls.fileCheckInterval = .zero
      let endpoint = WebSocketEndpoint(
        host: "127.0.0.1", port: server?.localAddress.port ?? 0, isSecure: true)
      let client = try WebSocket(to: endpoint, configuration: .init(tls: tls), on: loop)
      var outcome = Outcome()
      var isClosed = false
      client.on(.open) {
        outcome.end = client.connectionReport.tls?.peerCertificateEnd
        outcome.isResumed = client.connectionReport.tls?.isResumed == true
        // In order, so that the session tickets are read.
        #expect(throws: Never.self) { try client.close() }
      }
      client.on(.error) { outcome.error = $0 }
      client.on(.close) { _ in isClosed = true }
      while !isClosed { loop.runOnce() }
      return outcome
    }

    func finish() {
      server?.close()
      loop.run()
    }
  }
}
