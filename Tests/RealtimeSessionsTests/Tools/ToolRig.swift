import OpenAIRealtime
import RealtimeLocalServer
import RealtimeTestSupport
import Testing

@testable import RealtimeSessions

/// A connection to a local server over wss, and what it has sent.
final class ToolRig {
  let loop: EventLoop
  let server: RealtimeLocalServer
  let rt: OpenAIRealtimeWS
  private(set) var sent: [JSONValue] = []

  init(_ script: ReplyScript, _ session: SessionScript = SessionScript()) throws {
    loop = try EventLoop()
    var configuration = RealtimeLocalServer.Configuration()
    configuration.script = script
    configuration.plan = { _ in .serve(session) }
    server = try RealtimeLocalServer(configuration: configuration, on: loop)
    rt = try Self.connect(to: server, on: loop)
    server.onEvent = { [unowned self] event in
      guard event.direction == .received, let json = try? JSONValue.parse(event.json) else { return }
      sent.append(json)
    }
  }

  static func connect(to server: RealtimeLocalServer, on loop: EventLoop) throws -> OpenAIRealtimeWS {
    var options = RealtimeOptions()
    options.tls.trustRoots = .only([.bytes(server.certificateAuthorityPEM ?? [])])
    let client = OpenAI(apiKey: .static("key"), baseURL: server.baseURL)
    return try OpenAIRealtimeWS(client, .model("gpt-realtime"), on: loop, options: options)
  }

  /// Runs the loop until everything is closed.
  func run() {
    rt.socket.on(.close) { [server] _ in server.close() }
    #expect(loop.runToEnd(.ofTheSystem), "the loop did not come to an end")
  }

  /// Closes at the end of so many responses.
  func close(afterResponses count: Int) {
    var left = count
    rt.on(.responseDone) { [unowned self] _ in
      left -= 1
      if left == 0 { rt.close() }
    }
  }

  var responseCreateCount: Int { sent.count { $0["type"] == "response.create" } }

  /// The outputs that were sent, by the names of the functions that were called.
  var outputs: [String] {
    sent.compactMap { $0["item"] }.filter { $0["type"] == "function_call_output" }.compactMap {
      $0["output"]?.string
    }
  }
}
