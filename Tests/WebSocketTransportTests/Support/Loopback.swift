import RealtimeReactor
import RealtimeTestCertificates
import RealtimeTestSupport
import RealtimeTLS
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// A server and clients on one loop, over ws or wss with a certificate made for the occasion.
final class Loopback {
  let loop: EventLoop
  let isSecure: Bool
  private(set) var server: WebSocketServer?
  private let trusted: [UInt8]
  private let identity: TLSIdentity?

  init(isSecure: Bool) throws {
    loop = try EventLoop()
    self.isSecure = isSecure
    let authority = try ThrowawayCertificateAuthority()
    trusted = authority.certificate
    let names = ThrowawayCertificateAuthority.Request(dnsNames: ["localhost"], addresses: ["127.0.0.1"])
    identity = isSecure ? try authority.issue(names).identity : nil
  }

  /// Starts the server that every test has; `accept` gets each connection.
  func serve(
    _ change: (inout WebSocketServer.Configuration) -> Void = { _ in },
    decide: @escaping (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping (WebSocket) -> Void
  ) throws {
    var configuration = WebSocketServer.Configuration(identity: identity)
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

  var clientConfiguration: WebSocketConfiguration {
    var tls = TLSConfiguration()
    tls.trustRoots = .only([.bytes(trusted)])
    return WebSocketConfiguration(tls: tls)
  }

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
