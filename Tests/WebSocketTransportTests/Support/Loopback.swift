import RealtimeReactor
import RealtimeTestSupport
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// A server and clients on one loop, over ws or wss with a certificate made for the occasion.
final class Loopback {
  let loop: EventLoop
  let isSecure: Bool
  private(set) var server: WebSocketServer?
  private let certificate: LocalCertificate

  init(isSecure: Bool) throws {
    loop = try EventLoop()
    self.isSecure = isSecure
    certificate = try LocalCertificate()
  }

  /// Starts the server that every test has; `accept` gets each connection.
  func serve(
    _ change: (inout WebSocketServer.Configuration) -> Void = { _ in },
    decide: @escaping (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping (WebSocket) -> Void
  ) throws {
    var configuration = WebSocketServer.Configuration(identity: isSecure ? certificate.identity : nil)
    change(&configuration)
    server = try WebSocketServer(configuration: configuration, on: loop, decide: decide) { socket, _ in
      accept(socket)
    }
  }

  /// A server that sends every message back.
  func serveEcho(_ change: (inout WebSocketServer.Configuration) -> Void = { _ in }) throws {
    try serve(change) { socket in
      socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
    }
  }

  var clientConfiguration: WebSocketConfiguration { WebSocketConfiguration(tls: certificate.clientConfiguration) }

  func connect(
    resource: String = "/", _ change: (inout WebSocketConfiguration) -> Void = { _ in }
  ) throws -> WebSocket {
    var configuration = clientConfiguration
    change(&configuration)
    let port = try #require(server).localAddress.port
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: isSecure, resource: resource)
    return try WebSocket(to: endpoint, configuration: configuration, on: loop)
  }

  /// Runs the loop until everything is closed. The server stops listening once `sockets` are closed.
  func run(until sockets: WebSocket..., by clock: HandClock? = nil) {
    var openCount = sockets.count
    for socket in sockets {
      socket.on(.close) { [server] _ in
        openCount -= 1
        if openCount == 0 { server?.close() }
      }
    }
    if let clock { clock.run(loop) } else { loop.run() }
  }
}
