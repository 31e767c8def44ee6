import RealtimeJSON
import Testing
import WebSocketTransport

@testable import RealtimeLocalServer

/// A local server and clients of it on one loop, over real sockets.
final class ServerHarness {
  let loop: EventLoop
  let server: RealtimeLocalServer

  init(_ change: (inout RealtimeLocalServer.Configuration) -> Void = { _ in }) throws {
    loop = try EventLoop()
    var configuration = RealtimeLocalServer.Configuration()
    change(&configuration)
    server = try RealtimeLocalServer(configuration: configuration, on: loop)
  }

  func client(
    _ resource: String = "/v1/realtime?model=gpt-realtime",
    headers: [(String, String)] = [],
    subprotocols: [String] = [],
    configuration: WebSocketConfiguration = .init()
  ) throws -> Client {
    var configuration = configuration
    if let root = server.certificateAuthorityPEM { configuration.tls.trustRoots = .only([.bytes(root)]) }
    configuration.headers = HTTPHeaders(headers)
    configuration.subprotocols = subprotocols
    let endpoint = WebSocketEndpoint(
      host: "127.0.0.1", port: server.port, isSecure: server.configuration.isSecure, resource: resource)
    return Client(try WebSocket(to: endpoint, configuration: configuration, on: loop))
  }

  /// Runs the loop until these clients are gone, then closes the server.
  func run(_ clients: Client...) {
    var openCount = clients.count
    for client in clients {
      client.socket.on(.close) { [server] _ in
        openCount -= 1
        if openCount == 0 { server.close() }
      }
    }
    loop.run()
  }

  /// Collects what the server says and answers each event as the test likes.
  final class Client {
    let socket: WebSocket
    private(set) var events: [JSONValue] = []
    /// Every message as text, for a server that sends what is no event.
    private(set) var texts: [String] = []
    var collectsTexts = false
    private(set) var error: WebSocketTransportError?
    private(set) var closeReport: WebSocketCloseReport?
    var onEvent: (JSONValue) -> Void = { _ in }

    init(_ socket: WebSocket) {
      self.socket = socket
      socket.on(.message) { [unowned self] message in
        if collectsTexts {
          texts.append(message.bytes.withUnsafeBytes { String(decoding: $0, as: UTF8.self) })
        }
        guard let event = try? JSONValue.parse(message.bytes) else {
          guard !collectsTexts else { return }
          Issue.record("the server sent what is not JSON")
          return
        }
        events.append(event)
        onEvent(event)
      }
      socket.on(.error) { [unowned self] in error = $0 }
      socket.on(.close) { [unowned self] in closeReport = $0 }
    }

    func send(_ event: JSONValue) { socket.send(event.jsonText) }
    func close() { try? socket.close() }
  }
}
