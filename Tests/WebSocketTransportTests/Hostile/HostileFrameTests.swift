import RealtimeTestSupport
import Testing

/// What a peer may send after a good opening handshake.
@Suite struct HostileFrameTests {
  @Test(arguments: HostileFrameCases.all(.server))
  func `our server closes with the right code and goes on serving`(_ row: HostileCase) throws {
    try row.playAgainstServer()
  }

  @Test(arguments: HostileFrameCases.all(.client))
  func `our client closes with the right code and its loop goes on`(_ row: HostileCase) throws {
    try row.playAgainstClient()
  }

  @Test(arguments: HostileFrameCases.stalls(.server) + HostileFrameCases.stalls(.server).map(\.secure))
  func `our server waits for no peer longer than its limits say`(_ row: HostileCase) throws {
    try HandClock.turned { try row.playAgainstServer(by: $0) }
  }

  @Test(arguments: HostileFrameCases.stalls(.client) + HostileFrameCases.stalls(.client).map(\.secure))
  func `our client waits for no peer longer than its limits say`(_ row: HostileCase) throws {
    try HandClock.turned { try row.playAgainstClient(by: $0) }
  }

  @Test(arguments: HostilePayloadCases.all(.server))
  func `no payload hurts our server`(_ row: HostileCase) throws {
    try row.playAgainstServer()
  }

  @Test(arguments: HostilePayloadCases.all(.client))
  func `no payload hurts our client`(_ row: HostileCase) throws {
    try row.playAgainstClient()
  }
}
