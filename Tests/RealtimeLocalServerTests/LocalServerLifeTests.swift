import RealtimeJSON
import RealtimeTestRig
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

@Suite struct LocalServerLifeTests {
  private func plain() -> RealtimeLocalServer.Configuration {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = false
    return configuration
  }

  @Test func `a server that nobody holds serves until it is closed, and is freed then`() throws {
    let loop = try EventLoop()
    weak var seen: RealtimeLocalServer?
    var port: UInt16 = 0
    do {
      let server: Any = try RealtimeLocalServer(configuration: plain(), on: loop)
      seen = server as? RealtimeLocalServer
      port = seen?.port ?? 0
    }
    let endpoint = WebSocketEndpoint(
      host: "127.0.0.1", port: port, isSecure: false, resource: "/v1/realtime?model=gpt-realtime")
    var configuration = WebSocketConfiguration()
    configuration.headers = HTTPHeaders([("Authorization", "Bearer key")])
    let client = try WebSocket(to: endpoint, configuration: configuration, on: loop)
    var first = ""
    var code: CloseCode?
    client.on(.message) {
      if first.isEmpty { first = $0.text }
      seen?.close()
    }
    client.on(.error) { Issue.record("\($0)") }
    client.on(.close) { code = $0.code }
    loop.run()
    #expect(first.contains("session.created"))
    #expect(code == .goingAway)
    #expect(seen == nil)
  }

  @Test func `a loop that is closed frees its server`() throws {
    let loop = try EventLoop()
    weak var seen: RealtimeLocalServer?
    do {
      let server: Any = try RealtimeLocalServer(configuration: plain(), on: loop)
      seen = server as? RealtimeLocalServer
    }
    loop.schedule(after: .milliseconds(20)) { loop.stop() }
    loop.run()
    #expect(seen != nil)
    loop.close()
    #expect(seen == nil)
  }

  @Test func `a client that reads nothing is cut, although the server has stopped reading it`() throws {
    let harness = try LocalRig {
      $0.isSecure = false
      $0.timeLimits.sendStall = .milliseconds(300)
    }
    let client = try harness.dial(headers: [("Authorization", "Bearer key")])
    // What is sent comes back twice, and the server sends no more of it than its queue may hold.
    let text = String(repeating: "x", count: 200_000)
    let item = try JSONValue.parse(
      """
      {"type":"conversation.item.create","item":{"type":"message","role":"user",\
      "content":[{"type":"input_text","text":"\(text)"}]}}
      """)
    var isEnded = false
    client.socket.on(.open) {
      client.socket.pauseReading()
      for _ in 0..<40 { client.send(item) }
    }
    harness.loop.schedule(every: .milliseconds(5)) { _ in
      guard !isEnded, harness.server.counts.openedSessions == 1, harness.server.sessionCount == 0 else { return }
      isEnded = true
      client.socket.terminate()
      harness.loop.stop()
    }
    harness.loop.run()
    #expect(isEnded)
    harness.loop.close()
  }
}
