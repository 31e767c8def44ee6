import RealtimeReactor
import Testing
import WebSocketTransport

/// How long a server lives that nobody holds.
@Suite struct ServerLifeTests {
  private final class Sentinel {}

  @Test func `a server that nobody holds serves until it is closed, and is freed then`() throws {
    let loop = try EventLoop()
    weak var seen: WebSocketServer?
    weak var sentinel: Sentinel?
    var address = SocketAddress.loopback(port: 0)
    do {
      let held = Sentinel()
      let server = try WebSocketServer(configuration: .init(), on: loop) { socket, _ in
        withExtendedLifetime(held) {}
        socket.on(.message) { [unowned socket] in socket.send($0.kind, $0.bytes) }
      }
      let anything: Any = server
      withExtendedLifetime(anything) { address = server.localAddress }
      seen = server
      sentinel = held
    }
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: address.port, isSecure: false)
    let client = try WebSocket(to: endpoint, on: loop)
    var echo = ""
    client.on(.open) { client.send("still here") }
    client.on(.message) {
      echo = $0.text
      try? client.close()
    }
    client.on(.close) { _ in seen?.close() }
    loop.run()
    #expect(echo == "still here")
    #expect(seen == nil && sentinel == nil)
  }

  @Test func `a server that nobody holds keeps its loop running until the loop is closed`() throws {
    let loop = try EventLoop()
    weak var seen: WebSocketServer?
    do {
      let server: Any = try WebSocketServer(configuration: .init(), on: loop) { _, _ in }
      seen = server as? WebSocketServer
    }
    var hasRun = false
    loop.schedule(after: .milliseconds(20)) {
      hasRun = true
      loop.stop()
    }
    loop.run()
    #expect(hasRun && seen != nil)
    loop.close()
    #expect(seen == nil)
  }
}
