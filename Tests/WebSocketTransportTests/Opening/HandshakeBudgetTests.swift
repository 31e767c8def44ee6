import Foundation
import RealtimeReactor
import RealtimeTestSupport
import Testing
@testable import WebSocketTransport

@Suite struct HandshakeBudgetTests {
  /// A budget whose steps take no time.
  private func budget(_ loop: EventLoop) -> HandshakeBudget {
    let start = ContinuousClock.now
    return HandshakeBudget(loop: loop, clock: { start })
  }

  @Test func `steps beyond a tick's budget are done in later ticks, in order`() throws {
    let loop = try EventLoop()
    let budget = budget(loop)
    let count = 5 * HandshakeBudget.stepCountPerTick + 3
    var ticks: [UInt64] = []
    var order: [Int] = []
    loop.enqueueLocally {
      for index in 0..<count {
        budget.perform(.start) {
          ticks.append(loop.tickCount)
          order.append(index)
        }
      }
    }
    loop.run()
    #expect(order == Array(0..<count))
    let countPerTick = Dictionary(ticks.map { ($0, 1) }, uniquingKeysWith: +).values
    #expect(countPerTick.max() == HandshakeBudget.stepCountPerTick)
    #expect(countPerTick.count == 6)
    #expect(budget.waitingCount == 0)
  }

  @Test func `when steps take long fewer of them are done in a tick`() throws {
    let loop = try EventLoop()
    let cost = HandshakeBudget.timePerTick * 3 / 4
    let start = ContinuousClock.now
    var elapsed = Duration.zero
    let budget = HandshakeBudget(loop: loop, clock: { start + elapsed })
    var ticks: [UInt64] = []
    loop.enqueueLocally {
      for _ in 0..<7 {
        budget.perform(.start) {
          ticks.append(loop.tickCount)
          elapsed += cost
        }
      }
    }
    loop.run()
    #expect(ticks.count == 7)
    // The second begins in time, and ends when it ends.
    #expect(Dictionary(ticks.map { ($0, 1) }, uniquingKeysWith: +).values.max() == 2)
  }

  @Test func `a connection without TLS takes its turn as well`() throws {
    let loopback = try Loopback(isSecure: false)
    try loopback.serveEcho()
    let count = 4 * HandshakeBudget.stepCountPerTick
    var openCount = 0
    for _ in 0..<count {
      let client = try loopback.connect()
      client.on(.open) { [unowned client] in
        openCount += 1
        client.terminate()
      }
      client.on(.close) { _ in if openCount == count { loopback.server?.close() } }
    }
    // More, where the machine takes its time for those that it has begun with.
    #expect(LoopShared.of(loopback.loop).handshakes.waitingCount >= count - HandshakeBudget.stepCountPerTick)
    #expect(loopback.loop.runToEnd())
    #expect(openCount == count)
  }

  @Test func `handshakes under way go before new ones`() throws {
    let loop = try EventLoop()
    let budget = budget(loop)
    let limit = HandshakeBudget.stepCountPerTick
    var order: [String] = []
    loop.enqueueLocally {
      for _ in 0..<limit { budget.perform(.start) {} }
      for index in 0..<2 { budget.perform(.start) { order.append("start \(index)") } }
      for index in 0..<2 { budget.perform(.advance) { order.append("advance \(index)") } }
    }
    loop.run()
    #expect(order == ["advance 0", "advance 1", "start 0", "start 1"])
  }

  @Test func `who comes while others wait does not overtake them`() throws {
    let loop = try EventLoop()
    let budget = budget(loop)
    var order: [Int] = []
    loop.enqueueLocally {
      for index in 0...HandshakeBudget.stepCountPerTick { budget.perform(.start) { order.append(index) } }
      loop.enqueueLocally { budget.perform(.start) { order.append(-1) } }
    }
    loop.run()
    #expect(order == Array(0...HandshakeBudget.stepCountPerTick) + [-1])
  }

  /// Over a Unix socket, where bytes lie with the peer once they are written: a busy kernel hands those of TCP over
  /// some ticks late, and a loop that has handshakes to do does not wait for them.
  @Test func `a rush of connections leaves an open one served in every tick, and all of them open`() throws {
    let loopback = try Loopback(isSecure: true)
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sock").path
    try loopback.serveEcho { $0.address = SocketAddress(unixPath: path) ?? $0.address }
    func connect() throws -> WebSocket {
      try loopback.connect { $0.connectOverride = .init(unixSocketPath: path) }
    }
    let count = 200
    let loop = loopback.loop
    let handshakes = LoopShared.of(loop).handshakes
    let talker = try connect()
    var clients: [WebSocket] = []
    var openCount = 0
    /// The ticks of the echoes: some without a rush, then those while connections wait for their turn.
    var alone: [UInt64] = []
    var crowded: [UInt64] = []
    func startRush() {
      for _ in 0..<count {
        guard let client = try? connect() else { return }
        clients.append(client)
        client.on(.open) {
          openCount += 1
          if openCount == count { for socket in clients + [talker] { socket.terminate() } }
        }
        client.on(.error) { Issue.record($0) }
      }
    }
    talker.on(.open) { talker.send("x") }
    talker.on(.message) { _ in
      if clients.isEmpty {
        alone.append(loop.tickCount)
        if alone.count == 3 { startRush() }
      } else if handshakes.waitingCount > 0 {
        crowded.append(loop.tickCount)
      }
      talker.send("x")
    }
    talker.on(.close) { _ in loopback.server?.close() }
    #expect(loop.runToEnd())
    #expect(openCount == count)
    func ticksPerEcho(_ ticks: [UInt64]) -> Set<UInt64> { Set(zip(ticks, ticks.dropFirst()).map { $1 - $0 }) }
    #expect(ticksPerEcho(alone).count == 1 && ticksPerEcho(crowded) == ticksPerEcho(alone))
    // Five steps and more for each connection; the last echo may come when none waits any more.
    let tickCount = count * 5 / HandshakeBudget.stepCountPerTick
    #expect(crowded.count >= tickCount / Int(try #require(ticksPerEcho(alone).first)) - 1)
  }

  @Test func `a connection that is given up while it waits for its turn is closed`() throws {
    let loopback = try Loopback(isSecure: true)
    try loopback.serveEcho()
    var closeCount = 0
    let count = 4 * HandshakeBudget.stepCountPerTick
    let handshakes = LoopShared.of(loopback.loop).handshakes
    var clients: [WebSocket] = []
    func giveUpWhenWaiting() {
      guard handshakes.waitingCount > 0 else { return loopback.loop.enqueueLocally { giveUpWhenWaiting() } }
      for client in clients { client.terminate() }
    }
    for _ in 0..<count {
      let client = try loopback.connect()
      clients.append(client)
      client.on(.close) { _ in
        closeCount += 1
        if closeCount == count { loopback.server?.close() }
      }
    }
    giveUpWhenWaiting()
    #expect(loopback.loop.runToEnd())
    #expect(closeCount == count)
    #expect(handshakes.waitingCount == 0)
  }
}
