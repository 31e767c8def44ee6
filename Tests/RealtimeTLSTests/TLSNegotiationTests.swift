import Synchronization
import RealtimeTestCertificates
import Testing

@testable import RealtimeTLS

@Suite struct TLSNegotiationTests {
  let authority: TestAuthority

  init() throws { authority = try TestAuthority() }

  func pair(
    client: (inout TLSConfiguration) -> Void = { _ in }, server: (inout TLSConfiguration) -> Void = { _ in }
  ) throws -> EnginePair {
    let pair = try EnginePair(
      client: authority.clientContext(client),
      server: authority.serverContext(.init(dnsNames: [TestAuthority.name]), server))
    try pair.connect()
    return pair
  }

  @Test func `the server's first common application protocol is chosen`() throws {
    let pair = try pair(
      client: { $0.applicationProtocols = ["b", "a", "c"] },
      server: { $0.applicationProtocols = ["x", "c", "b"] })
    #expect(pair.client.engine.info?.applicationProtocol == "c")
    #expect(pair.server.engine.info?.applicationProtocol == "c")
  }

  @Test func `no common application protocol is an alert`() throws {
    let pair = try pair(client: { $0.applicationProtocols = ["h2"] })
    #expect(pair.server.failure?.kind == .handshakeFailed)
    #expect(pair.client.failure?.kind == .peerAlert(code: 120))
  }

  @Test func `a side without application protocols leaves them out`() throws {
    let silentClient = try pair(client: { $0.applicationProtocols = [] })
    #expect(silentClient.server.engine.isEstablished)
    #expect(silentClient.server.engine.info?.applicationProtocol == nil)
    let silentServer = try pair(server: { $0.applicationProtocols = [] })
    #expect(silentServer.client.engine.isEstablished)
    #expect(silentServer.client.engine.info?.applicationProtocol == nil)
  }

  @Test func `a minimum version the other side lacks is refused on both sides`() throws {
    let strictServer = try pair(
      client: { $0.maximumVersion = .tls12 }, server: { $0.minimumVersion = .tls13 })
    #expect(strictServer.server.failure?.kind == .protocolVersion)
    #expect(strictServer.client.failure?.kind == .protocolVersion)
    let strictClient = try pair(
      client: { $0.minimumVersion = .tls13 }, server: { $0.maximumVersion = .tls12 })
    #expect(strictClient.client.failure?.kind == .protocolVersion)
    #expect(strictClient.server.failure?.kind == .protocolVersion)
  }

  @Test func `no common cipher is a failed handshake`() throws {
    let pair = try pair(
      client: {
        $0.cipherOrder = .init(
          tls13: "TLS_AES_256_GCM_SHA384", tls12: "ECDHE-ECDSA-AES256-GCM-SHA384")
      },
      server: {
        $0.cipherOrder = .init(
          tls13: "TLS_AES_128_GCM_SHA256", tls12: "ECDHE-ECDSA-AES128-GCM-SHA256")
      })
    #expect(pair.server.failure?.kind == .handshakeFailed)
    #expect(pair.client.failure?.kind == .peerAlert(code: 40))
  }

  @Test(arguments: RealtimeTLSTests.versions)
  func `keys are logged on request`(version: TLSConfiguration.Version) throws {
    let lines = Lines()
    let pair = try pair(client: {
      $0.maximumVersion = version
      $0.keyLog = { lines.append($0) }
    })
    #expect(pair.client.engine.isEstablished)
    let labels = lines.all.map { String($0.prefix { $0 != " " }) }
    switch version {
    case .tls12: #expect(labels == ["CLIENT_RANDOM"])
    case .tls13: #expect(Set(labels).isSuperset(of: ["CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0"]))
    }
  }

  @Test func `a connection that did not ask logs nothing beside one that did`() throws {
    let lines = Lines()
    let asking = try pair(client: { $0.keyLog = { lines.append($0) } })
    #expect(asking.client.engine.isEstablished)
    let count = lines.all.count
    #expect(count > 0)
    let silent = try pair()
    #expect(silent.client.engine.isEstablished)
    #expect(lines.all.count == count)
  }

  private final class Lines: Sendable {
    private let storage = Mutex<[String]>([])
    var all: [String] { storage.withLock { $0 } }
    func append(_ line: String) { storage.withLock { $0.append(line) } }
  }
}
