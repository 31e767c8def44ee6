import RealtimeBuffers
import RealtimeReactor
import Testing

@Suite struct TCPConnectionTests {
  @Test(arguments: [SocketAddress.Family.ipv4, .ipv6])
  func `bytes travel both ways and both ends close in order`(family: SocketAddress.Family) throws {
    let pair = try TestPair(on: EventLoop(), address: .loopback(family, port: 0))
    pair.client.onConnect = {
      $0.write([1, 2, 3])
      $0.shutdown()
    }
    pair.server.onEnd = { connection in
      connection.write([4, 5])
      connection.shutdown()
    }
    pair.run()
    #expect(pair.server.received == [1, 2, 3])
    #expect(pair.client.received == [4, 5])
    #expect(pair.client.outline == [.connect, .receive, .end, .close(nil)])
    #expect(pair.server.outline == [.receive, .end, .close(nil)])
  }

  @Test func `the addresses of both ends mirror each other`() throws {
    let pair = try TestPair(on: EventLoop(), address: .loopback(.ipv6, port: 0))
    pair.client.onConnect = { $0.shutdown() }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    let client = try #require(pair.clientConnection)
    let server = try #require(pair.serverConnection)
    #expect(client.localAddress == server.remoteAddress)
    #expect(client.remoteAddress == server.localAddress)
    #expect(client.localAddress?.family == .ipv6)
  }

  /// The sender is faster than the small socket buffers, so most of it goes through partial writes and requests.
  @Test func `a large echo through small socket buffers loses nothing`() throws {
    var options = TCPConnection.Options()
    options.sendBufferByteCount = 4 << 10
    options.maximumQueuedByteCount = 64 << 20
    let pair = try TestPair(on: EventLoop(), clientOptions: options, serverOptions: options)
    let sent = pattern(8 << 20)
    pair.client.onConnect = {
      #expect($0.write(sent))
      $0.shutdown()
    }
    var echoed = 0
    pair.server.onReceive = { [unowned server = pair.server] connection in
      #expect(connection.write(Array(server.received[echoed...])))
      echoed = server.received.count
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.client.received == sent)
    #expect(pair.clientConnection?.bytesSent == UInt64(sent.count))
    #expect(pair.serverConnection?.bytesReceived == UInt64(sent.count))
    #expect(pair.client.events.last == .close(nil))
    #expect(pair.loop.blockPool.freeBlockCount > 0)
  }

  @Test func `writes of one tick leave together and in order`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.client.onConnect = { connection in
      for byte in 0..<100 { connection.write([UInt8(byte)]) }
      #expect(connection.bytesSent == 0)
      #expect(connection.queuedByteCount == 100)
      connection.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.received == Array(0..<100))
    #expect(pair.server.events.filter { $0 == .receive }.count == 1)
  }

  @Test func `bytes written before the connection is established follow it`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.clientConnection?.write([9, 9])
    pair.clientConnection?.shutdown()
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.received == [9, 9])
    #expect(pair.client.outline == [.connect, .end, .close(nil)])
  }

  @Test func `an owner may lend its own memory`() throws {
    let pair = try TestPair(on: EventLoop())
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 16, alignment: 8)
    defer { memory.deallocate() }
    pair.server.lend = { _ in memory }
    pair.client.onConnect = {
      $0.write(pattern(1000))
      $0.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.received == pattern(1000))
    #expect(memory.contains { $0 != 0 })
  }

  @Test func `an owner hears when its lent memory was not used`() throws {
    let pair = try TestPair(on: EventLoop())
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 4, alignment: 8)
    defer { memory.deallocate() }
    var byteCounts: [Int] = []
    pair.server.lend = { _ in memory }
    pair.server.onReceive = { [unowned server = pair.server] connection in
      byteCounts.append(server.received.count - byteCounts.reduce(0, +))
      // The read that filled the memory is followed by one that finds nothing.
      if byteCounts.last == 0 { connection.close() }
    }
    pair.client.onConnect = { $0.write([1, 2, 3, 4]) }
    pair.client.onEnd = { $0.close() }
    pair.run()
    #expect(byteCounts == [4, 0])
  }

  @Test func `paused reading delivers nothing until it is resumed`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.onAccept = { [unowned pair] connection in
      connection.pauseReading()
      connection.pauseReading()
      #expect(connection.isPaused)
      pair.loop.schedule(after: .milliseconds(20)) {
        #expect(pair.server.events.isEmpty)
        connection.resumeReading()
      }
    }
    pair.client.onConnect = {
      $0.write([1])
      $0.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.outline == [.receive, .end, .close(nil)])
  }

  @Test func `reading paused inside didReceive stops after that read`() throws {
    var options = TCPConnection.Options()
    options.maximumReadByteCountPerTick = 1 << 30
    let pair = try TestPair(on: EventLoop(configuration: smallBlocks), serverOptions: options)
    var reads = 0
    pair.client.onConnect = {
      $0.write(pattern(64 << 10))
      $0.shutdown()
    }
    pair.server.onReceive = { [unowned pair] connection in
      reads += 1
      connection.pauseReading()
      let readsNow = reads
      pair.loop.schedule(after: .zero) {
        #expect(reads == readsNow)
        connection.resumeReading()
      }
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.received == pattern(64 << 10))
    #expect(reads >= 16)
  }

  @Test func `one tick reads no more than its limit and one read`() throws {
    var options = TCPConnection.Options()
    options.maximumReadByteCountPerTick = 8 << 10
    let pair = try TestPair(on: EventLoop(configuration: smallBlocks), serverOptions: options)
    var byteCountOfTick: [UInt64: Int] = [:]
    pair.client.onConnect = {
      $0.write(pattern(256 << 10))
      $0.shutdown()
    }
    var counted = 0
    pair.server.onReceive = { [unowned pair] connection in
      byteCountOfTick[pair.loop.tickCount, default: 0] += pair.server.received.count - counted
      counted = pair.server.received.count
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.received == pattern(256 << 10))
    #expect(byteCountOfTick.values.allSatisfy { $0 < 12 << 10 })
    #expect(byteCountOfTick.count > 20)
  }

  private var smallBlocks: EventLoop.Configuration {
    var configuration = EventLoop.Configuration()
    configuration.receiveBlockByteCount = 4 << 10
    return configuration
  }
}
