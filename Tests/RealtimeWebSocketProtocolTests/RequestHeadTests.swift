import RealtimeBuffers
import Testing

@testable import RealtimeWebSocketProtocol

/// The rules that every HTTP request keeps, and the requests that ask for no WebSocket.
@Suite struct RequestHeadTests {
  /// Runs `text` whole and a byte at a time; both give the same.
  private func outcome(
    _ text: String, limits: WebSocketLimits = WebSocketLimits(), takesPlain: Bool = true
  ) -> ServerHandshake.Outcome {
    var whole = ServerHandshake(limits: limits, takesPlainRequests: takesPlain)
    var bytewise = whole
    let first = HandshakeDriver.run(&whole, Array(text.utf8)).outcome
    let second = HandshakeDriver.run(&bytewise, Array(text.utf8), pieceByteCount: 1).outcome
    #expect(first.error == second.error)
    #expect(first.plain?.head.path == second.plain?.head.path)
    #expect(first.plain?.body == second.plain?.body)
    #expect((first.request == nil) == (second.request == nil))
    return first
  }

  // MARK: Targets

  @Test(
    arguments: [
      ("GET /a?b=c?d HTTP/1.1", "/a", "b=c?d", "h"), ("GET /? HTTP/1.1", "/", "", "h"),
      ("GET //a/../b HTTP/1.1", "//a/../b", nil, "h"),
      ("GET http://x:8080/a?b HTTP/1.1", "/a", "b", "x:8080"),
      ("GET HTTPS://x HTTP/1.1", "/", nil, "x"), ("GET wss://[::1]:1?q HTTP/1.1", "/", "q", "[::1]:1"),
      ("HEAD ws://x/a:b HTTP/1.1", "/a:b", nil, "x"), ("OPTIONS * HTTP/1.1", "*", nil, "h"),
      ("OPTIONS http://x HTTP/1.1", "*", nil, "x"), ("OPTIONS http://x/ HTTP/1.1", "/", nil, "x"),
      ("OPTIONS /a HTTP/1.1", "/a", nil, "h"),
    ] as [(String, String, String?, String)])
  func `a target in any form gives path, query and host`(
    line: String, path: String, query: String?, host: String
  ) throws {
    let head = try #require(outcome("\(line)\r\nHost: h\r\n\r\n").plain?.head)
    #expect(head.path == path && head.query == query && head.host == host)
  }

  @Test(
    arguments: [
      "GET * HTTP/1.1", "OPTIONS *a HTTP/1.1", "GET a HTTP/1.1", "GET http:/a HTTP/1.1",
      "GET http:// HTTP/1.1",
      "GET http://?q HTTP/1.1", "GET file:///a HTTP/1.1", "GET http://u@h/ HTTP/1.1",
      "GET http://h/#f HTTP/1.1",
      "GET http://h#f HTTP/1.1", "GET :// HTTP/1.1", "GET h:80 HTTP/1.1", "GET /\u{e4} HTTP/1.1",
      "GET http://h\u{e4}/ HTTP/1.1", "GET ?q HTTP/1.1",
    ])
  func `a target in no form is refused`(line: String) {
    #expect(outcome("\(line)\r\nHost: h\r\n\r\n").error == .requestTargetInvalid)
  }

  @Test func `an upgrade with a whole URL as its target is accepted, and the URL's host counts`() throws {
    let bytes = HandshakeDriver.request(line: "GET http://other:1/chat?x=1 HTTP/1.1")
    let request = try #require(outcome(String(decoding: bytes, as: UTF8.self)).request)
    #expect(request.head.path == "/chat" && request.head.query == "x=1" && request.head.host == "other:1")
  }

  // MARK: Versions, empty lines, Host

  @Test(arguments: 1...9) func `minor versions to come are read like 1.1`(minor: Int) {
    let bytes = HandshakeDriver.request(line: "GET /chat HTTP/1.\(minor)")
    #expect(outcome(String(decoding: bytes, as: UTF8.self)).request != nil)
  }

  @Test func `HTTP/1.0 needs no Host and knows no Upgrade`() throws {
    let plain = try #require(outcome("GET /health HTTP/1.0\r\n\r\n").plain)
    #expect(plain.head.path == "/health" && plain.head.host.isEmpty)
    let bytes = HandshakeDriver.request(line: "GET /chat HTTP/1.0")
    #expect(outcome(String(decoding: bytes, as: UTF8.self)).plain != nil)
    #expect(outcome("GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n").error == .hostMissing)
    #expect(
      outcome("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n").error == .transferEncodingInvalid)
  }

  @Test(arguments: 0...5) func `up to four empty lines may come before the request`(count: Int) {
    let lines = String(repeating: "\r\n", count: count)
    let request = String(decoding: HandshakeDriver.request(), as: UTF8.self)
    #expect((outcome(lines + request).request != nil) == (count <= 4))
    if count > 4 { #expect(outcome(lines + request).error == .malformedHead) }
  }

  @Test(arguments: ["\r\n \r\n", "\n", "\r\r\n", " ", "\t\r\n", "\0\r\n"])
  func `what is no empty line may not come before the request`(start: String) {
    #expect(outcome(start + "GET / HTTP/1.1\r\nHost: h\r\n\r\n").error == .malformedHead)
  }

  @Test func `empty lines count as bytes of the head`() {
    let request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n"
    var limits = WebSocketLimits()
    limits.headByteCount = request.utf8.count + 4
    #expect(outcome("\r\n\r\n" + request, limits: limits).plain != nil)
    #expect(outcome("\r\n\r\n\r\n" + request, limits: limits).error == .headTooLarge)
  }

  @Test(
    arguments: [
      "", "Host:\r\n", "Host: a b\r\n", "Host: a/b\r\n", "Host: a, b\r\n", "Host: a#b\r\n",
      "Host: a\r\nhost: a\r\n",
    ])
  func `a request without exactly one good Host is refused`(fields: String) {
    #expect(outcome("GET / HTTP/1.1\r\n\(fields)\r\n").error == .hostMissing)
  }

  // MARK: Bodies

  @Test func `a body comes with its request, and what follows it stays`() throws {
    for pieceByteCount in [1, 7, .max] {
      var server = ServerHandshake(takesPlainRequests: true)
      let text = "POST /hook HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhelloGET"
      let (outcome, rest) = HandshakeDriver.run(&server, Array(text.utf8), pieceByteCount: pieceByteCount)
      let plain = try #require(outcome.plain)
      #expect(plain.head.method == "POST" && plain.body == Array("hello".utf8))
      #expect(rest == Array("GET".utf8))
    }
  }

  @Test(arguments: [-1, 0, 1]) func `a body is bounded to the byte`(excess: Int) {
    var limits = WebSocketLimits()
    limits.requestBodyByteCount = 8
    let count = 8 + excess
    let body = String(repeating: "a", count: count)
    let result = outcome(
      "POST / HTTP/1.1\r\nHost: h\r\nContent-Length: \(count)\r\n\r\n\(body)", limits: limits)
    #expect(result.error == (excess > 0 ? .bodyTooLarge : nil))
    #expect(result.plain?.body.count == (excess > 0 ? nil : count))
  }

  @Test(
    arguments: [
      ("Content-Length: 99999999999999999999", .bodyTooLarge, 413),
      ("Transfer-Encoding: chunked", .lengthRequired, 411),
      ("Content-Length: 5\r\nContent-Length: 5", .contentLengthInvalid, 400),
      ("Content-Length: 5\r\nContent-Length: 6", .contentLengthInvalid, 400),
      ("Content-Length: 5, 5", .contentLengthInvalid, 400), ("Content-Length:", .contentLengthInvalid, 400),
      ("Content-Length: 5\r\nTransfer-Encoding: chunked", .transferEncodingInvalid, 400),
      ("Transfer-Encoding:", .transferEncodingInvalid, 400),
      ("Content-Length: 5\r\nExpect: tea", .expectationUnsupported, 417),
    ] as [(String, WebSocketError.Kind, Int)])
  func `a body whose end cannot be told is refused`(fields: String, kind: WebSocketError.Kind, status: Int)
    throws
  {
    #expect(outcome("POST / HTTP/1.1\r\nHost: h\r\n\(fields)\r\n\r\nhello").error == kind)
    #expect(
      response { ServerHandshake().refuse(WebSocketError(kind), into: $0) }.hasPrefix(
        "HTTP/1.1 \(status) "))
  }

  @Test func `a client that expects 100 is told to go on, unless it does by itself`() throws {
    let head = "POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-Continue\r\nContent-Length: 2\r\n\r\n"
    var waiting = ServerHandshake(takesPlainRequests: true)
    let buffer = ByteBuffer(pool: BlockPool())
    Array(head.utf8).withUnsafeBytes { buffer.append($0) }
    guard case .continueExpected = waiting.receive(buffer) else {
      Issue.record("no 100 is sent")
      return
    }
    guard case .needMoreBytes = waiting.receive(buffer) else {
      Issue.record("the body is not waited for")
      return
    }
    Array("ok".utf8).withUnsafeBytes { buffer.append($0) }
    #expect(waiting.receive(buffer).plain?.body == Array("ok".utf8))
    var eager = ServerHandshake(takesPlainRequests: true)
    #expect(HandshakeDriver.run(&eager, Array((head + "ok").utf8)).outcome.plain != nil)
    #expect(response { HTTPResponseWriter.writeContinue(into: $0) } == "HTTP/1.1 100 Continue\r\n\r\n")
  }

  // MARK: Responses

  private func response(_ write: (ByteBuffer) throws -> Void) rethrows -> String {
    let out = ByteBuffer(pool: BlockPool())
    try write(out)
    return String(decoding: out.readable, as: UTF8.self)
  }

  /// A server that has read `line`.
  private func server(_ line: String, takesPlain: Bool) -> ServerHandshake {
    var server = ServerHandshake(takesPlainRequests: takesPlain)
    _ = HandshakeDriver.run(&server, Array("\(line)\r\nHost: h\r\n\r\n".utf8))
    return server
  }

  @Test func `a response ends with its body, and to HEAD before it`() throws {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\nX-A: b\r\n\r\n"
    for (method, text) in [("GET", head + "up"), ("HEAD", head), ("OPTIONS", head + "up")] {
      let server = server("\(method) / HTTP/1.1", takesPlain: true)
      #expect(
        try response {
          try server.respond(
            status: 200, headers: HTTPHeaders([("X-A", "b")]), body: Array("up".utf8), into: $0)
        } == text)
    }
  }

  @Test func `a status without a body has none, and a status outside of 200 to 599 is refused`() throws {
    let server = server("GET / HTTP/1.1", takesPlain: true)
    for (status, lengthLine) in [(204, ""), (205, "Content-Length: 0\r\n"), (304, "")] {
      let text = try response { try server.respond(status: status, headers: .init(), body: [1], into: $0) }
      #expect(text.hasSuffix("\r\nConnection: close\r\n\(lengthLine)\r\n"))
    }
    for status in [-1, 100, 101, 199, 600] {
      #expect(throws: WebSocketError(.invalidStatus)) {
        try server.respond(status: status, headers: .init(), body: [], into: ByteBuffer(pool: BlockPool()))
      }
    }
  }

  @Test func `a plain request is refused with what it may do instead`() throws {
    let refusals = [
      (
        "GET",
        "426 Upgrade Required\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
      ),
      (
        "HEAD",
        "426 Upgrade Required\r\nConnection: close, Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13"
      ),
      ("POST", "405 Method Not Allowed\r\nConnection: close\r\nAllow: GET"),
      ("OPTIONS", "405 Method Not Allowed\r\nConnection: close\r\nAllow: GET"),
    ]
    for (method, start) in refusals {
      let error = try #require(outcome("\(method) / HTTP/1.1\r\nHost: h\r\n\r\n", takesPlain: false).error)
      let server = server("\(method) / HTTP/1.1", takesPlain: false)
      let text = response { server.refuse(WebSocketError(error), into: $0) }
      #expect(text.hasPrefix("HTTP/1.1 \(start)\r\n"))
      #expect(text.hasSuffix("\r\n\r\n") == (method == "HEAD"))
    }
  }
}
