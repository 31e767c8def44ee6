import ByteBuffers
import Testing
@testable import WebSocketProtocol

@Suite struct ClientHandshakeTests {
  @Test func `client and server agree at every read size and keep the bytes behind the response`() throws {
    let pool = BlockPool()
    for pieceByteCount in [1, 2, 3, 7, 100_000] {
      let wire = ByteBuffer(pool: pool)
      var client = try ClientHandshake(
        ClientHandshake.Request(
          host: "example.com", path: "/v1/realtime?model=gpt-realtime",
          headers: HTTPHeaders([("Authorization", "Bearer abc")]), subprotocols: ["realtime", "other"]),
        nonce: Array("the sample nonce".utf8))
      client.writeRequest(into: wire)
      var server = ServerHandshake()
      let received = ByteBuffer(pool: pool)
      var request: UpgradeRequest?
      feed(Array(wire.readable), pieceByteCount: pieceByteCount, into: received) {
        if case .request(let found) = server.receive(received) { request = found }
      }
      let upgrade = try #require(request)
      #expect(upgrade.path == "/v1/realtime" && upgrade.query == "model=gpt-realtime")
      #expect(upgrade.subprotocols == ["realtime", "other"])

      let response = ByteBuffer(pool: pool)
      _ = try ServerHandshake.accept(upgrade, subprotocol: "realtime", into: response)
      response.append(0x81)
      response.append(0x00)
      let answer = ByteBuffer(pool: pool)
      var accepted: HandshakeResponse?
      feed(Array(response.readable), pieceByteCount: pieceByteCount, into: answer) {
        if case .accepted(let found) = client.receive(answer) { accepted = found }
      }
      #expect(accepted?.subprotocol == "realtime")
      #expect(Array(answer.readable) == [0x81, 0x00])
    }
  }

  private func feed(_ bytes: [UInt8], pieceByteCount: Int, into buffer: ByteBuffer, _ after: () -> Void) {
    var offset = 0
    while offset < bytes.count {
      let end = min(offset + pieceByteCount, bytes.count)
      bytes[offset..<end].withUnsafeBytes { buffer.append($0) }
      offset = end
      after()
    }
  }
}
