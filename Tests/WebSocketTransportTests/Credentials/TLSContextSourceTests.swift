import Foundation
import RealtimeTestSupport
import Synchronization
import RealtimeTestCertificates
import Testing

import RealtimeTLS
@testable import WebSocketTransport

/// A clock that every thread moves on.
private final class Ticks: Sendable {
  private let count = Atomic(0)

  func next() -> Int { count.wrappingAdd(1, ordering: .relaxed).newValue }
}

@Suite struct TLSContextSourceTests {
  private static let interval = TLSConfiguration().fileCheckInterval

  @Test func `a server's certificate changed on disk is used by the next connection and not before it fits`()
    throws
  {
    let authority = try TestAuthority()
    let folder = try TemporaryFolder()
    let first = try authority.root.issue(.init(dnsNames: ["first.test"]))
    let second = try authority.root.issue(.init(dnsNames: ["second.test"]))
    let chain = try folder.write(first.chain, to: "chain.pem")
    let key = try folder.write(first.privateKey, to: "key.pem")
    let identity = TLSIdentity(
      certificateChain: .file(path: chain.path), privateKey: .file(path: key.path))
    let source = try TLSContextSource(.server, .server(identity: identity), now: .zero)
    let client = try authority.clientContext()
    let original = source.current(now: .zero)
    #expect(source.current(now: Self.interval) === original)
    #expect(try accepts(client, original, "first.test"))

    // The key a moment before its chain.
    try folder.write(second.privateKey, to: "key.pem")
    #expect(source.current(now: Self.interval * 2) === original)
    #expect(source.reloadFailure?.kind == .configuration)
    try folder.write(second.chain, to: "chain.pem")
    let renewed = source.current(now: Self.interval * 3)
    #expect(renewed !== original)
    #expect(source.reloadFailure == nil)
    #expect(try accepts(client, renewed, "second.test"))
    #expect(source.current(now: Self.interval * 4) === renewed)

    try FileManager.default.removeItem(at: key)
    #expect(source.current(now: Self.interval * 5) === renewed)
    #expect(source.reloadFailure?.kind == .configuration)
  }

  @Test func `files are looked at once in an interval`() throws {
    let authority = try TestAuthority()
    let folder = try TemporaryFolder()
    let roots = try folder.write(authority.root.certificate, to: "roots.pem")
    let source = try TLSContextSource(.client, trusting(roots), now: .seconds(100))
    let original = source.current(now: .seconds(100))
    try folder.write(try TestAuthority().root.certificate, to: "roots.pem")
    #expect(source.current(now: .seconds(100) + Self.interval - .nanoseconds(1)) === original)
    #expect(source.current(now: .seconds(100) + Self.interval) !== original)
  }

  @Test func `a client's roots changed on disk decide about the next connection`() throws {
    let old = try TestAuthority()
    let new = try TestAuthority()
    let folder = try TemporaryFolder()
    let roots = try folder.write(old.root.certificate, to: "roots.pem")
    let sources = TLSContextSource.Shared()
    let source = try sources.source(for: trusting(roots), now: .zero)
    let (oldServer, newServer) = (try old.serverContext(), try new.serverContext())
    #expect(try !accepts(source.current(now: .zero), newServer))
    try folder.write(new.root.certificate, to: "roots.pem")
    let same = try sources.source(for: trusting(roots), now: Self.interval)
    #expect(same === source)
    #expect(try accepts(same.current(now: Self.interval), newServer))
    #expect(try !accepts(same.current(now: Self.interval), oldServer))
  }

  @Test func `a client's certificate changed on disk is the next one presented`() throws {
    let authority = try TestAuthority()
    let folder = try TemporaryFolder()
    func renew(for seconds: Int) throws -> (chain: URL, key: URL) {
      var request = ThrowawayCertificateAuthority.Request()
      request.notAfter = seconds
      let issued = try authority.root.issue(request)
      return (
        try folder.write(issued.chain, to: "client.pem"),
        try folder.write(issued.privateKey, to: "client-key.pem")
      )
    }
    let files = try renew(for: 10_000)
    var configuration = TLSConfiguration(trusting: authority.root.certificate)
    configuration.identity = TLSIdentity(
      certificateChain: .file(path: files.chain.path), privateKey: .file(path: files.key.path))
    let source = try TLSContextSource(.client, configuration, now: .zero)
    let server = try authority.serverContext { $0.clientCertificateRequest = .required }
    func presentedEnd(now: Duration) throws -> Int64? {
      let pair = try EnginePair(client: source.current(now: now), server: server)
      try pair.connect()
      return pair.server.engine.info?.peerCertificateEnd
    }
    let before = try presentedEnd(now: .zero)
    _ = try renew(for: 20_000)
    #expect(before != nil)
    #expect(try presentedEnd(now: .milliseconds(10)) == before)
    let after = try presentedEnd(now: Self.interval)
    #expect(after != nil && after != before)
  }

  @Test func `a configuration without files is made once`() throws {
    let authority = try TestAuthority()
    let configuration = TLSConfiguration(trusting: authority.root.certificate)
    let source = try TLSContextSource(.client, configuration, now: .zero)
    #expect(source.current(now: .zero) === source.current(now: .seconds(1_000)))
  }

  @Test func `the shared sources are bounded, and the one used longest ago goes`() throws {
    let sources = TLSContextSource.Shared()
    let root = try TestAuthority().root.certificate
    func configuration(_ number: Int) -> TLSConfiguration {
      var configuration = TLSConfiguration(trusting: root)
      configuration.applicationProtocols = ["p\(number)"]
      return configuration
    }
    let first = try sources.source(for: configuration(0), now: .zero)
    let second = try sources.source(for: configuration(1), now: .zero)
    for number in 2..<TLSContextSource.Shared.maximumSourceCount {
      _ = try sources.source(for: configuration(number), now: .zero)
    }
    #expect(try sources.source(for: configuration(0), now: .zero) === first)
    _ = try sources.source(for: configuration(-1), now: .zero)
    #expect(try sources.source(for: configuration(0), now: .zero) === first)
    #expect(try sources.source(for: configuration(1), now: .zero) !== second)
  }

  @Test func `accepting partial chains makes a context of its own`() {
    var partial = TLSConfiguration()
    partial.acceptsPartialChains = true
    #expect(!partial.makesSameContext(as: TLSConfiguration()))
  }

  @Test func `a configuration that logs keys is like no other`() throws {
    let sources = TLSContextSource.Shared()
    var configuration = try TLSConfiguration(trusting: TestAuthority().root.certificate)
    configuration.keyLog = { _ in }
    let source = try sources.source(for: configuration, now: .zero)
    #expect(try sources.source(for: configuration, now: .zero) !== source)
  }

  @Test func `many threads get a good context while the files change`() async throws {
    let authority = try TestAuthority()
    let folder = try TemporaryFolder()
    let roots = try folder.write(authority.root.certificate, to: "roots.pem")
    let source = try TLSContextSource(.client, trusting(roots), now: .zero)
    let ticks = Ticks()
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<4 {
        group.addTask {
          for _ in 0..<50 {
            let tick = ticks.next()
            _ = source.current(now: Self.interval * tick)
            if tick % 20 == 0 { try? Data(authority.root.certificate).write(to: roots, options: .atomic) }
          }
        }
      }
    }
    #expect(source.reloadFailure == nil)
    let server = try authority.serverContext()
    #expect(try accepts(source.current(now: .seconds(1_000)), server))
  }

  private func trusting(_ roots: URL) -> TLSConfiguration {
    var configuration = TLSConfiguration()
    configuration.trustRoots = .only([.file(path: roots.path)])
    return configuration
  }

  private func accepts(
    _ client: TLSContext, _ server: TLSContext, _ name: String = TestAuthority.name
  ) throws -> Bool {
    let pair = try EnginePair(client: client, server: server, name: name)
    try? pair.connect()
    return pair.client.engine.isEstablished
  }
}
