import RealtimeTelephony
import RealtimeTestSupport
import Testing

/// Real sockets: whoever has no proof gets 403 and no socket.
@Suite struct CarrierVerificationTests {
  /// What a client gets that sends these fields: `nil` for an open socket, else the status of the refusal.
  private static func status(_ fields: [(String, String)], _ verification: any CarrierVerification) throws -> Int? {
    let loop = try EventLoop()
    var openCount = 0
    let server = try WebSocketServer(configuration: .init(), on: loop, decide: verification.decision) { _, _ in
      openCount += 1
    }
    var configuration = WebSocketConfiguration()
    for (name, value) in fields { configuration.headers.append(name, value) }
    let client = try WebSocket(
      to: WebSocketEndpoint("ws://127.0.0.1:\(server.localAddress.port)/media"), configuration: configuration, on: loop)
    var status: Int?
    client.on(.open) { try? client.close() }
    client.on(.error) { error in
      if case .refused(let refusal) = error.cause { status = refusal.status }
    }
    client.on(.close) { _ in server.close() }
    loop.run()
    #expect(openCount == (status == nil ? 1 : 0))
    return status
  }

  @Test func `a signature of the configured URL opens a socket, whatever the Host says, and a wrong one does not`()
    throws
  {
    let signature = TwilioSignature(authToken: "12345", url: "wss://example.com/media")
    let field = "X-Twilio-Signature"
    #expect(try Self.status([(field, "7PR3qMkpDyEJtMrVOY/LDyNq8J8=")], signature) == nil)
    #expect(try Self.status([(field, "8PR3qMkpDyEJtMrVOY/LDyNq8J8=")], signature) == 403)
    #expect(try Self.status([], signature) == 403)
  }

  @Test func `a token opens a socket, and a wrong one does not`() throws {
    let field = "x-telnyx-streaming-auth-token"
    #expect(try Self.status([(field, "t0ken")], CarrierToken.telnyx("t0ken")) == nil)
    for fields in [[(field, "t0keN")], [(field, "t0ken2")], [(field, "")], [], [(field, "t0ken"), (field, "t0ken")]] {
      #expect(try Self.status(fields, CarrierToken.telnyx("t0ken")) == 403)
    }
    #expect(try Self.status([("Authorization", "Bearer b")], CarrierToken.bearer("b")) == nil)
    #expect(try Self.status([("Authorization", "Bearer ")], CarrierToken.bearer("")) == 403)
  }
}
