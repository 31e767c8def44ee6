import Reactor
import Testing

@Suite struct EchoSmokeTests {
  final class Echo: TCPConnectionOwner {
    func didReceive(_ bytes: RawSpan, on connection: TCPConnection) { _ = connection.write(bytes) }
    func didReceiveEnd(_ connection: TCPConnection) { connection.shutdown() }
    func didClose(_ connection: TCPConnection, error: ReactorError?) { closeError = error; isClosed = true }
    var isClosed = false
    var closeError: ReactorError?
  }
  final class Client: TCPConnectionOwner {
    var received: [UInt8] = []
    var isClosed = false
    func didConnect(_ connection: TCPConnection) { _ = connection.write([1, 2, 3].span.bytes); connection.shutdown() }
    func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
      bytes.withUnsafeBytes { received.append(contentsOf: $0) }
    }
    func didReceiveEnd(_ connection: TCPConnection) {}
    func didClose(_ connection: TCPConnection, error: ReactorError?) { isClosed = true }
  }

  @Test func `bytes come back`() throws {
    let loop = try EventLoop()
    let echo = Echo()
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { $0.owner = echo }
    let client = Client()
    _ = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: client)
    loop.schedule(after: .milliseconds(200)) { listener.close() }
    loop.run()
    #expect(client.received.count == 24)
    #expect(client.isClosed && echo.isClosed && echo.closeError == nil)
    loop.close()
  }
}
