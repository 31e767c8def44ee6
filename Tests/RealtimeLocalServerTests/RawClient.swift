import RealtimeJSON
import RealtimeTestRig
import Testing

@testable import RealtimeLocalServer

extension LocalRig {
  func dial(
    _ resource: String = "/v1/realtime?model=gpt-realtime", headers: [(String, String)] = [],
    subprotocols: [String] = [], configuration: WebSocketConfiguration = .init()
  ) throws -> RawClient {
    var configuration = configuration
    configuration.tls.trustRoots = tls.trustRoots
    configuration.headers = HTTPHeaders(headers)
    configuration.subprotocols = subprotocols
    let endpoint = WebSocketEndpoint(
      host: "127.0.0.1", port: server.port, isSecure: server.configuration.isSecure, resource: resource)
    return RawClient(try WebSocket(to: endpoint, configuration: configuration, on: loop))
  }

  /// Runs the loop until these clients are gone, then closes the server.
  func run(_ clients: RawClient...) { run(clients) }

  func run(_ clients: [RawClient]) {
    var openCount = clients.count
    for client in clients {
      client.socket.on(.close) { [server] _ in
        openCount -= 1
        if openCount == 0 { server.close() }
      }
    }
    run(in: .turnedByHand)
  }
}

/// Collects what the server says and answers each event as the test likes.
final class RawClient {
  let socket: WebSocket
  private(set) var events: [JSONValue] = []
  /// Every message as text, for a server that sends what is no event.
  private(set) var texts: [String] = []
  var collectsTexts = false
  private(set) var error: WebSocketTransportError?
  private(set) var closeReport: WebSocketCloseReport?
  private(set) var closeTime: Duration?
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
    socket.on(.close) { [unowned self] report in
      closeReport = report
      closeTime = self.socket.loop.now
    }
  }

  func send(_ event: JSONValue) { socket.send(event.jsonText) }
  func close() { try? socket.close() }
}
