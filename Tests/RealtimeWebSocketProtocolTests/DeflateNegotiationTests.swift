import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct DeflateNegotiationTests {
  private func answer(_ offers: String, _ configuration: DeflateConfiguration = .init()) throws -> String? {
    try DeflateNegotiation.answer(WebSocketExtension.parse([offers]), configuration)?.element
  }

  private func accepted(
    _ answer: String, _ configuration: DeflateConfiguration = .init()
  ) throws -> DeflateParameters {
    let elements = try WebSocketExtension.parse([answer])
    return try DeflateNegotiation.accepted(try #require(elements.first), offered: configuration)
  }

  @Test(arguments: [
    ("permessage-deflate", "permessage-deflate"),
    ("permessage-deflate; client_max_window_bits", "permessage-deflate"),
    (
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover",
      "permessage-deflate; server_no_context_takeover; client_no_context_takeover"
    ),
    ("permessage-deflate; server_max_window_bits=8", "permessage-deflate; server_max_window_bits=8"),
    ("permessage-deflate; server_max_window_bits=\"10\"", "permessage-deflate; server_max_window_bits=10"),
    ("permessage-deflate; client_max_window_bits=9", "permessage-deflate; client_max_window_bits=9"),
    (
      "foo, permessage-deflate; unknown, permessage-deflate; server_max_window_bits=15",
      "permessage-deflate; server_max_window_bits=15"
    ),
  ])
  func `the server answers the first offer that it can meet`(offer: String, expected: String) throws {
    #expect(try answer(offer) == expected)
  }

  @Test(arguments: [
    "foo", "permessage-deflate; unknown", "permessage-deflate; server_max_window_bits",
    "permessage-deflate; server_max_window_bits=7", "permessage-deflate; server_max_window_bits=16",
    "permessage-deflate; server_max_window_bits=08", "permessage-deflate; client_max_window_bits=16",
    "permessage-deflate; client_max_window_bits=-1",
    "permessage-deflate; client_max_window_bits=1000000000000000000000",
    "permessage-deflate; server_no_context_takeover=1",
    "permessage-deflate; server_max_window_bits=9; server_max_window_bits=9",
  ])
  func `regression 8: offers with impossible parameters are declined`(offer: String) throws {
    #expect(try answer(offer) == nil)
  }

  @Test(arguments: [
    "permessage-deflate; server_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
    "permessage-deflate; client_max_window_bits", "permessage-deflate; server_max_window_bits=999999999999",
    "permessage-deflate; mux",
  ])
  func `regression 8: an answer with impossible parameters fails the handshake before any compressed frame`(
    extensions: String
  ) throws {
    var client = try HandshakeDriver.client(deflate: DeflateConfiguration())
    let bytes = HandshakeDriver.response([("Sec-WebSocket-Extensions", extensions)])
    let (outcome, _) = HandshakeDriver.run(&client, bytes + TestFrame.bytes(1, [0xF2, 0x48], reserved: 0x40))
    #expect(outcome.error == .extensionParameterInvalid)
  }

  @Test func `an answer must keep to what was offered`() throws {
    var configuration = DeflateConfiguration()
    configuration.serverMaxWindowBits = 10
    configuration.serverNoContextTakeover = true
    for answer in [
      "permessage-deflate", "permessage-deflate; server_max_window_bits=11; server_no_context_takeover",
      "permessage-deflate; server_max_window_bits=10",
    ] {
      #expect(throws: WebSocketError(.extensionParameterInvalid)) { try accepted(answer, configuration) }
    }
    let agreed = try accepted(
      "permessage-deflate; server_no_context_takeover; server_max_window_bits=9; client_max_window_bits=8",
      configuration)
    #expect(agreed.serverWindowBits == 9 && agreed.clientWindowBits == 8)
    #expect(agreed.serverNoContextTakeover && !agreed.clientNoContextTakeover)
  }

  @Test func `both sides of a handshake agree on the same parameters`() throws {
    for bits in 8...15 {
      var configuration = DeflateConfiguration()
      configuration.clientMaxWindowBits = bits
      configuration.serverMaxWindowBits = 23 - bits
      configuration.clientNoContextTakeover = bits.isMultiple(of: 2)
      let offer = try WebSocketExtension.parse([DeflateNegotiation.offer(configuration)])
      let answer = try #require(DeflateNegotiation.answer(offer, DeflateConfiguration()))
      let agreed = try accepted(answer.element, configuration)
      #expect(agreed == answer.parameters)
    }
  }
}
