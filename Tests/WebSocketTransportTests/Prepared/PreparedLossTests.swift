import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// A server that ends a prepared connection at the moment when it is taken.
@Suite struct PreparedLossTests {
  enum Loss: String, CaseIterable {
    case reset, fin, closeNotify, closeNotifyAndFIN

    var steps: [Step] {
      switch self {
      case .reset: [.reset]
      case .fin: [.fin]
      case .closeNotify: [.closeNotify]
      case .closeNotifyAndFIN: [.closeNotify, .fin]
      }
    }

    func exists(over isSecure: Bool) -> Bool { isSecure || self == .reset || self == .fin }
  }

  enum Moment: String, CaseIterable {
    /// Nothing was polled since.
    case beforeItIsTaken
    case afterItIsTaken
    case afterTheRequest
  }

  private static func greeting(_ text: String) -> [Step] {
    [.awaitHead, .respond(Opening.response), .bytes(Side.client.frame(1, Array(text.utf8)))]
  }

  /// Takes a connection from the pool, has the server lose it, and tells what the client heard.
  private func events(
    _ arena: Arena, _ pool: PreparedConnections, lost signal: Signal?, at moment: Moment,
    first: () -> RawPeer?
  ) throws -> [String] {
    arena.run("preparing") { pool.readyCount == 1 && first() != nil }
    var events: [String] = []
    var isClosed = false
    if moment == .beforeItIsTaken {
      signal?.give()
      arena.runPeers { first()?.hasFinished == true }
    }
    let client = try pool.connect()
    #expect(client.readyState == .connecting)
    if moment == .afterItIsTaken {
      signal?.give()
      arena.runPeers { first()?.hasFinished == true }
    }
    client.on(.open) { events.append("open") }
    client.on(.message) { message in
      events.append(message.text)
      client.terminate()
    }
    client.on(.error) { events.append("\($0)") }
    client.on(.close) { _ in isClosed = true }
    arena.run("the taken connection") { isClosed }
    pool.close()
    return events
  }

  @Test(arguments: Loss.allCases, Moment.allCases)
  func `before the first byte of the answer another connection takes over`(_ loss: Loss, _ moment: Moment)
    throws
  {
    for isSecure in [false, true] where loss.exists(over: isSecure) {
      let arena = try Arena(isSecure: isSecure)
      let signal = Signal()
      let start: [Step] = moment == .afterTheRequest ? [.awaitHead] : [.awaitSignal(signal)]
      var peers: [RawPeer] = []
      let port = try arena.ambush({ $0 == 0 ? start + loss.steps : Self.greeting("hello") }) {
        peers.append($0)
      }
      let pool = try arena.pool(port: port)
      let events = try events(arena, pool, lost: signal, at: moment) { peers.first }
      #expect(events == ["open", "hello"], "over TLS: \(isSecure)")
      arena.finish()
    }
  }

  @Test(arguments: Loss.allCases)
  func `one that the server ends while nobody wants it is replaced`(_ loss: Loss) throws {
    for isSecure in [false, true] where loss.exists(over: isSecure) {
      let arena = try Arena(isSecure: isSecure)
      let signal = Signal()
      var peers: [RawPeer] = []
      let port = try arena.ambush({ $0 == 0 ? [.awaitSignal(signal)] + loss.steps : Self.greeting("hello") }) {
        peers.append($0)
      }
      let pool = try arena.pool(port: port)
      arena.run("preparing") { pool.readyCount == 1 && peers.count == 1 }
      signal.give()
      arena.run("the replacement") { pool.readyCount == 1 && peers.count == 2 }
      pool.close()
      arena.finish()
    }
  }

  @Test func `a timeout that the server announces to an idle connection is not taken for an answer`() throws {
    let arena = try Arena(isSecure: false)
    let signal = Signal()
    let farewell: [Step] = [
      .awaitSignal(signal), .bytes(Array("HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\n\r\n".utf8)),
      .fin,
    ]
    var peers: [RawPeer] = []
    let port = try arena.ambush({ $0 == 0 ? farewell : Self.greeting("hello") }) { peers.append($0) }
    let pool = try arena.pool(port: port)
    let events = try events(arena, pool, lost: signal, at: .beforeItIsTaken) { peers.first }
    #expect(events == ["open", "hello"])
    arena.finish()
  }

  @Test func `it is tried once more, and not after the first byte of an answer`() throws {
    for (script, headCount) in [
      ([Step.awaitHead, .fin], 2), ([.awaitHead, .respondPart(0..<1, Opening.response), .fin], 1),
    ] {
      let arena = try Arena(isSecure: true)
      var peers: [RawPeer] = []
      let port = try arena.ambush(script) { peers.append($0) }
      let pool = try arena.pool(port: port)
      let events = try events(arena, pool, lost: nil, at: .afterTheRequest) { peers.first }
      #expect(events.count == 1 && events[0].contains("socket hang up"))
      #expect(peers.count { !$0.head.isEmpty } == headCount)
      arena.finish()
    }
  }

  @Test func `both tries together have the time of one`() throws {
    let arena = try Arena(isSecure: true)
    var peers: [RawPeer] = []
    let port = try arena.ambush({ $0 == 0 ? [.awaitHead, .reset] : [.awaitHead] }) { peers.append($0) }
    let pool = try arena.pool(port: port) {
      $0.timeLimits = .none
      $0.timeLimits.total = .milliseconds(300)
    }
    let events = try events(arena, pool, lost: nil, at: .afterTheRequest) { peers.first }
    #expect(events.count == 1 && events[0].contains("total time limit"))
    arena.finish()
  }

  @Test func `the request of the second try has the header fields of the one who took it`() throws {
    let arena = try Arena(isSecure: false)
    let signal = Signal()
    var peers: [RawPeer] = []
    let port = try arena.ambush({
      $0 == 0 ? [.awaitSignal(signal), .reset] : Self.greeting("hello")
    }) { peers.append($0) }
    let pool = try arena.pool(port: port)
    arena.run("preparing") { pool.readyCount == 1 && !peers.isEmpty }
    let client = try pool.connect(headers: HTTPHeaders([("X-Call", "seven")]))
    signal.give()
    arena.runPeers { peers.first?.hasFinished == true }
    var isClosed = false
    client.on(.message) { _ in client.terminate() }
    client.on(.close) { _ in isClosed = true }
    arena.run("the second try") { isClosed }
    #expect(peers.contains { $0.head.contains("X-Call: seven") })
    pool.close()
    arena.finish()
  }
}
