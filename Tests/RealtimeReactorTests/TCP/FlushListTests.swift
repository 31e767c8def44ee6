import RealtimeBuffers
import Testing

@testable import RealtimeReactor

/// What a timer costs that sends on many connections in one tick.
@Suite struct FlushListTests {
  @Test func `a tick that writes to many connections takes few blocks, and every byte arrives`() throws {
    let crowd = try Crowd(count: 40)
    crowd.whenConnected = { [unowned crowd] in
      for (index, connection) in crowd.connections.enumerated() {
        connection.write([UInt8](repeating: UInt8(index), count: 6_500))
      }
      crowd.blocksAtOnce = crowd.loop.blockPool.peakLentByteCount / BlockPool.defaultBlockByteCount
    }
    crowd.run()
    #expect(crowd.blocksAtOnce <= FlushList.maximumCount + 1)
    #expect(crowd.blocksAtOnce >= FlushList.maximumCount)
    let received = crowd.servers.map(\.received).sorted { $0[0] < $1[0] }
    #expect(received == (0..<40).map { [UInt8](repeating: UInt8($0), count: 6_500) })
  }

  @Test func `up to as many connections as may wait send all of a tick in one piece`() throws {
    let crowd = try Crowd(count: FlushList.maximumCount)
    crowd.whenConnected = { [unowned crowd] in
      for byte in UInt8(1)...3 {
        for connection in crowd.connections { connection.write([byte]) }
      }
      #expect(crowd.connections.allSatisfy { $0.bytesSent == 0 })
    }
    crowd.run()
    #expect(crowd.servers.allSatisfy { $0.received == [1, 2, 3] })
  }

  @Test func `the order of a connection's bytes survives flushes ahead of the tick's end`() throws {
    let crowd = try Crowd(count: 20)
    crowd.whenConnected = { [unowned crowd] in
      for round in UInt8(0)..<50 {
        for connection in crowd.connections { connection.write([round]) }
      }
    }
    crowd.run()
    #expect(crowd.servers.allSatisfy { $0.received == Array(0..<50) })
  }

  @Test func `no owner is called inside of a write to another connection`() throws {
    let crowd = try Crowd(count: 20)
    crowd.whenConnected = { [unowned crowd] in
      for connection in crowd.connections {
        let told = crowd.clients.map(\.flushCount)
        connection.write([1])
        #expect(crowd.clients.map(\.flushCount) == told)
      }
    }
    crowd.run()
    #expect(crowd.clients.allSatisfy { $0.flushCount > 0 })
  }

  @Test func `a connection that closes or fails while it waits is passed by`() throws {
    let crowd = try Crowd(count: 12)
    crowd.whenConnected = { [unowned crowd] in
      crowd.connections[0].write([9])
      crowd.connections[0].reset()
      for connection in crowd.connections.dropFirst() { connection.write([7]) }
    }
    crowd.run()
    #expect(crowd.servers.filter { $0.received == [7] }.count == 11)
  }
}

/// Clients and the server that they are connected to, on one loop. Each end closes once the other has.
private final class Crowd {
  let loop: EventLoop
  private(set) var clients: [TestOwner] = []
  private(set) var servers: [TestOwner] = []
  private(set) var connections: [TCPConnection] = []
  var whenConnected: () -> Void = {}
  var blocksAtOnce = 0

  init(count: Int) throws {
    loop = try EventLoop()
    var listening: TCPListener?
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { [unowned self] connection in
      let owner = TestOwner()
      owner.onEnd = { $0.shutdown() }
      connection.owner = owner
      servers.append(owner)
      if servers.count == count { listening?.close() }
      beginIfComplete(count)
    }
    listening = listener
    for _ in 0..<count {
      let owner = TestOwner()
      owner.onConnect = { [unowned self] _ in beginIfComplete(count) }
      clients.append(owner)
      connections.append(try TCPConnection.connect(to: listener.localAddress, on: loop, owner: owner))
    }
  }

  func run() { loop.run() }

  private func beginIfComplete(_ count: Int) {
    guard servers.count == count, clients.allSatisfy({ $0.events.first == .connect }) else { return }
    // In a turn of its own: outside of any read, as a timer is.
    loop.schedule(after: .zero) { [unowned self] in
      whenConnected()
      for connection in connections { connection.shutdown() }
    }
  }
}
