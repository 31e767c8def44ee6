@testable import RealtimeReactor
import Testing

/// What a connection does for an owner that answers what it reads.
@Suite struct AnsweringTests {
  @Test func `an answer leaves when the read it answers has been worked off, in one piece`() throws {
    let pair = try TestPair(on: EventLoop())
    var sentLaterInTick: UInt64?
    pair.client.onConnect = { $0.write([1]) }
    pair.server.onReceive = { connection in
      connection.write([2])
      connection.write([3])
      #expect(connection.bytesSent == 0)
      pair.loop.enqueueLocally { sentLaterInTick = connection.bytesSent }
      connection.shutdown()
    }
    pair.client.onEnd = { $0.shutdown() }
    pair.run()
    #expect(sentLaterInTick == 2)
    #expect(pair.client.received == [2, 3])
    #expect(pair.client.events.filter { $0 == .receive }.count == 1)
  }

  @Test func `an answer to a read that filled its memory waits for the reads that follow`() throws {
    let pair = try TestPair(on: EventLoop())
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1, alignment: 1)
    defer { memory.deallocate() }
    pair.client.onConnect = { $0.write([1, 2, 3, 4]) }
    pair.server.lend = { _ in memory }
    var answeredCount = 0
    pair.server.onReceive = { [unowned server = pair.server] connection in
      // The last of the reads finds nothing.
      guard server.received.count > answeredCount else { return }
      answeredCount = server.received.count
      connection.write([UInt8(answeredCount)])
      #expect(connection.bytesSent == 0)
    }
    pair.client.onReceive = { [unowned client = pair.client] connection in
      if client.received.count == 4 { connection.shutdown() }
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.client.received == [1, 2, 3, 4])
    #expect(pair.client.events.filter { $0 == .receive }.count == 1)
  }

  @Test func `what waited for the end of the tick already leaves once, with the answer after it`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.client.onConnect = { $0.write([1]) }
    pair.server.lend = { connection in
      // Asked for memory, and not answering yet.
      if connection.bytesSent == 0, connection.queuedByteCount == 0 { connection.write([2]) }
      return nil
    }
    pair.server.onReceive = { connection in
      connection.write([3])
      connection.shutdown()
    }
    pair.client.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.client.received == [2, 3])
  }

  @Test func `an owner that is not asked for memory gets the loop's`() throws {
    let pair = try TestPair(on: EventLoop())
    pair.onAccept = { $0.asksForMemory = false }
    pair.server.lend = { _ in
      Issue.record("asked")
      return nil
    }
    pair.client.onConnect = {
      $0.write([1, 2])
      $0.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.received == [1, 2])
  }

  @Test func `an owner hears of the flushes that it waits for`() throws {
    let pair = try TestPair(on: EventLoop())
    var flushCounts: [Int] = []
    pair.client.onConnect = { connection in
      connection.tellsFlushes = false
      connection.write([1])
    }
    pair.client.onReceive = { [unowned client = pair.client] connection in
      flushCounts.append(client.flushCount)
      guard client.received.count == 1 else { return connection.shutdown() }
      connection.tellsFlushes = true
      connection.write([2])
    }
    pair.server.onReceive = { $0.write([0]) }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(flushCounts == [0, 1])
  }
}
