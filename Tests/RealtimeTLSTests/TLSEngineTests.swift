import CRealtimeOpenSSL
import RealtimeBuffers
import Testing

@testable import RealtimeTLS

@Suite struct RealtimeTLSTests {
  static let versions: [TLSConfiguration.Version] = [.tls12, .tls13]

  let authority: TestAuthority
  let client: TLSContext
  let server: TLSContext

  init() throws {
    authority = try TestAuthority()
    client = try authority.clientContext()
    server = try authority.serverContext()
  }

  func connected(
    _ version: TLSConfiguration.Version = .tls13, segmentByteCount: Int = .max
  ) throws -> EnginePair {
    let client = version == .tls13 ? client : try authority.clientContext { $0.maximumVersion = version }
    let pair = try EnginePair(client: client, server: server)
    try pair.connect(segmentByteCount: segmentByteCount)
    return pair
  }

  @Test(arguments: versions, [1, 2, 3, 5, 7, 100, Int.max])
  func `a handshake and a message each way survive any segment size`(
    version: TLSConfiguration.Version, segmentByteCount: Int
  ) throws {
    let pair = try connected(version, segmentByteCount: segmentByteCount)
    #expect(pair.client.establishedCount == 1)
    #expect(pair.server.establishedCount == 1)
    try pair.client.write(Array("to the server".utf8))
    try pair.server.write(Array("to the client".utf8))
    pair.pump(segmentByteCount: segmentByteCount)
    #expect(pair.server.received == Array("to the server".utf8))
    #expect(pair.client.received == Array("to the client".utf8))
    #expect(pair.client.engine.info?.version == version)
    #expect(pair.server.engine.info?.version == version)
  }

  @Test func `the handshake's facts are reported on both sides`() throws {
    let pair = try connected()
    let info = try #require(pair.client.engine.info)
    #expect(info.applicationProtocol == "http/1.1")
    #expect(info.cipher.hasPrefix("TLS_"))
    #expect(!info.isResumed)
    #expect(info.requestedServerName == nil)
    #expect(info.peerCertificateEnd != nil)
    #expect(pair.server.engine.info?.requestedServerName == TestAuthority.name)
    #expect(pair.server.engine.info?.peerCertificateEnd == nil)
  }

  @Test(arguments: versions)
  func `two records and close_notify read the same at every split`(version: TLSConfiguration.Version) throws {
    let expected = Array("first".utf8) + Array("second".utf8)
    var split = 0
    while true {
      let pair = try connected(version)
      try pair.server.write(Array("first".utf8))
      try pair.server.write(Array("second".utf8))
      pair.server.engine.closeNotify()
      let stream = pair.server.takeOutput()
      guard split <= stream.count else { break }
      pair.client.receive(stream[..<split])
      pair.client.receive(stream[split...])
      #expect(pair.client.received == expected)
      #expect(pair.client.isClosed)
      #expect(pair.client.engine.transportEnded() == nil)
      split += 1
    }
    #expect(split > 40)
  }

  @Test(arguments: [1, 2, 3, 64])
  func `a small target receives everything in order`(readByteCount: Int) throws {
    let pair = try connected()
    pair.client.readByteCount = readByteCount
    try pair.server.write(Array(0..<200))
    try pair.server.write(Array(0..<100))
    pair.pump()
    #expect(pair.client.received == Array(0..<200) + Array(0..<100))
  }

  @Test func `one read takes all records there is room for`() throws {
    let pair = try connected()
    for _ in 0..<10 { try pair.server.write([UInt8](repeating: 7, count: 100)) }
    let stream = pair.server.takeOutput()
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 4_096, alignment: 1)
    defer { room.deallocate() }
    stream.withUnsafeBytes { lent in
      pair.client.engine.feed(lent)
      #expect(pair.client.engine.read(into: room) == .bytes(1_000))
      #expect(pair.client.engine.read(into: room) == .wantsMore)
      pair.client.engine.endFeed()
    }
  }

  @Test func `ciphertext of a reader that stops early is kept and read first`() throws {
    let pair = try connected()
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 10, alignment: 1)
    defer { room.deallocate() }
    var expected: [UInt8] = []
    var segments: [[UInt8]] = []
    for index in 0..<5 {
      // Larger together than OpenSSL's own buffer, so that much is left with the driver.
      let message = [UInt8](repeating: UInt8(index), count: 40_000)
      expected += message
      try pair.server.write(message)
      segments.append(pair.server.takeOutput())
    }
    var first: [UInt8] = []
    for segment in segments {
      segment.withUnsafeBytes { lent in
        pair.client.engine.feed(lent)
        if case .bytes(let count) = pair.client.engine.read(into: room) { first += room[..<count] }
        pair.client.engine.endFeed()
      }
    }
    #expect(first == [UInt8](repeating: 0, count: 50))
    #expect(SSL_pending(pair.client.engine.ssl) > 0)
    pair.client.readAll()
    #expect(first + pair.client.received == expected)
  }

  @Test func `a 4 MiB message arrives whole`() throws {
    let pair = try connected()
    let message = (0..<(4 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    try pair.client.write(message)
    pair.pump(segmentByteCount: 65_536)
    #expect(pair.server.received == message)
  }

  @Test(arguments: [(0, 0), (1, 1), (16_383, 1), (16_384, 1), (16_385, 2), (32_768, 2)])
  func `a write becomes as few records as the protocol allows`(byteCount: Int, recordCount: Int) throws {
    let pair = try connected()
    try pair.client.write([UInt8](repeating: 1, count: byteCount))
    var rest = pair.client.takeOutput()[...]
    var count = 0
    while rest.count >= 5 {
      let start = rest.startIndex
      rest = rest.dropFirst(5 + Int(rest[start + 3]) << 8 + Int(rest[start + 4]))
      count += 1
    }
    #expect(count == recordCount)
    #expect(rest.isEmpty)
  }

  @Test func `keys can be updated in mid-stream by either side`() throws {
    let pair = try connected()
    for round in 0..<20 {
      let text = Array("message \(round)".utf8)
      try pair.client.write(text)
      if round % 3 == 0 { try pair.client.engine.requestKeyUpdate() }
      try pair.client.write(text)
      try pair.server.write(text)
      if round % 4 == 0 { try pair.server.engine.requestKeyUpdate() }
      try pair.server.write(text)
      pair.pump(segmentByteCount: 11)
      #expect(pair.server.takeReceived() == text + text)
      #expect(pair.client.takeReceived() == text + text)
    }
  }

  @Test func `a key update on TLS 1.2 is an error and the connection goes on`() throws {
    let pair = try connected(.tls12)
    #expect(throws: TLSError.self) { try pair.client.engine.requestKeyUpdate() }
    try pair.client.write([1, 2, 3])
    pair.pump()
    #expect(pair.server.received == [1, 2, 3])
  }

  @Test(arguments: versions)
  func `memory released when idle comes back with the next record`(version: TLSConfiguration.Version) throws {
    let pair = try connected(version)
    for round in 0..<5 {
      try pair.client.write([UInt8](repeating: UInt8(round), count: 20_000))
      try pair.server.write([UInt8](repeating: UInt8(round), count: 20_000))
      pair.pump(segmentByteCount: 4_000)
      #expect(pair.client.takeReceived().count == 20_000)
      #expect(pair.server.takeReceived().count == 20_000)
      pair.client.engine.releaseIdleMemory()
      pair.server.engine.releaseIdleMemory()
      #expect(pair.client.takeOutput().isEmpty)
      #expect(pair.client.failure == nil)
    }
  }

  @Test(arguments: versions)
  func `memory may be shared and kept in turn, in the middle of records too`(
    version: TLSConfiguration.Version
  ) throws {
    let pair = try connected(version)
    for round in 0..<6 {
      let message = [UInt8](repeating: UInt8(round), count: 20_000)
      try pair.server.write(message)
      let stream = pair.server.takeOutput()
      pair.client.receive(stream[..<9_000])
      pair.client.engine.shareMemory(round % 2 == 0)
      pair.client.receive(stream[9_000...])
      #expect(pair.client.takeReceived() == message)
      try pair.client.write(message)
      pair.pump()
      #expect(pair.server.takeReceived() == message)
      pair.client.engine.releaseIdleMemory()
      #expect(pair.client.failure == nil)
    }
  }

  @Test func `memory is not released in the middle of a record`() throws {
    let pair = try connected()
    try pair.server.write([1, 2, 3])
    let stream = pair.server.takeOutput()
    pair.client.receive(stream[..<10])
    pair.client.engine.releaseIdleMemory()
    pair.client.receive(stream[10...])
    #expect(pair.client.received == [1, 2, 3])
  }
}
