import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Strings of the application that would become lines of their own on the wire. Others let CR and LF through in the
/// request target, in header values, in subprotocols and in a redirect's Location.
@Suite struct InjectionTests {
  struct ClientRow: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: WebSocketError.Kind
    var resource = "/"
    var host = "127.0.0.1"
    var change: @Sendable (inout WebSocketConfiguration) -> Void = { _ in }
  }

  static let evil = "a\r\nX-Evil: 1"

  static let client: [ClientRow] =
    [evil, "a\nX-Evil: 1", "a\rX-Evil: 1", "a\0", "a\u{7F}", "a\u{1B}[2J"].map { text in
      ClientRow(testDescription: "header value \(text.debugDescription)", kind: .invalidHeader) {
        $0.headers.append("X-Good", text)
      }
    }
    + [evil, "X-Evil: 1", "X Evil", "X\tEvil", "", "X-Ä", "X\0"].map { text in
      ClientRow(testDescription: "header name \(text.debugDescription)", kind: .invalidHeader) {
        $0.headers.append(text, "1")
      }
    }
    + [
      "Host", "UPGRADE", "connection", "Sec-WebSocket-Key", "sec-websocket-extensions", "Content-Length",
      "Transfer-Encoding",
    ]
    .map { name in
      ClientRow(testDescription: "the reserved header \(name)", kind: .reservedHeader) {
        $0.headers.append(name, "1")
      }
    }
    + [evil, "a, b", "a b", "", "ä", "a\0"].map { text in
      ClientRow(testDescription: "subprotocol \(text.debugDescription)", kind: .invalidSubprotocol) {
        $0.subprotocols = ["good", text]
      }
    }
    + ["/a HTTP/1.1\r\nX-Evil: 1", "/a\nb", "/a\rb", "/a b", "/ä", "/a#b", "/a\0", "/a\u{7F}", "a"].map {
      text in
      ClientRow(testDescription: "resource \(text.debugDescription)", kind: .invalidPath, resource: text)
    }
    + ["a\r\nX-Evil: 1", "a b", "a/b", "ä", "a\0", "u@a", ""].map { text in
      ClientRow(testDescription: "host \(text.debugDescription)", kind: .invalidHost, host: text)
    }

  @Test(arguments: client)
  func `our client sends nothing of it`(_ row: ClientRow) throws {
    let arena = try Arena(isSecure: false)
    try arena.serve()
    var connectionCount = 0
    let port = try arena.ambush([]) { _ in connectionCount += 1 }
    var configuration = WebSocketConfiguration()
    row.change(&configuration)
    let endpoint = WebSocketEndpoint(host: row.host, port: port, isSecure: false, resource: row.resource)
    let error = #expect(throws: WebSocketTransportError.self) {
      try WebSocket(to: endpoint, configuration: configuration, on: arena.loop)
    }
    #expect(error?.stage == .configuration)
    #expect(error.map { Verdict($0) } == .broken(row.kind))
    try arena.expectHealthyEcho()
    #expect(connectionCount == 0)
    arena.finish()
  }

  struct ServerRow: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let kind: WebSocketError.Kind
    let decision: UpgradeDecision
  }

  static let server: [ServerRow] = [
    ServerRow(
      testDescription: "a value in the 101", kind: .invalidHeader,
      decision: .accept(headers: HTTPHeaders([("X-Good", evil)]))),
    ServerRow(
      testDescription: "a name in the 101", kind: .invalidHeader,
      decision: .accept(headers: HTTPHeaders([(evil, "1")]))),
    ServerRow(
      testDescription: "a reserved header in the 101", kind: .reservedHeader,
      decision: .accept(headers: HTTPHeaders([("Sec-WebSocket-Accept", "1")]))),
    ServerRow(
      testDescription: "a subprotocol that was not offered", kind: .invalidSubprotocol,
      decision: .accept(subprotocol: evil)),
    ServerRow(
      testDescription: "a redirect", kind: .invalidHeader,
      decision: .refuse(status: 302, headers: HTTPHeaders([("Location", "/" + evil)]))),
    ServerRow(
      testDescription: "a name in a refusal", kind: .invalidHeader,
      decision: .refuse(status: 401, headers: HTTPHeaders([(evil, "1")]))),
    ServerRow(
      testDescription: "a length in a refusal", kind: .reservedHeader,
      decision: .refuse(status: 401, headers: HTTPHeaders([("Content-Length", "0")]), body: [1])),
    ServerRow(
      testDescription: "status 101 for a refusal", kind: .invalidStatus, decision: .refuse(status: 101)),
    ServerRow(
      testDescription: "status 200 for a refusal", kind: .invalidStatus, decision: .refuse(status: 200)),
    ServerRow(testDescription: "status 600", kind: .invalidStatus, decision: .refuse(status: 600)),
    ServerRow(testDescription: "a negative status", kind: .invalidStatus, decision: .refuse(status: -1)),
  ]

  @Test(arguments: server)
  func `our server answers 500 instead, reports it, and goes on serving`(_ row: ServerRow) throws {
    let arena = try Arena(isSecure: false)
    try arena.serve(decide: { $0.path == "/voice" ? row.decision : .accept() })
    let peer = try arena.attack([.bytes(Opening.request())])
    arena.run("the decision") { peer.isClosed && arena.openingErrors.count > 0 }
    #expect(peer.status == 500)
    #expect(!peer.head.contains("X-Evil"))
    #expect(arena.openingErrors.map { Verdict($0) } == [.broken(row.kind)])
    try arena.expectHealthyEcho()
    arena.finish()
  }
}
