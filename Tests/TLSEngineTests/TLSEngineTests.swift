import ByteBuffers
import Testing

@testable import TLSEngine

@Suite struct TLSEngineTests {
  let authority: TestAuthority

  init() throws { authority = try TestAuthority() }

  @Test(arguments: [1, 2, 3, 5, 7, 100, Int.max])
  func `a handshake and a message each way survive any segment size`(segmentByteCount: Int) throws {
    let pair = try EnginePair(client: authority.clientContext(), server: authority.serverContext())
    try pair.connect(segmentByteCount: segmentByteCount)
    #expect(pair.client.establishedCount == 1)
    #expect(pair.server.establishedCount == 1)
    try pair.client.write(Array("to the server".utf8))
    try pair.server.write(Array("to the client".utf8))
    pair.pump(segmentByteCount: segmentByteCount)
    #expect(pair.server.received == Array("to the server".utf8))
    #expect(pair.client.received == Array("to the client".utf8))
    #expect(pair.client.failure == nil)
  }
}
