import RealtimeReactor
import Synchronization
import RealtimeTestSupport
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

@Suite struct WebSocketServerGroupTests {
  /// Which loops of a group did something, and how often.
  private final class Counts: Sendable {
    private let counts = Mutex<[Int: Int]>([:])

    func add(_ loop: EventLoop, of group: EventLoopGroup) {
      let number = group.loops.firstIndex { $0 === loop } ?? -1
      counts.withLock { $0[number, default: 0] += 1 }
    }

    var byLoop: [Int: Int] { counts.withLock { $0 } }
  }

  private func group() throws -> EventLoopGroup {
    var configuration = EventLoopGroup.Configuration()
    configuration.loopCount = 2
    return try EventLoopGroup(configuration: configuration)
  }

  @Test func `connections over wss are spread over the loops, and each is served on its own`() throws {
    let group = try group()
    let certificate = try LocalCertificate()
    let accepted = Counts()
    let servers = try WebSocketServerGroup(
      configuration: .init(identity: certificate.identity), on: group
    ) { socket, _ in
      accepted.add(socket.loop, of: group)
      socket.on(.message) { [unowned socket] message in
        #expect(socket.loop.isOnLoop)
        socket.send(message.kind, message.bytes)
      }
    }

    let loop = try EventLoop()
    let configuration = WebSocketConfiguration(tls: certificate.clientConfiguration)
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: servers.localAddress.port, isSecure: true)
    var echoes: [String] = []
    for number in 0..<32 {
      let socket = try WebSocket(to: endpoint, configuration: configuration, on: loop)
      socket.on(.open) { [unowned socket] in socket.send("\(number)") }
      socket.on(.message) { [unowned socket] message in
        echoes.append(message.text)
        try? socket.close()
      }
    }
    loop.run()
    #expect(echoes.compactMap(Int.init).sorted() == Array(0..<32))
    // The kernel chooses by a hash of the addresses: among 32 connections both are chosen.
    #expect(accepted.byLoop.keys.sorted() == [0, 1])
    #expect(accepted.byLoop.values.reduce(0, +) == 32)
    #expect(try group.drain(deadline: .seconds(10)) == 0)
  }

  @Test func `closed servers accept nothing, and what is open goes on until the group ends`() throws {
    let group = try group()
    let servers = try WebSocketServerGroup(configuration: .init(), on: group) { socket, _ in
      socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
    }
    let loop = try EventLoop()
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: servers.localAddress.port, isSecure: false)
    let socket = try WebSocket(to: endpoint, on: loop)
    var heard: [String] = []
    var refusals = 0
    socket.on(.open) {
      servers.close()
      // Each loop has closed its server once it has answered this.
      _ = try? group.onEachLoop { _ in }
      do {
        let late = try WebSocket(to: endpoint, on: loop)
        late.on(.error) { _ in
          refusals += 1
          socket.send("still here")
        }
      } catch {
        Issue.record(error)
      }
    }
    socket.on(.message) { message in
      heard.append(message.text)
      try? socket.close()
    }
    loop.run()
    #expect(refusals == 1)
    #expect(heard == ["still here"])
    #expect(try group.drain(deadline: .seconds(10)) == 0)
  }

  @Test func `a port that is taken, and a loop of the group, are typed errors`() throws {
    let group = try group()
    let loop = try EventLoop()
    let taken = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    var configuration = WebSocketServer.Configuration()
    configuration.address = taken.localAddress
    let error = #expect(throws: WebSocketTransportError.self) {
      try WebSocketServerGroup(configuration: configuration, on: group) { _, _ in }
    }
    #expect(error?.stage == .configuration)
    let onLoop = try group.onEachLoop { _ in
      (try? WebSocketServerGroup(configuration: .init(), on: group) { _, _ in }) == nil
    }
    #expect(onLoop == [true, true])
    try group.stop()
    loop.close()
  }
}
