import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// Health checks of a local server.
@Suite struct LocalPlainRequestTests {
  /// Sends `text` and collects what comes back.
  private final class Asker: TCPConnectionOwner {
    private(set) var response = ""
    private let finish: () -> Void
    private var connection: TCPConnection?

    init(_ text: String = "", port: UInt16, on loop: EventLoop, finish: @escaping () -> Void) throws {
      self.finish = finish
      connection = try TCPConnection.connect(to: .loopback(port: port), on: loop, owner: self)
      if !text.isEmpty { ask(text) }
    }

    func ask(_ text: String) { _ = connection?.write(Array(text.utf8).span.bytes) }

    func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
      bytes.withUnsafeBytes { response += String(decoding: $0, as: UTF8.self) }
    }
    func didReceiveEnd(_ connection: TCPConnection) { connection.close() }
    func didClose(_ connection: TCPConnection, error: ReactorError?) { finish() }
  }

  @Test func `a local server and its group answer a health check with the closure`() throws {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = false
    let loop = try EventLoop()
    let server = try RealtimeLocalServer(configuration: configuration, on: loop) { request in
      request.path == "/health" ? .text("up") : nil
    }
    let servers = try RealtimeLocalServerGroup(configuration: configuration, loops: 2) { request in
      request.path == "/health" ? .text("all up") : nil
    }
    var askers: [Asker] = []
    for (port, path) in [(server.port, "/health"), (server.port, "/"), (servers.port, "/health")] {
      askers.append(
        try Asker("GET \(path) HTTP/1.1\r\nHost: h\r\n\r\n", port: port, on: loop) {
          guard askers.allSatisfy({ !$0.response.isEmpty }) else { return }
          server.close()
        })
    }
    loop.run()
    let responses = askers.map(\.response)
    #expect(responses[0].hasPrefix("HTTP/1.1 200 OK\r\n") && responses[0].hasSuffix("\r\n\r\nup"))
    #expect(responses[1].hasPrefix("HTTP/1.1 426 Upgrade Required\r\n"))
    #expect(responses[2].hasSuffix("\r\n\r\nall up"))
    // What asks for no session is none.
    #expect(server.requests.isEmpty && server.counts.openedSessions == 0)
    #expect(try servers.drain(deadline: .seconds(10)) == 0)
  }

  @Test func `clients of one address may say nothing for a while, however many they are`() throws {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = false
    let loop = try EventLoop()
    let server = try RealtimeLocalServer(configuration: configuration, on: loop) { _ in .text("up") }
    let count = WebSocketServer.Configuration().maximumOpeningCountPerAddress + 40
    var endCount = 0
    let askers = try (0..<count).map { _ in
      try Asker(port: server.port, on: loop) {
        endCount += 1
        if endCount == count { server.close() }
      }
    }
    // Longer than a server with too many of one address bears those that say nothing.
    loop.schedule(after: .milliseconds(400)) { for asker in askers { asker.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n") } }
    loop.run()
    #expect(askers.count { $0.response.contains("up") } == count)
  }
}
