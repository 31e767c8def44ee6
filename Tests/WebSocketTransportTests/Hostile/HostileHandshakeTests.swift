import Testing

/// What a peer may send instead of a good opening handshake.
@Suite struct HostileHandshakeTests {
  @Test(arguments: HostileRequestCases.all)
  func `our server answers a bad request with its status and goes on serving`(_ row: HostileCase) throws {
    try row.playAgainstServer()
  }

  @Test(arguments: HostileResponseCases.all)
  func `our client refuses a bad response and its loop goes on`(_ row: HostileCase) throws {
    try row.playAgainstClient()
  }

  @Test(arguments: HostileRefusalCases.statuses)
  func `every status from 300 to 599 is a refusal, with and without a body`(_ row: HostileCase) throws {
    try row.playAgainstClient()
  }

  @Test(arguments: HostileRefusalCases.bodies)
  func `a refusal is one however its body comes`(_ row: HostileCase) throws {
    try row.playAgainstClient()
  }
}
