import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Peers that are refused and do not go away.
@Suite struct RefusedPeerTests {
  /// Reads the refusal to its end and stays connected.
  private func staying(_ arena: Arena, _ request: [UInt8]) throws -> RawPeer {
    let peer = try arena.attack([.bytes(request), .awaitEnd])
    arena.run("the refusal") { peer.hasReceivedEnd }
    return peer
  }

  private func serve(_ arena: Arena) throws {
    try arena.serve(
      { configuration in
        configuration.maximumOpeningCount = 1
        // Nothing but the peer, or the server, ends what stays.
        configuration.connection.timeLimits.upgrade = nil
        configuration.connection.timeLimits.total = nil
      },
      decide: { $0.path == "/voice" ? .accept() : .refuse(status: 403) })
  }

  private static let refusedRequests = [
    Opening.request("POST /voice HTTP/1.1"), Opening.request("GET /other HTTP/1.1"),
    Array("nonsense\r\n\r\n".utf8),
  ]

  @Test(arguments: refusedRequests, [false, true])
  func `a refused peer counts as an opening until it goes`(request: [UInt8], isSecure: Bool) throws {
    let arena = try Arena(isSecure: isSecure)
    try serve(arena)
    let server = try #require(arena.server)
    let peer = try staying(arena, request)
    #expect(server.openingCount == 1)
    let next = try arena.attack([.bytes(Opening.request()), .awaitHead])
    arena.run("the connection of the next peer") { next.isConnected }
    #expect(next.status == nil && server.openingCount == 1)
    peer.close()
    arena.run("the next peer") { next.status == 101 }
    #expect(server.openingCount == 0)
    #expect(arena.openingErrors.count == (request == Self.refusedRequests[1] ? 0 : 1))
    arena.finish()
  }

  @Test(arguments: refusedRequests, [false, true])
  func `closing the server ends a refused peer that stays`(request: [UInt8], isSecure: Bool) throws {
    let arena = try Arena(isSecure: isSecure)
    try serve(arena)
    let server = try #require(arena.server)
    _ = try staying(arena, request)
    server.close()
    #expect(server.openingCount == 0)
    arena.run("the end of our loop") { !arena.loop.runOnce() }
    arena.finish()
  }

  @Test func `a server that is closed while it hears of a refusal still sends it`() throws {
    let arena = try Arena(isSecure: false)
    try serve(arena)
    let server = try #require(arena.server)
    var errorCount = 0
    server.onOpeningError = { _ in
      errorCount += 1
      server.close()
    }
    let peer = try arena.attack([.bytes(Self.refusedRequests[0])])
    arena.run("the refusal") { peer.isClosed }
    #expect(peer.status == 405)
    #expect(errorCount == 1)
    arena.finish()
  }
}
