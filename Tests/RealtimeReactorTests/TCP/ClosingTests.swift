import RealtimeReactor
import Testing

/// libuv's close law: callbacks after a close, a close while connecting, a double close.
@Suite struct ClosingTests {
  enum Moment: CaseIterable, CustomTestStringConvertible {
    case accept, connect, lend, receive, end, drain, close

    var testDescription: String { "\(self)" }
  }

  enum Way: CaseIterable {
    case close, reset, twice, shutdownThenClose

    func perform(on connection: TCPConnection) {
      switch self {
      case .close: connection.close()
      case .reset: connection.reset()
      case .twice:
        connection.close()
        connection.close()
        connection.reset()
      case .shutdownThenClose:
        connection.shutdown()
        connection.shutdown()
        connection.close()
      }
      // None of these may do anything any more.
      connection.shutdown()
      connection.pauseReading()
      connection.resumeReading()
    }
  }

  @Test(arguments: Moment.allCases, Way.allCases)
  func `closing inside any callback ends that end with nothing after it`(moment: Moment, way: Way) throws {
    var options = TCPConnection.Options()
    options.highWatermark = 10
    options.lowWatermark = 5
    let pair = try TestPair(on: EventLoop(), clientOptions: options, serverOptions: options)
    var eventsAfter: [TestOwner.Event] = []
    func attempt(_ owner: TestOwner) -> (TCPConnection) -> Void {
      { connection in
        way.perform(on: connection)
        eventsAfter = owner.events
      }
    }
    pair.client.onConnect = { $0.write(pattern(1000)) }
    pair.server.onReceive = { $0.write(pattern(1000)) }
    pair.client.onEnd = { $0.shutdown() }
    pair.client.onReceive = { $0.shutdown() }
    pair.server.onEnd = { $0.shutdown() }
    let closer: TestOwner
    switch moment {
    case .accept: closer = pair.server
    case .connect: closer = pair.client
    case .lend, .receive, .end, .drain, .close: closer = pair.server
    }
    let react = attempt(closer)
    switch moment {
    case .accept: pair.onAccept = react
    case .connect: closer.onConnect = react
    case .lend:
      closer.lend = {
        react($0)
        return nil
      }
    case .receive: closer.onReceive = react
    case .end: closer.onEnd = react
    case .drain: closer.onDrain = react
    case .close: closer.onClose = react
    }
    pair.run()
    #expect(pair.client.isClosed && pair.server.isClosed)
    let last = eventsAfter.last
    if case .close = last {
      #expect(closer.events == eventsAfter)
    } else {
      #expect(closer.events == eventsAfter + [.close(nil)])
    }
  }

  @Test func `pausing while memory is lent takes effect`() throws {
    let pair = try TestPair(on: EventLoop())
    var asked = 0
    pair.server.lend = { [unowned pair] connection in
      asked += 1
      if asked == 1 {
        connection.pauseReading()
        pair.loop.schedule(after: .milliseconds(5)) {
          #expect(asked == 1)
          connection.resumeReading()
        }
      }
      return nil
    }
    pair.client.onConnect = {
      $0.write([1])
      $0.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.outline == [.receive, .end, .close(nil)])
    #expect(asked > 1)
  }

  @Test(arguments: Way.allCases)
  func `closing while connecting gives didClose alone`(way: Way) throws {
    let loop = try EventLoop()
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    let owner = TestOwner()
    let connection = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: owner)
    way.perform(on: connection)
    #expect(owner.events.isEmpty)
    listener.close()
    loop.run()
    #expect(owner.events == [.close(nil)])
  }

  @Test func `a refused connection tells who refused it and what to do`() throws {
    let loop = try EventLoop()
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { _ in }
    let address = listener.localAddress
    listener.close()
    loop.run()
    let owner = TestOwner()
    let connection = try TCPConnection.connect(to: address, on: loop, owner: owner)
    connection.write([1, 2, 3])
    var unsent = 0
    owner.onClose = { unsent = $0.queuedByteCount }
    loop.run()
    #expect(owner.events == [.close(.connectionRefused)])
    #expect(owner.error?.operation == "connect to \(address)")
    #expect(owner.error?.message.contains("check host and port") == true)
    #expect(unsent == 3)
  }

  @Test func `a reset reaches the peer as an error`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.client.onConnect = { $0.write([1]) }
    pair.server.onReceive = { $0.reset() }
    pair.run()
    #expect(pair.client.outline == [.connect, .close(.connectionReset)])
  }

  @Test func `writing to a peer that is gone is an error and not the end of the process`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.onAccept = { $0.close() }
    pair.client.onConnect = { $0.pauseReading() }
    pair.clientConnection?.pauseReading()
    let timer = pair.loop.schedule(every: .milliseconds(1)) { [unowned pair] _ in
      pair.clientConnection?.write([1])
    }
    pair.client.onClose = { _ in timer.cancel() }
    pair.run()
    guard case .close(let code) = pair.client.events.last else {
      Issue.record("not closed")
      return
    }
    #expect(code == .brokenPipe || code == .connectionReset)
  }

  @Test func `nothing can be written after close or shutdown`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.client.onConnect = { connection in
      connection.shutdown()
      #expect(!connection.write([1]))
      connection.close()
      #expect(!connection.write([1]))
    }
    pair.server.onEnd = { $0.close() }
    pair.run()
    #expect(pair.server.received.isEmpty)
  }

  @Test func `close sends what the kernel takes at once`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.client.onConnect = {
      $0.write([1, 2, 3])
      $0.close()
    }
    pair.server.onEnd = { $0.close() }
    pair.run()
    #expect(pair.server.received == [1, 2, 3])
  }

  @Test func `a half closed connection still receives`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.client.onConnect = { $0.shutdown() }
    pair.server.onEnd = { [unowned pair] connection in
      connection.write(pattern(100_000))
      pair.loop.schedule(after: .milliseconds(1)) {
        connection.write([1])
        connection.shutdown()
      }
    }
    pair.run()
    #expect(pair.client.received == pattern(100_000) + [1])
    #expect(pair.client.outline == [.connect, .receive, .end, .close(nil)])
    #expect(pair.server.outline == [.end, .close(nil)])
  }

  @Test func `connections and owners are freed once they are closed`() throws {
    weak var connection: TCPConnection?
    weak var owner: TestOwner?
    weak var loop: EventLoop?
    do {
      let pair = try TestPair(on: EventLoop())
      pair.client.onConnect = { $0.shutdown() }
      pair.server.onEnd = { $0.shutdown() }
      pair.run()
      connection = pair.clientConnection
      owner = pair.client
      loop = pair.loop
      #expect(connection != nil && owner != nil && loop != nil)
    }
    #expect(connection == nil)
    #expect(owner == nil)
    #expect(loop == nil)
  }

  @Test func `an open connection lives without anyone holding it`() throws {
    let loop = try EventLoop()
    let client = TestOwner()
    let server = TestOwner()
    weak var seen: TCPConnection?
    var listening: TCPListener?
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) {
      $0.owner = server
      listening?.close()
    }
    listening = listener
    server.onReceive = { $0.shutdown() }
    client.onConnect = { $0.write([1]) }
    client.onEnd = { $0.shutdown() }
    seen = try TCPConnection.connect(to: listener.localAddress, on: loop, owner: client)
    #expect(seen != nil)
    loop.run()
    #expect(server.received == [1])
    #expect(seen == nil)
  }
}
