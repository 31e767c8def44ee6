import RealtimeReactor
import Testing

@Suite struct EventLoopCloseTests {
  @Test func `close ends everything that lives on the loop`() throws {
    let loop = try EventLoop()
    let pair = try TestPair(on: loop)
    pair.client.onConnect = { _ in loop.stop() }
    loop.run()
    var didResolve: ReactorError.Code?
    loop.resolve(host: "silent.example", port: 1, using: SilentResolver()) {
      if case .failure(let error) = $0 { didResolve = error.code }
    }
    let timer = loop.schedule(after: .seconds(3600)) { Issue.record("a dropped timer fired") }
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    var ran = false
    loop.enqueueLocally { ran = true }
    loop.close()
    #expect(ran)
    #expect(!timer.isPending)
    #expect(listener.isClosing)
    #expect(didResolve == .cancelled)
    #expect(pair.client.events.last == .close(.cancelled))
    #expect(pair.client.error?.message.contains("the event loop is closed") == true)
    #expect(loop.backendFD == -1)
    #expect(loop.timeout == -1)
  }

  @Test func `close is idempotent and refuses what comes after`() throws {
    let loop = try EventLoop()
    loop.close()
    loop.close()
    #expect(!loop.execute { Issue.record("work ran on a closed loop") })
    #expect(throws: ReactorError.self) { try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in } }
    #expect(throws: ReactorError.self) {
      try TCPConnection.connect(to: .loopback(port: 1), on: loop, owner: TestOwner())
    }
    #expect(!loop.schedule(after: .zero) {}.isPending)
    loop.stop()
  }

  @Test func `close inside a callback takes effect when run returns`() throws {
    let loop = try EventLoop()
    let pair = try TestPair(on: loop)
    pair.client.onConnect = { _ in
      loop.close()
      #expect(loop.backendFD != -1)
    }
    loop.run()
    #expect(loop.backendFD == -1)
    #expect(pair.client.isClosed)
  }

  @Test func `what closing callbacks still ask for is refused in good order`() throws {
    let loop = try EventLoop()
    let pair = try TestPair(on: loop)
    pair.client.onConnect = { _ in loop.stop() }
    var wasRefused = false
    var ran = false
    pair.client.onClose = { connection in
      #expect(!connection.write([1]))
      #expect(loop.execute {})
      loop.enqueueLocally { ran = true }
      do {
        _ = try TCPConnection.connect(to: .loopback(port: 1), on: loop, owner: TestOwner())
      } catch {
        wasRefused = true
      }
    }
    loop.run()
    loop.close()
    #expect(wasRefused)
    #expect(ran)
  }

  @Test func `a loop is freed without close when nothing lives on it`() throws {
    weak var loop: EventLoop?
    do {
      let made = try EventLoop()
      made.schedule(after: .milliseconds(1)) {}
      made.run()
      made.execute {}
      loop = made
    }
    #expect(loop == nil)
  }
}

private struct SilentResolver: NameResolver {
  func resolve(
    host: String, port: UInt16, on loop: EventLoop,
    completion: @escaping (Result<[SocketAddress], ReactorError>) -> Void
  ) {}
}
