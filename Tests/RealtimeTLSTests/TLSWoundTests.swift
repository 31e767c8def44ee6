import RealtimeBuffers
import CRealtimeOpenSSL
import Testing

@testable import RealtimeTLS

/// What went wrong in other users of OpenSSL, by its number among the known wounds.
@Suite struct TLSWoundTests {
  let authority: TestAuthority
  static let versions: [TLSConfiguration.Version] = [.tls12, .tls13]

  init() throws {
    authority = try TestAuthority()
  }

  private func connected(_ version: TLSConfiguration.Version) throws -> EnginePair {
    let pair = try EnginePair(
      client: try authority.clientContext { $0.maximumVersion = version },
      server: try authority.serverContext())
    try pair.connect()
    return pair
  }

  /// The outgoing BIO takes everything, so that no write has to be repeated with the same bytes.
  @Test
  func `regression 29: writes and key updates behind a full outbox are taken at once and arrive in order`()
    throws
  {
    let pair = try connected(.tls13)
    let first = (0..<(8 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try pair.client.write(first)
    try pair.server.engine.requestKeyUpdate()
    try pair.server.write([1])
    #expect(pair.client.engine.outbox.readableByteCount > first.count)
    pair.client.receive(pair.server.takeOutput())
    #expect(pair.client.received == [1])
    try pair.client.engine.requestKeyUpdate()
    try pair.client.write([2, 3])
    pair.pump(segmentByteCount: 65_536)
    #expect(pair.server.received == first + [2, 3])
    #expect(pair.client.failure == nil && pair.server.failure == nil)
  }

  @Test(arguments: versions, [Int.max, 65_536, 16_401])
  func `regression 30: a 4 MiB message with close_notify after it in the last segment is delivered whole`(
    version: TLSConfiguration.Version, segmentByteCount: Int
  ) throws {
    let pair = try connected(version)
    var message = (0..<256).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    while message.count < 4 << 20 { message += message }
    try pair.server.write(message)
    pair.server.engine.closeNotify()
    pair.pump(segmentByteCount: segmentByteCount)
    #expect(pair.client.received == message)
    #expect(pair.client.isClosed)
    #expect(pair.client.engine.transportEnded() == nil)
  }

  /// A client of OpenSSL's own, because an engine of ours would not ask.
  @Test func `regression 27: a client that asks to renegotiate is refused, and no second handshake is done`()
    throws
  {
    let context = try #require(SSL_CTX_new(TLS_client_method()))
    defer { SSL_CTX_free(context) }
    let client = try #require(SSL_new(context))
    defer { SSL_free(client) }
    let input = try #require(BIO_new(BIO_s_mem()))
    let output = try #require(BIO_new(BIO_s_mem()))
    SSL_set_bio(client, input, output)
    SSL_set_connect_state(client)
    let serverContext = try authority.serverContext { $0.maximumVersion = .tls12 }
    let server = try Peer { try TLSEngine(server: serverContext, outbox: $0) }
    try server.engine.startHandshake()
    /// Returns what the server answered.
    @discardableResult
    func carry() -> [UInt8] {
      var bytes = [UInt8](repeating: 0, count: 16 << 10)
      while case let count = BIO_read(output, &bytes, Int32(bytes.count)), count > 0 {
        server.receive(bytes.prefix(Int(count)))
      }
      let answer = server.takeOutput()
      _ = BIO_write(input, answer, Int32(answer.count))
      return answer
    }
    for _ in 0..<4 {
      SSL_do_handshake(client)
      carry()
    }
    #expect(server.establishedCount == 1)

    #expect(SSL_renegotiate(client) == 1)
    SSL_do_handshake(client)
    let alertRecord: UInt8 = 21
    #expect(carry().first == alertRecord)
    for _ in 0..<4 {
      SSL_do_handshake(client)
      carry()
    }
    #expect(SSL_is_init_finished(client) == 0)
    #expect(server.establishedCount == 1 && server.received.isEmpty)
    ERR_clear_error()
  }
}
