import Foundation
import RealtimeLocalServer
import WebSocketTransport

private struct Serving: Encodable {
  let baseURL: String
}

/// Starts our local server over wss, which wants the key `local`, and writes the root that signs its certificate.
/// It stops listening when nobody holds it.
func serveRealtime(root: String, on loop: EventLoop) throws -> RealtimeLocalServer {
  var configuration = RealtimeLocalServer.Configuration()
  configuration.requiredAPIKey = "local"
  let server = try RealtimeLocalServer(configuration: configuration, on: loop)
  try Data(server.certificateAuthorityPEM ?? []).write(to: URL(fileURLWithPath: root))
  say(Serving(baseURL: server.baseURL))
  return server
}
