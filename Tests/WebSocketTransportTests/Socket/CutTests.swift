import RealtimeTestSupport
import Testing

/// Connections that end, stall or go wrong below the WebSocket.
@Suite struct CutTests {
  @Test(arguments: CutCases.requests + CutCases.frames(.server))
  func `our server survives an end at every byte`(_ row: HostileCase) throws {
    try row.playAgainstServer()
  }

  @Test(arguments: CutCases.responses + CutCases.frames(.client))
  func `our client survives an end at every byte`(_ row: HostileCase) throws {
    try row.playAgainstClient()
  }

  @Test(arguments: CutCases.flights(.server))
  func `our server survives a TLS handshake that ends`(_ row: HostileCase) throws {
    try row.playAgainstServer()
  }

  @Test(arguments: CutCases.flights(.client))
  func `our client survives a TLS handshake that ends`(_ row: HostileCase) throws {
    try row.playAgainstClient()
  }

  @Test(arguments: HostileTLSCases.all(.server) + HostileTLSCases.sampled(.server))
  func `our server behind TLS tells what went wrong`(_ row: HostileCase) throws {
    try HandClock.turned { try row.playAgainstServer(by: $0) }
  }

  @Test(arguments: HostileTLSCases.all(.client) + HostileTLSCases.sampled(.client))
  func `our client behind TLS tells what went wrong`(_ row: HostileCase) throws {
    try HandClock.turned { try row.playAgainstClient(by: $0) }
  }
}
