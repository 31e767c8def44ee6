import Foundation
import OpenAIRealtime
import RealtimeTestRig
import Testing
import WebSocketTransport

@Suite struct UnixSocketTurnTests {
  @Test func `a session with the local server at a Unix socket`() throws {
    let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sock").path
    let turn = try LocalRig { $0.address = SocketAddress(unixPath: path) ?? $0.address }
    #expect(turn.server.baseURL == "https://localhost/v1")
    var options = turn.options
    options.webSocket.connectOverride = .init(unixSocketPath: path)
    let rt = try OpenAIRealtimeWS(turn.client(), .model("gpt-realtime"), on: turn.loop, options: options)
    rt.on(.error) { Issue.record($0) }
    rt.once(.sessionCreated) { _ in LocalRig.ask(rt) }
    rt.once(.responseDone) { _ in rt.close() }
    rt.onClose { _ in turn.server.close() }
    turn.loop.run()
    #expect(rt.closeReport?.code == .normalClosure)
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
