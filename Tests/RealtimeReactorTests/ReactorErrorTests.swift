import RealtimeReactor
import Testing

@Suite struct ReactorErrorTests {
  @Test func `the description says what was done, what happened and which error it is`() {
    let error = ReactorError(code: .timedOut, operation: "connect to 10.0.0.1:1", message: "no answer")
    #expect(error.description == "connect to 10.0.0.1:1: no answer (ETIMEDOUT)")
    #expect("\(error)" == error.description)
  }

  @Test func `codes are open to what the system adds`() {
    #expect(ReactorError.Code(rawValue: "ECONNREFUSED") == .connectionRefused)
    #expect(ReactorError.Code(rawValue: "ENOTSUP").rawValue == "ENOTSUP")
  }

  @Test func `an address that is not this machine's cannot be bound`() throws {
    let loop = try EventLoop()
    // TEST-NET-1 (RFC 5737) belongs to nobody.
    let address = try #require(SocketAddress(host: "192.0.2.1", port: 0))
    let error = #expect(throws: ReactorError.self) { try TCPListener.bind(to: address, on: loop) { _ in } }
    #expect(error?.code.rawValue == "EADDRNOTAVAIL")
    loop.run()
  }
}
