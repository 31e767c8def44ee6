import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

/// The object lives as long as its connection, and no longer.
@Suite struct LifetimeTests {
  /// What a connection left behind.
  private struct Remains {
    weak var connection: OpenAIRealtimeWS?
    weak var socket: WebSocket?
    weak var emitter: RealtimeEmitter?

    init(_ rt: OpenAIRealtimeWS) {
      connection = rt
      socket = rt.socket
      emitter = rt.emitter
    }

    var areGone: Bool { connection == nil && socket == nil && emitter == nil }
  }

  @Test func `listeners may capture their connection unowned, and nobody has to hold it`() throws {
    let turn = try LocalRig()
    var heard: [String] = []
    func start() throws -> Remains {
      let rt = try turn.connect()
      rt.socket.on(.open) { [unowned rt] in heard.append("open \(rt.socket.readyState)") }
      rt.once(.sessionCreated) { [unowned rt] _ in LocalRig.ask(rt) }
      rt.on(.error) { [unowned rt] error in heard.append("\(error) \(rt.url)") }
      rt.once(.responseDone) { [unowned rt] _ in
        heard.append("done")
        rt.close()
      }
      rt.onClose { [unowned rt] report in heard.append("closed \(report.code) \(rt.socket.readyState)") }
      rt.socket.on(.close) { [unowned rt] _ in
        heard.append("gone \(rt.closeReport != nil)")
        turn.server.close()
      }
      return Remains(rt)
    }
    let remains = try start()
    turn.loop.run()
    #expect(heard == ["open open", "done", "closed 1000 closed", "gone true"])
    #expect(remains.areGone)
  }

  @Test func `listeners that capture their connection weakly go on hearing`() throws {
    let turn = try LocalRig()
    var deltaCount = 0
    func start() throws -> Remains {
      let rt = try turn.connect()
      rt.once(.sessionCreated) { [weak rt] _ in rt.map { LocalRig.ask($0) } }
      rt.on(.responseOutputAudioDelta) { [weak rt] _ in if rt != nil { deltaCount += 1 } }
      rt.once(.responseDone) { [weak rt] _ in rt?.close() }
      rt.onClose { _ in turn.server.close() }
      return Remains(rt)
    }
    let remains = try start()
    turn.loop.run()
    #expect(deltaCount > 0)
    #expect(remains.areGone)
  }

  @Test func `a connection that never opens is let go, whatever its listeners hold`() throws {
    let loop = try EventLoop()
    var options = RealtimeOptions()
    // Nothing listens there.
    options.webSocket.connectOverride = .init(host: "127.0.0.1", port: 1)
    var failureCount = 0
    func start(_ change: (OpenAIRealtimeWS) -> Void) throws -> Remains {
      let rt = try OpenAIRealtimeWS(
        OpenAI(apiKey: .static("k")), .model("m"), on: loop, options: options)
      rt.on(.error) { _ in withExtendedLifetime(rt) { failureCount += 1 } }
      rt.onClose { _ in withExtendedLifetime(rt) {} }
      rt.emitted(.sessionCreated) { _ in withExtendedLifetime(rt) {} }
      change(rt)
      return Remains(rt)
    }
    let remains = [
      try start { _ in }, try start { $0.close() }, try start { $0.cancellation.cancel() },
      try start { $0.socket.terminate() },
    ]
    loop.run()
    #expect(failureCount == 4)
    #expect(remains.allSatisfy { $0.areGone })
  }

  @Test func `a loop that closes lets its connections go, open or opening`() throws {
    for ticksBefore in [0, 1, 1_000] {
      let turn = try LocalRig()
      var remains: [Remains] = []
      func start() throws {
        for _ in 0..<8 {
          let rt = try turn.connect()
          rt.on(.error) { _ in withExtendedLifetime(rt) {} }
          rt.on(.sessionCreated) { _ in withExtendedLifetime(rt) {} }
          remains.append(Remains(rt))
        }
      }
      try start()
      for _ in 0..<ticksBefore { turn.loop.runOnce() }
      turn.loop.close()
      #expect(remains.allSatisfy { $0.areGone }, "after \(ticksBefore) ticks")
    }
  }

  @Test func `a creation that is given up leaves nothing behind`() throws {
    let turn = try LocalRig()
    weak var held: LocalRig?
    func start() throws {
      let holder = try LocalRig()
      held = holder
      let client = turn.client(.callback { _ in })
      let cancellation = OpenAIRealtimeWS.create(
        client, .model("m"), on: turn.loop, options: turn.options
      ) { _ in withExtendedLifetime(holder) { turn.server.close() } }
      cancellation.cancel()
    }
    try start()
    turn.loop.run()
    #expect(held == nil)
  }

  @Test func `what is added after the end is not kept`() throws {
    let turn = try LocalRig()
    func start() throws -> Remains {
      let rt = try turn.connect()
      rt.once(.sessionCreated) { _ in rt.close() }
      rt.onClose { _ in turn.server.close() }
      turn.loop.run()
      rt.on(.error) { _ in withExtendedLifetime(rt) {} }
      rt.on(.event) { _ in withExtendedLifetime(rt) {} }
      rt.onClose { _ in withExtendedLifetime(rt) {} }
      rt.socket.on(.message) { _ in withExtendedLifetime(rt) {} }
      rt.socket.on(.open) { withExtendedLifetime(rt) {} }
      rt.emitted(.sessionCreated) { _ in withExtendedLifetime(rt) {} }
      turn.loop.run()
      return Remains(rt)
    }
    let remains = try start()
    #expect(remains.areGone)
  }
}
