import RealtimeTestCertificates
import Testing

@testable import RealtimeTLS

@Suite struct TLSSessionCacheTests {
  let authority: TestAuthority
  let server: TLSContext

  init() throws {
    authority = try TestAuthority()
    server = try authority.serverContext(.init(dnsNames: ["*.example.test", TestAuthority.name]))
  }

  /// Connects, ends cleanly, and tells whether a session was resumed.
  func connect(
    _ client: TLSContext, _ cache: TLSSessionCache?, name: String = TestAuthority.name, at place: String = "",
    server: TLSContext? = nil
  ) throws -> Bool {
    let pair = try EnginePair(
      client: client, server: server ?? self.server, name: name, at: place, sessions: cache)
    try pair.connect()
    try pair.client.write([1])
    try pair.server.write([2])
    pair.pump()
    #expect(pair.server.received == [1] && pair.client.received == [2])
    let isResumed = try #require(pair.client.engine.info).isResumed
    #expect(pair.server.engine.info?.isResumed == isResumed)
    pair.client.engine.closeNotify()
    pair.pump()
    return isResumed
  }

  @Test(arguments: RealtimeTLSTests.versions)
  func `the second connection resumes the first one's session`(version: TLSConfiguration.Version) throws {
    let client = try authority.clientContext { $0.maximumVersion = version }
    let cache = TLSSessionCache()
    #expect(try !connect(client, cache))
    #expect(cache.count == 1)
    for _ in 0..<3 { #expect(try connect(client, cache)) }
    #expect(cache.count == 1)
    #expect(try !connect(client, nil))
  }

  @Test func `a session belongs to one name and one context`() throws {
    let first = try authority.clientContext()
    let second = try authority.clientContext()
    let cache = TLSSessionCache()
    #expect(try !connect(first, cache, name: "a.example.test"))
    #expect(try !connect(first, cache, name: "b.example.test"))
    #expect(try !connect(second, cache, name: "a.example.test"))
    #expect(cache.count == 3)
    #expect(try connect(first, cache, name: "a.example.test"))
    #expect(try connect(second, cache, name: "a.example.test"))
  }

  @Test func `the ports of one name have sessions of their own, and a failure at one leaves the others`()
    throws
  {
    let client = try authority.clientContext()
    let cache = TLSSessionCache()
    #expect(try !connect(client, cache, at: "443"))
    #expect(try !connect(client, cache, at: "8443"))
    #expect(cache.count == 2)
    let failed = try EnginePair(client: client, server: server, at: "8443", sessions: cache)
    try failed.connect()
    failed.client.receive([23, 3, 3, 0, 32] + [UInt8](repeating: 0, count: 32))
    #expect(failed.client.failure != nil)
    #expect(try connect(client, cache, at: "443"))
    #expect(try !connect(client, cache, at: "8443"))
  }

  /// Regression 25, OpenSSL CVE-2024-2511: a session cache that grows.
  @Test func `the cache never exceeds its limit and forgets what was used longest ago`() throws {
    let client = try authority.clientContext()
    let cache = TLSSessionCache(maximumSessionCount: 2)
    #expect(try !connect(client, cache, name: "a.example.test"))
    #expect(try !connect(client, cache, name: "b.example.test"))
    #expect(try connect(client, cache, name: "a.example.test"))
    #expect(try !connect(client, cache, name: "c.example.test"))
    #expect(cache.count == 2)
    #expect(try connect(client, cache, name: "a.example.test"))
    #expect(try !connect(client, cache, name: "b.example.test"))
  }

  @Test func `a cache without room keeps nothing`() throws {
    let client = try authority.clientContext()
    let none = TLSSessionCache(maximumSessionCount: 0)
    #expect(try !connect(client, none))
    #expect(none.count == 0)
  }

  @Test func `a server that no longer knows the session makes a full handshake`() throws {
    let client = try authority.clientContext()
    let cache = TLSSessionCache()
    #expect(try !connect(client, cache))
    let restarted = try authority.serverContext()
    #expect(try !connect(client, cache, server: restarted))
    #expect(try connect(client, cache, server: restarted))
  }

  @Test(arguments: RealtimeTLSTests.versions)
  func `no session of a refused peer is kept`(version: TLSConfiguration.Version) throws {
    let stranger = try ThrowawayCertificateAuthority().certificate
    let client = try authority.clientContext {
      $0.maximumVersion = version
      $0.trustRoots = .only([.bytes(stranger)])
    }
    let cache = TLSSessionCache()
    let pair = try EnginePair(client: client, server: server, sessions: cache)
    try pair.connect()
    #expect(pair.client.failure != nil)
    #expect(cache.count == 0)
  }

  @Test func `a server that asks for client certificates resumes as well`() throws {
    let strict = try authority.serverContext { $0.clientCertificateRequest = .required }
    let client = try authority.clientContext { $0.identity = try? authority.root.issue(.init()).identity }
    let cache = TLSSessionCache()
    #expect(try !connect(client, cache, server: strict))
    #expect(try connect(client, cache, server: strict))
  }

  /// OpenSSL takes a TLS 1.3 session out of use when a handshake has resumed it; the ticket that replaces it comes a
  /// round trip later.
  @Test(arguments: RealtimeTLSTests.versions)
  func `connections that begin before the next ticket has arrived resume as well`(
    version: TLSConfiguration.Version
  ) throws {
    let client = try authority.clientContext { $0.maximumVersion = version }
    let cache = TLSSessionCache()
    #expect(try !connect(client, cache))
    let early = try EnginePair(client: client, server: server, sessions: cache)
    let late = try EnginePair(client: client, server: server, sessions: cache)
    try early.client.engine.startHandshake()
    try late.client.engine.startHandshake()
    exchangeOnce(early)
    #expect(early.client.engine.info?.isResumed == true)
    // The tickets for `early` are still on their way.
    let between = try EnginePair(client: client, server: server, sessions: cache)
    try between.connect()
    late.pump()
    early.pump()
    #expect(between.client.engine.info?.isResumed == true)
    #expect(late.client.engine.info?.isResumed == true)
    #expect(try connect(client, cache))
  }

  /// Flights until the client is done: what the server says to the last one is not delivered.
  private func exchangeOnce(_ pair: EnginePair) {
    while !pair.client.engine.isEstablished {
      pair.server.receive(pair.client.takeOutput())
      pair.client.receive(pair.server.takeOutput())
    }
  }

  @Test(arguments: RealtimeTLSTests.versions)
  func `a session outlives a connection that was lost`(version: TLSConfiguration.Version) throws {
    let client = try authority.clientContext { $0.maximumVersion = version }
    let cache = TLSSessionCache()
    do {
      let lost = try EnginePair(client: client, server: server, sessions: cache)
      try lost.connect()
      #expect(lost.client.engine.transportEnded()?.kind == .truncated)
    }
    #expect(try connect(client, cache))
    do {
      let dropped = try EnginePair(client: client, server: server, sessions: cache)
      try dropped.connect()
    }
    #expect(try connect(client, cache))
  }

  @Test(arguments: RealtimeTLSTests.versions)
  func `a session whose resumption came to nothing is not offered again`(
    version: TLSConfiguration.Version
  ) throws {
    let client = try authority.clientContext { $0.maximumVersion = version }
    let cache = TLSSessionCache()
    // The last is an attempt that is cancelled or takes too long.
    for ending: (Peer) -> Void in [{ $0.endTransport() }, { $0.receiveAlert() }, { _ in }] {
      #expect(try !connect(client, cache))
      do {
        let cut = try EnginePair(client: client, server: server, sessions: cache)
        try cut.client.engine.startHandshake()
        ending(cut.client)
      }
      #expect(cache.count == 0)
    }
  }

  /// RFC 5246 section 7.2.2, RFC 8446 section 6.2.
  @Test(arguments: RealtimeTLSTests.versions)
  func `a connection that failed takes its session with it`(version: TLSConfiguration.Version) throws {
    let client = try authority.clientContext { $0.maximumVersion = version }
    let cache = TLSSessionCache()
    #expect(try !connect(client, cache))
    let failed = try EnginePair(client: client, server: server, sessions: cache)
    try failed.connect()
    failed.client.receive([23, 3, 3, 0, 32] + [UInt8](repeating: 0, count: 32))
    #expect(failed.client.failure != nil)
    #expect(try !connect(client, cache))
  }
}

extension Peer {
  fileprivate func endTransport() { _ = engine.transportEnded() }
  /// A fatal internal_error in the clear.
  fileprivate func receiveAlert() { receive([21, 3, 3, 0, 2, 2, 80]) }
}
