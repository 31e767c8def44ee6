import Testing

@testable import RealtimeTLS

@Suite struct TLSClosingTests {
  let client: TLSContext
  let server: TLSContext

  init() throws {
    let authority = try TestAuthority()
    client = try authority.clientContext()
    server = try authority.serverContext()
  }

  func connected() throws -> EnginePair {
    let pair = try EnginePair(client: client, server: server)
    try pair.connect()
    return pair
  }

  @Test func `close_notify is answered by closed on the other side, and writing back still works`() throws {
    let pair = try connected()
    pair.client.engine.closeNotify()
    pair.client.engine.closeNotify()
    pair.pump()
    #expect(pair.server.isClosed)
    #expect(!pair.client.isClosed)
    try pair.server.write([1, 2])
    pair.server.engine.closeNotify()
    pair.pump()
    #expect(pair.client.received == [1, 2])
    #expect(pair.client.isClosed)
    #expect(pair.client.engine.transportEnded() == nil)
    #expect(pair.server.engine.transportEnded() == nil)
  }

  @Test func `writing is refused before the handshake and after closeNotify`() throws {
    let pair = try EnginePair(client: client, server: server)
    let early = #expect(throws: TLSError.self) { try pair.client.write([1]) }
    #expect(early?.kind == .notWritable)
    try pair.connect()
    pair.client.engine.closeNotify()
    let late = #expect(throws: TLSError.self) { try pair.client.write([1]) }
    #expect(late?.kind == .notWritable)
    #expect(pair.client.failure == nil)
  }

  @Test func `bytes after close_notify are dropped`() throws {
    let pair = try connected()
    try pair.server.write([1])
    pair.server.engine.closeNotify()
    pair.client.receive(pair.server.takeOutput() + [UInt8](repeating: 0xFF, count: 100))
    pair.client.receive([1, 2, 3])
    #expect(pair.client.received == [1])
    #expect(pair.client.isClosed)
    #expect(pair.client.failure == nil)
  }

  /// Regression 24: OpenSSL 3 reports an unexpected end as an error that stays queued (IO-Socket-SSL #145).
  @Test func `an end of the transport at every byte of the handshake is a truncation`() throws {
    let template = try EnginePair(client: client, server: server)
    try template.client.engine.startHandshake()
    template.server.receive(template.client.takeOutput())
    let flightByteCount = template.server.takeOutput().count
    for byteCount in 0..<flightByteCount - 32 {
      let pair = try EnginePair(client: client, server: server)
      try pair.client.engine.startHandshake()
      pair.server.receive(pair.client.takeOutput())
      pair.client.receive(pair.server.takeOutput().prefix(byteCount))
      #expect(pair.client.failure == nil)
      #expect(pair.client.engine.transportEnded()?.kind == .truncated)
      #expect(pair.client.failure?.kind == .truncated)
    }
  }

  /// Regression 24: OpenSSL 3 reports an unexpected end as an error that stays queued (IO-Socket-SSL #145).
  @Test func `an end of the transport at every byte before close_notify is a truncation`() throws {
    var byteCount = 0
    while true {
      let pair = try connected()
      try pair.server.write(Array("last words".utf8))
      pair.server.engine.closeNotify()
      let stream = pair.server.takeOutput()
      guard byteCount < stream.count else { break }
      pair.client.receive(stream[..<byteCount])
      #expect(pair.client.engine.transportEnded()?.kind == .truncated)
      // For good: the missing bytes change nothing any more.
      pair.client.receive(stream[byteCount...])
      #expect(!pair.client.isClosed)
      byteCount += 1
    }
    #expect(byteCount > 40)
  }

  @Test func `a record that was changed on the way fails the connection for good`() throws {
    let pair = try connected()
    try pair.server.write(Array("payload".utf8))
    var stream = pair.server.takeOutput()
    stream[stream.count - 1] ^= 1
    pair.client.receive(stream)
    #expect(pair.client.received.isEmpty)
    #expect(pair.client.failure?.kind == .protocolViolation)
    // The alert reaches the peer as one.
    pair.pump()
    #expect(pair.server.failure?.kind == .peerAlert(code: 20))
    #expect(throws: TLSError.self) { try pair.client.write([1]) }
  }

  @Test func `garbage in place of TLS is told apart from a failed handshake`() throws {
    let pair = try EnginePair(client: client, server: server)
    try pair.client.engine.startHandshake()
    pair.client.receive(Array("HTTP/1.1 400 Bad Request\r\n\r\n".utf8))
    #expect(pair.client.failure?.kind == .protocolVersion)
    pair.server.receive(Array("GET / HTTP/1.1\r\nHost: example.test\r\n\r\n".utf8))
    #expect(pair.server.failure?.kind == .protocolVersion)
  }

  @Test func `garbage after ServerHello fails the handshake at every offset`() throws {
    for offset in stride(from: 5, to: 700, by: 7) {
      let pair = try EnginePair(client: client, server: server)
      try pair.client.engine.startHandshake()
      pair.server.receive(pair.client.takeOutput())
      var flight = pair.server.takeOutput()
      guard offset < flight.count else { break }
      for index in offset..<flight.count { flight[index] = UInt8(truncatingIfNeeded: index &* 37) }
      pair.client.receive(flight)
      // What looks like the start of a longer record is waited for; the end of the transport settles it.
      let error = pair.client.failure ?? pair.client.engine.transportEnded()
      #expect(error != nil)
      #expect(!pair.client.engine.isEstablished)
    }
  }

  /// Regression 23: the error queue belongs to the thread, not to the connection (openssl #11889, h2o #1448).
  @Test func `a failing connection never poisons the healthy ones beside it`() throws {
    let stranger = try TestAuthority().clientContext()
    let healthy = try (0..<100).map { _ in try connected() }
    for (round, pair) in healthy.enumerated() {
      let failing = try EnginePair(client: stranger, server: server)
      try failing.client.engine.startHandshake()
      failing.server.receive(failing.client.takeOutput())
      let flight = failing.server.takeOutput()
      try pair.client.write([UInt8(round)])
      failing.client.receive(flight)
      #expect(failing.client.failure != nil)
      failing.pump()
      #expect(failing.server.failure != nil)
      pair.pump()
      #expect(pair.server.received == [UInt8(round)])
    }
    for pair in healthy {
      #expect(pair.client.failure == nil && pair.server.failure == nil)
    }
  }

  /// Regression 23: the error queue belongs to the thread, not to the connection (openssl #11889, h2o #1448).
  @Test func `errors that others left on the thread are not taken for ours`() throws {
    let pair = try connected()
    #expect(throws: TLSError.self) { try PEMReader.privateKey(in: .bytes([]), passphrase: nil) }
    OpenSSLErrorQueue.leaveAnError()
    // A read that wants more is where a stale entry would be read as a failure.
    pair.client.receive([23])
    #expect(pair.client.failure == nil)
    OpenSSLErrorQueue.leaveAnError()
    try pair.client.write([1])
    OpenSSLErrorQueue.leaveAnError()
    pair.pump()
    #expect(pair.server.received == [1])
  }
}
