import RealtimeReactor
import Synchronization
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// The open connections of servers: counted, walked, closed and drained.
@Suite struct ServerConnectionsTests {
  // MARK: One server

  @Test(arguments: [false, true])
  func `a server counts, walks and closes its connections, and forgets the closed ones`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    var accepted: Set<ObjectIdentifier> = []
    try loopback.serve { accepted.insert(ObjectIdentifier($0)) }
    let server = try #require(loopback.server)
    #expect(server.connectionCount == 0)
    var openCount = 0
    var codes: [UInt16] = []
    let clients = try (0..<3).map { _ in try loopback.connect() }
    for client in clients {
      client.on(.open) {
        openCount += 1
        if openCount == 1 { return }
        guard openCount == clients.count else { return }
        #expect(server.connectionCount == 3)
        var walked: Set<ObjectIdentifier> = []
        server.forEachConnection { walked.insert(ObjectIdentifier($0)) }
        #expect(walked == accepted)
        #expect(throws: WebSocketError(.closeCodeNotSendable)) {
          try server.closeConnections(.init(rawValue: 1005))
        }
        #expect(throws: Never.self) { try server.closeConnections(.init(rawValue: 4001), reason: "bye") }
      }
      client.on(.close) { report in
        codes.append(report.code.rawValue)
        #expect(report.reason == "bye" && report.wasClean)
      }
    }
    loopback.run(until: clients[0], clients[1], clients[2])
    #expect(codes == [4001, 4001, 4001])
    #expect(server.connectionCount == 0)
    server.forEachConnection { _ in Issue.record("a closed connection is still in the list") }
  }

  @Test func `a walk may cut what it walks over`() throws {
    let loopback = try Loopback(isSecure: false)
    var acceptedCount = 0
    try loopback.serve { [unowned loopback] _ in
      acceptedCount += 1
      guard acceptedCount == 2 else { return }
      loopback.server?.forEachConnection { $0.terminate() }
    }
    let clients = (try loopback.connect(), try loopback.connect())
    clients.0.on(.error) { _ in }
    clients.1.on(.error) { _ in }
    loopback.run(until: clients.0, clients.1)
    #expect(loopback.server?.connectionCount == 0)
  }

  @Test func `draining waits for the connections, until the earliest deadline`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serve { _ in }
    let server = try #require(loopback.server)
    let client = try loopback.connect()
    var closedCounts: [Int] = []
    var code: CloseCode?
    client.on(.open) {
      server.drain(deadline: .seconds(3600)) { closedCounts.append($0) }
      #expect(closedCounts.isEmpty && server.connectionCount == 1)
      server.drain(deadline: .milliseconds(1)) { closedCounts.append($0) }
    }
    client.on(.close) { code = $0.code }
    loopback.loop.run()
    #expect(closedCounts == [1, 1])
    #expect(code == .goingAway)
    server.drain(deadline: .seconds(3600)) { closedCounts.append($0) }
    #expect(closedCounts == [1, 1, 0])
  }

  // MARK: A group

  /// Servers on two loops, and clients on a third.
  private final class Rig: Sendable {
    let group: EventLoopGroup
    let servers: WebSocketServerGroup
    let clients: EventLoopGroup
    let codes = Mutex<[UInt16]>([])
    let messageCount = Mutex(0)

    init() throws {
      var configuration = EventLoopGroup.Configuration()
      configuration.loopCount = 2
      group = try EventLoopGroup(configuration: configuration)
      servers = try WebSocketServerGroup(configuration: .init(), on: group) { _, _ in }
      configuration.loopCount = 1
      clients = try EventLoopGroup(configuration: configuration)
    }

    /// Returns when so many clients are open.
    func connect(count: Int) async {
      await withCheckedContinuation { continuation in
        clients.place { [self] loop in
          var openCount = 0
          for _ in 0..<count {
            let endpoint = WebSocketEndpoint(
              host: "127.0.0.1", port: servers.localAddress.port, isSecure: false)
            guard let socket = try? WebSocket(to: endpoint, on: loop) else {
              Issue.record("no socket")
              continue
            }
            socket.on(.open) {
              openCount += 1
              if openCount == count { continuation.resume() }
            }
            socket.on(.message) { _ in self.messageCount.withLock { $0 += 1 } }
            socket.on(.close) { report in self.codes.withLock { $0.append(report.code.rawValue) } }
          }
        }
      }
    }

    /// Ends the loops, from a thread that may wait for them.
    func finish() async throws {
      await servers.drain(deadline: .zero)
      try await Task.detached { [clients, group] in
        try clients.drain(deadline: .seconds(10))
        try group.stop()
      }.value
    }
  }

  @Test func `a group counts, walks and closes what its loops have`() async throws {
    let rig = try Rig()
    await rig.connect(count: 32)
    #expect(rig.servers.connectionCount == 32)
    let loops = Mutex<[ObjectIdentifier: Int]>([:])
    await rig.servers.forEachConnection { socket in
      loops.withLock { $0[ObjectIdentifier(socket.loop), default: 0] += 1 }
      #expect(socket.loop.isOnLoop)
      socket.send("hello")
    }
    let byLoop = loops.withLock { $0 }
    // The kernel chooses by a hash of the addresses: among 32 connections both are chosen.
    #expect(byLoop.count == 2 && byLoop.values.reduce(0, +) == 32)
    #expect(throws: WebSocketError(.closeCodeNotSendable)) {
      try rig.servers.closeConnections(.init(rawValue: 999))
    }
    try rig.servers.closeConnections(.init(rawValue: 4002))
    #expect(await rig.servers.drain(deadline: .seconds(3600)) == 0)
    #expect(rig.servers.connectionCount == 0)
    try await rig.finish()
    #expect(rig.codes.withLock { $0 } == Array(repeating: 4002, count: 32))
    #expect(rig.messageCount.withLock { $0 } == 32)
  }

  @Test func `draining closes at the deadline what is left, and tells how many`() async throws {
    let rig = try Rig()
    await rig.connect(count: 4)
    #expect(await rig.servers.drain(deadline: .milliseconds(1)) == 4)
    #expect(rig.servers.connectionCount == 0)
    #expect(await rig.servers.drain(deadline: .seconds(3600)) == 0)
    try await rig.finish()
    #expect(rig.codes.withLock { $0 } == Array(repeating: 1001, count: 4))
  }

  @Test func `a cancelled drain closes the rest at once`() async throws {
    let rig = try Rig()
    await rig.connect(count: 2)
    let drain = Task { await rig.servers.drain(deadline: .seconds(3600)) }
    drain.cancel()
    #expect(await drain.value == 2)
    try await rig.finish()
  }

  @Test func `a drain ends with the group's loops`() async throws {
    let rig = try Rig()
    await rig.connect(count: 2)
    let drain = Task { await rig.servers.drain(deadline: .seconds(3600)) }
    // Stopped before, during or after the drain has begun: it ends in each case.
    _ = try await Task.detached { try rig.group.stop() }.value
    #expect(await drain.value == 0)
    try await rig.finish()
  }

  @Test func `the blocking drain waits too, and not on a loop that it would wait for`() throws {
    let rig = try Rig()
    let refused = try rig.group.onEachLoop { _ in (try? rig.servers.drain(deadline: .zero)) == nil }
    #expect(refused == [true, true])
    #expect(try rig.servers.drain(deadline: .seconds(3600)) == 0)
    try rig.clients.stop()
    try rig.group.stop()
  }
}
