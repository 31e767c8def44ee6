import RealtimeReactor
import Testing

@Suite struct TCPListenerTests {
  @Test func `the system chooses the port and the listener tells it`() throws {
    let loop = try EventLoop()
    let listener = try TCPListener.bind(to: .any(.ipv6, port: 0), on: loop) { _ in }
    #expect(listener.localAddress.port != 0)
    #expect(listener.localAddress.host == "::")
    listener.close()
    listener.close()
    loop.run()
  }

  @Test func `two listeners share a port when both ask for it`() throws {
    let loop = try EventLoop()
    var options = TCPListener.Options()
    options.reusePort = true
    var acceptedCounts = [0, 0]
    let server = TestOwner()
    let first = try TCPListener.bind(to: .loopback(port: 0), on: loop, options: options) {
      acceptedCounts[0] += 1
      $0.owner = server
      $0.close()
    }
    let second = try TCPListener.bind(to: first.localAddress, on: loop, options: options) {
      acceptedCounts[1] += 1
      $0.owner = server
      $0.close()
    }
    #expect(first.localAddress == second.localAddress)
    var openCount = 64
    let client = TestOwner()
    client.onEnd = { $0.close() }
    client.onClose = { _ in
      openCount -= 1
      if openCount == 0 {
        first.close()
        second.close()
      }
    }
    for _ in 0..<64 { _ = try TCPConnection.connect(to: first.localAddress, on: loop, owner: client) }
    loop.run()
    #expect(acceptedCounts.reduce(0, +) == 64)
    #expect(!acceptedCounts.contains(0))
  }

  @Test func `a port that is taken is an error that says so`() throws {
    let loop = try EventLoop()
    let first = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    let error = #expect(throws: ReactorError.self) {
      try TCPListener.bind(to: first.localAddress, on: loop) { _ in }
    }
    #expect(error?.code == .addressInUse)
    #expect(error?.operation == "listen at \(first.localAddress)")
    #expect(error?.message.contains("reusePort") == true)
    first.close()
    loop.run()
  }

  @Test func `a connection that nobody takes is closed`() throws {
    let loop = try EventLoop()
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    let client = TestOwner()
    client.onEnd = {
      $0.close()
      listener.close()
    }
    _ = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: client)
    loop.run()
    #expect(client.events == [.connect, .end, .close(nil)])
  }

  @Test func `paused accepting leaves connections waiting`() throws {
    let loop = try EventLoop()
    let server = TestOwner()
    server.onEnd = { $0.close() }
    var acceptedCount = 0
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) {
      acceptedCount += 1
      $0.owner = server
    }
    listener.pauseAccepting()
    let client = TestOwner()
    var connectedCount = 0
    client.onConnect = {
      $0.shutdown()
      connectedCount += 1
      if connectedCount < 3 { return }
      #expect(acceptedCount == 0)
      listener.resumeAccepting()
      #expect(acceptedCount == 0)
    }
    client.onEnd = { $0.close() }
    var closedCount = 0
    client.onClose = { _ in
      closedCount += 1
      if closedCount == 3 { listener.close() }
    }
    for _ in 0..<3 { _ = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: client) }
    loop.run()
    #expect(acceptedCount == 3)
  }

  @Test func `one tick accepts no more than its limit`() throws {
    let loop = try EventLoop()
    var options = TCPListener.Options()
    options.maximumAcceptCountPerTick = 2
    var countOfTick: [UInt64: Int] = [:]
    let server = TestOwner()
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop, options: options) {
      countOfTick[loop.tickCount, default: 0] += 1
      $0.owner = server
      $0.close()
    }
    let client = TestOwner()
    client.onEnd = { $0.close() }
    var openCount = 20
    client.onClose = { _ in
      openCount -= 1
      if openCount == 0 { listener.close() }
    }
    for _ in 0..<20 { _ = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: client) }
    loop.run()
    #expect(countOfTick.values.reduce(0, +) == 20)
    #expect(countOfTick.values.allSatisfy { $0 <= 2 })
  }

  @Test func `a listener may close itself while it accepts`() throws {
    let loop = try EventLoop()
    let server = TestOwner()
    server.onEnd = { $0.shutdown() }
    var listening: TCPListener?
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) {
      listening?.close()
      $0.owner = server
    }
    listening = listener
    let client = TestOwner()
    client.onConnect = { $0.shutdown() }
    _ = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: client)
    loop.run()
    #expect(server.events == [.end, .close(nil)])
    #expect(client.isClosed)
  }

  @Test func `a listener is freed once it is closed`() throws {
    weak var seen: TCPListener?
    let loop = try EventLoop()
    seen = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    #expect(seen != nil)
    seen?.close()
    loop.run()
    #expect(seen == nil)
  }
}
