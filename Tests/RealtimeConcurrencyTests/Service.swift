import OpenAIRealtime
import RealtimeLocalServer
import WebSocketTransport

/// A local server on a loop and a thread of its own.
struct Service {
  let server: RealtimeLocalServerGroup

  init(_ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }) throws {
    var configuration = RealtimeLocalServer.Configuration()
    configuration.timeLimits = .none
    change(&configuration)
    server = try RealtimeLocalServerGroup(configuration: configuration, loops: 1)
  }

  var options: RealtimeOptions {
    var options = RealtimeOptions()
    options.tls.trustRoots = .only([.bytes(server.certificateAuthorityPEM ?? [])])
    // A sanitizer on a busy machine makes handshakes slow.
    options.webSocket.timeLimits = .none
    return options
  }

  func client(_ key: APIKey = .static("test-key")) -> OpenAI { OpenAI(apiKey: key, baseURL: server.baseURL) }

  func end() throws { try server.drain(deadline: .zero) }
}
