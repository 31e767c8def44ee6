import RealtimeReactor
import RealtimeTestSupport
import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// More peers than a server has places for.
@Suite struct CrowdedServerTests {
  private func arena(
    isSecure: Bool, clock: HandClock? = nil, _ change: (inout WebSocketServer.Configuration) -> Void
  ) throws -> Arena {
    let arena = try Arena(isSecure: isSecure, clock: clock)
    try arena.serve { configuration in
      configuration.backlog = 1024
      // Nothing but the crowd ends an opening.
      configuration.connection.timeLimits.tls = nil
      configuration.connection.timeLimits.upgrade = nil
      configuration.connection.timeLimits.total = nil
      change(&configuration)
    }
    return arena
  }

  /// Connects and does not go on after `count` bytes.
  private func standing(after count: Int, isSecure: Bool) -> [Step] {
    if isSecure { return [.cutFlight(byteCount: count)] }
    return count == 0 ? [] : [.bytes(Array(Opening.request().prefix(count)))]
  }

  @Test(arguments: [false, true], [0, 20])
  func `peers that stand still keep nobody out`(isSecure: Bool, byteCount: Int) throws {
    let arena = try arena(isSecure: isSecure) { $0.maximumOpeningCount = 100 }
    let server = try #require(arena.server)
    for _ in 0..<200 { _ = try arena.attack(standing(after: byteCount, isSecure: isSecure)) }
    try arena.expectHealthyEcho()
    #expect(server.openingCount < 100)
    #expect(arena.openingErrors.count >= 101)
    for error in arena.openingErrors {
      guard case .crowdedOut(limit: 100) = error.cause else {
        Issue.record("unexpected \(error)")
        break
      }
    }
    arena.finish()
  }

  @Test func `an address has its own limit of openings that stand still`() throws {
    let arena = try arena(isSecure: false) { $0.maximumOpeningCountPerAddress = 10 }
    let server = try #require(arena.server)
    for _ in 0..<30 { _ = try arena.attack([]) }
    arena.run("the limit") { arena.openingErrors.count == 20 }
    #expect(server.openingCount == 10)
    arena.finish()
  }

  @Test(arguments: [false, true])
  func `peers that move are all served, however many come from one address`(isSecure: Bool) throws {
    // By hand: where the machine is slow, a client on this thread is not to be taken for one that stands still.
    try HandClock.turned { try serveAll(isSecure: isSecure, by: $0) }
  }

  private func serveAll(isSecure: Bool, by clock: HandClock) throws {
    let arena = try arena(isSecure: isSecure, clock: clock) {
      $0.maximumOpeningCount = 8
      $0.maximumOpeningCountPerAddress = 2
    }
    var openCount = 0
    let clients = try (0..<60).map { _ in
      let client = try arena.client(port: arena.serverPort)
      client.on(.open) { openCount += 1 }
      client.on(.error) { Issue.record("\($0)") }
      return client
    }
    arena.run("the clients") { openCount == clients.count }
    #expect(arena.openingErrors.isEmpty)
    var closedCount = 0
    for client in clients {
      client.on(.close) { _ in closedCount += 1 }
      client.terminate()
    }
    arena.run("the end") { closedCount == clients.count }
    arena.finish()
  }
}
