internal import CRealtimeOpenSSL
import Testing

@testable import RealtimeTLS

/// Elsewhere each connection keeps a session of its own, and there is nothing to see.
@Suite(.enabled(if: SessionSwap.isPossible)) struct SharedSessionTests {
  let authority: TestAuthority
  let server: TLSContext
  let client: TLSContext
  let cache = TLSSessionCache()

  init() throws {
    authority = try TestAuthority()
    server = try authority.serverContext()
    client = try authority.clientContext()
  }

  private func connected(to server: TLSContext? = nil) throws -> EnginePair {
    let pair = try EnginePair(client: client, server: server ?? self.server, sessions: cache)
    try pair.connect()
    return pair
  }

  private func session(_ pair: EnginePair) -> OpaquePointer? { SSL_get_session(pair.client.engine.ssl) }

  private func expectTraffic(_ pair: EnginePair) throws {
    try pair.client.write([1])
    try pair.server.write([2])
    pair.pump()
    #expect(pair.server.takeReceived() == [1] && pair.client.takeReceived() == [2])
  }

  @Test func `connections to a server hold one session together, and everything goes on`() throws {
    let pairs = try (0..<3).map { _ in try connected() }
    #expect(Set(pairs.map(session)).count == 1)
    #expect(pairs.map { $0.client.engine.info?.isResumed } == [false, true, true])
    for pair in pairs {
      try expectTraffic(pair)
      try pair.client.engine.requestKeyUpdate()
      try expectTraffic(pair)
      try pair.server.engine.requestKeyUpdate()
      try expectTraffic(pair)
      #expect(pair.client.engine.info?.cipher == pair.server.engine.info?.cipher)
      #expect(pair.client.engine.info?.peerCertificate != nil)
      pair.client.engine.closeNotify()
      pair.server.engine.closeNotify()
      pair.pump()
      #expect(pair.client.isClosed && pair.server.isClosed)
    }
  }

  @Test func `a ticket that comes later is written into a session of its own, and resumes`() throws {
    let first = try connected()
    let second = try connected()
    cache.removeAll()
    #expect(SSL_new_session_ticket(second.server.engine.ssl) == 1)
    try expectTraffic(second)
    // The cache forgot what the two shared.
    #expect(cache.count == 1 && session(second) != session(first))
    #expect(SSL_new_session_ticket(first.server.engine.ssl) == 1)
    try expectTraffic(first)
    #expect(session(second) == session(first))
    let third = try connected()
    #expect(third.client.engine.info?.isResumed == true)
    #expect(session(third) == session(first))
  }

  @Test func `a server with another certificate or cipher has another session`() throws {
    let first = try connected()
    let renewed = try connected(to: try authority.serverContext())
    #expect(renewed.client.engine.info?.isResumed == false)
    #expect(session(renewed) != session(first))
    let chacha = try authority.serverContext {
      $0.cipherPreference = .explicit(
        tls13: "TLS_CHACHA20_POLY1305_SHA256", tls12: "ECDHE-ECDSA-AES128-GCM-SHA256")
    }
    let aes = try authority.serverContext {
      $0.cipherPreference = .explicit(tls13: "TLS_AES_256_GCM_SHA384", tls12: "ECDHE-ECDSA-AES128-GCM-SHA256")
    }
    let others = [try connected(to: chacha), try connected(to: aes)]
    #expect(Set(([first, renewed] + others).map(session)).count == 4)
    for pair in others {
      try expectTraffic(pair)
      #expect(pair.client.engine.info?.cipher == pair.server.engine.info?.cipher)
    }
  }

  @Test func `a full handshake with the same certificate shares the certificate as well`() throws {
    let identity = try authority.root.issue(.init(dnsNames: [TestAuthority.name])).identity
    let first = try connected(to: try authority.serverContext(identity: identity))
    // It has other keys for its tickets.
    let restarted = try connected(to: try authority.serverContext(identity: identity))
    #expect(restarted.client.engine.info?.isResumed == false)
    #expect(session(restarted) == session(first))
    #expect(restarted.client.engine.info == first.client.engine.info)
    try expectTraffic(restarted)
  }

  /// RFC 8446 section 6.2.
  @Test func `what a failed connection has spoilt is not handed on`() throws {
    let failed = try connected()
    failed.client.receive([23, 3, 3, 0, 32] + [UInt8](repeating: 0, count: 32))
    #expect(failed.client.failure != nil)
    let next = try connected()
    #expect(next.client.engine.info?.isResumed == false)
    #expect(session(next) != session(failed))
    try expectTraffic(next)
    let later = try connected()
    #expect(later.client.engine.info?.isResumed == true)
    #expect(session(later) == session(next))
  }

  @Test func `a session of TLS 1.2 stays with its connection`() throws {
    let old = try authority.serverContext { $0.maximumVersion = .tls12 }
    let pairs = [try connected(to: old), try connected(to: old)]
    for pair in pairs { try expectTraffic(pair) }
    #expect(pairs.last?.client.engine.info?.isResumed == true)
  }
}
