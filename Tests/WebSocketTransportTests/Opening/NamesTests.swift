import Foundation
import RealtimeReactor
import RealtimeWebSocketProtocol
import Synchronization
import Testing
import WebSocketTransport

/// Sessions to names whose lookups take time, with the threads of the process and a resolver that counts.
@Suite struct NamesTests {
  private final class SlowResolver: Sendable {
    let counts = Mutex<[String: Int]>([:])
    let delay: TimeInterval
    let addresses: [SocketAddress]

    init(delay: TimeInterval, addresses: [SocketAddress]) {
      self.delay = delay
      self.addresses = addresses
    }

    var lookups: NameLookups {
      NameLookups { [self] name in
        counts.withLock { $0[name, default: 0] += 1 }
        Thread.sleep(forTimeInterval: delay)
        return .success(addresses)
      }
    }
  }

  private func open(
    _ count: Int, _ loopback: Loopback, path: String = "/", port: UInt16? = nil
  ) throws -> (opened: Int, failed: Int) {
    var (opened, failed) = (0, 0)
    let serverPort = try #require(loopback.server).localAddress.port
    let endpoint = WebSocketEndpoint(
      host: "api.example", port: port ?? serverPort, isSecure: loopback.isSecure, resource: path)
    var configuration = loopback.clientConfiguration
    configuration.proxy = .none
    for _ in 0..<count {
      let socket = try WebSocket(to: endpoint, configuration: configuration, on: loopback.loop)
      socket.on(.open) { [unowned socket] in
        opened += 1
        socket.terminate()
      }
      socket.on(.error) { _ in failed += 1 }
      socket.on(.close) { _ in if opened + failed == count { loopback.loop.stop() } }
    }
    loopback.loop.run()
    return (opened, failed)
  }

  @Test func `1500 sessions to one name are one lookup, and so are as many that come after`() throws {
    let loopback = try Loopback(isSecure: false)
    let resolver = SlowResolver(delay: 0.02, addresses: [.loopback(port: 0)])
    loopback.loop.nameLookups = resolver.lookups
    try loopback.serveEcho()
    #expect(try open(1500, loopback) == (1500, 0))
    #expect(try open(100, loopback) == (100, 0))
    #expect(resolver.counts.withLock { $0 } == ["api.example": 1])
    loopback.server?.close()
    loopback.loop.run()
  }

  @Test func `a connection that fails drops the answer, a refusal by the server does not`() throws {
    let loopback = try Loopback(isSecure: false)
    let resolver = SlowResolver(delay: 0, addresses: [.loopback(port: 0)])
    loopback.loop.nameLookups = resolver.lookups
    try loopback.serve(decide: { $0.path == "/no" ? .refuse(status: 503) : .accept() }) { _ in }
    #expect(try open(1, loopback, path: "/no") == (0, 1))
    #expect(try open(1, loopback) == (1, 0))
    #expect(resolver.counts.withLock { $0["api.example"] } == 1)
    // Nobody listens at this port.
    #expect(try open(3, loopback, port: 1) == (0, 3))
    #expect(try open(1, loopback) == (1, 0))
    #expect(resolver.counts.withLock { $0["api.example"] } == 2)
    loopback.server?.close()
    loopback.loop.run()
  }

  /// A name with both families on a machine that can use one of them.
  @Test func `an address without a route costs nothing, and does not hide what the other said`() throws {
    let loopback = try Loopback(isSecure: false)
    // The second is from the block for documentation (RFC 3849), which is routed nowhere.
    let documentation = try #require(SocketAddress(host: "2001:db8::1", port: 0))
    let resolver = SlowResolver(delay: 0, addresses: [documentation, .loopback(port: 0)])
    loopback.loop.nameLookups = resolver.lookups
    try loopback.serveEcho()
    #expect(try open(1, loopback) == (1, 0))
    loopback.server?.close()
    loopback.loop.run()
  }
}
