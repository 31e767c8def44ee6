import RealtimeBuffers
import RealtimeReactor
import Testing

@Suite struct BackpressureTests {
  /// Small kernel buffers, so that the queue is under the test's control.
  private var narrow: TCPConnection.Options {
    var options = TCPConnection.Options()
    options.sendBufferByteCount = 4 << 10
    options.highWatermark = 100_000
    options.lowWatermark = 10_000
    options.maximumQueuedByteCount = 1_000_000
    return options
  }

  @Test func `didDrain comes once per crossing of the watermarks`() throws {
    let pair = try TestPair(on: EventLoop(), clientOptions: narrow, serverOptions: narrow)
    var crossings = 0
    func cross(_ connection: TCPConnection) {
      crossings += 1
      for _ in 0..<4 { #expect(connection.write(pattern(100_000))) }
      #expect(connection.isBackpressured)
    }
    pair.client.onConnect = cross
    pair.client.onDrain = { connection in
      #expect(connection.queuedByteCount <= 10_000)
      #expect(!connection.isBackpressured)
      if crossings < 3 { cross(connection) } else { connection.shutdown() }
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(crossings == 3)
    #expect(pair.client.events.filter { $0 == .drain }.count == 3)
    #expect(pair.server.received.count == 1_200_000)
  }

  @Test func `a queue at the high watermark is not above it`() throws {
    let pair = try TestPair(on: EventLoop(), clientOptions: narrow)
    pair.client.onConnect = { connection in
      connection.write(pattern(100_000))
      #expect(!connection.isBackpressured)
      connection.write([1])
      #expect(connection.isBackpressured)
      connection.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.client.events.filter { $0 == .drain }.count == 1)
  }

  @Test func `write says no beyond the limit and yes up to it`() throws {
    let pair = try TestPair(on: EventLoop(), clientOptions: narrow)
    pair.client.onConnect = { connection in
      #expect(connection.write(pattern(999_999)))
      #expect(!connection.write([1, 2]))
      #expect(connection.queuedByteCount == 999_999)
      #expect(connection.write([1]))
      #expect(!connection.write([1]))
      #expect(connection.write([]))
      connection.shutdown()
    }
    pair.server.onEnd = { $0.shutdown() }
    pair.run()
    #expect(pair.server.received.count == 1_000_000)
  }

  @Test func `bytes in flight count as queued`() throws {
    let pair = try TestPair(on: EventLoop(), clientOptions: narrow, serverOptions: narrow)
    pair.onAccept = { $0.pauseReading() }
    pair.client.onConnect = { [unowned pair] connection in
      connection.write(pattern(900_000))
      pair.loop.schedule(after: .milliseconds(10)) {
        #expect(connection.outbox.isEmpty)
        let queued = connection.queuedByteCount
        #expect(queued > 0 && queued + Int(connection.bytesSent) <= 900_000)
        #expect(!connection.write(pattern(1_000_001 - queued)))
        pair.closeBoth()
      }
    }
    var unsent = 0
    pair.client.onClose = { unsent = $0.queuedByteCount }
    pair.run()
    #expect(unsent > 0)
    #expect(pair.client.events.last == .close(nil))
  }
}
