import RealtimeReactor
import Testing
import RealtimeWebSocketProtocol
import WebSocketTransport

/// Requests to a WebSocket server that ask for no WebSocket.
@Suite struct PlainRequestTests {
  /// What a raw client gets for `request`, and what the server said of it.
  private func exchange(
    _ request: [Step], isSecure: Bool = false,
    _ change: (inout WebSocketServer.Configuration) -> Void = { _ in },
    respond: ((PlainRequest) -> PlainResponse?)? = nil
  ) throws -> (text: String, errors: [WebSocketTransportError]) {
    let arena = try Arena(isSecure: isSecure)
    try arena.serve(change, respond: respond)
    let peer = try arena.attack(request)
    arena.run("the exchange") { peer.isDone }
    try arena.expectHealthyEcho()
    arena.finish()
    return (String(decoding: peer.received, as: UTF8.self), arena.openingErrors)
  }

  private func request(_ line: String, _ fields: [String] = [], body: String = "") -> [Step] {
    [.bytes(Opening.head([line, "Host: h"] + fields) + Array(body.utf8))]
  }

  /// A server with a health check and a hook.
  private func respond(_ request: PlainRequest) -> PlainResponse? {
    switch (request.method, request.path) {
    case ("GET", "/health"), ("HEAD", "/health"): .text("up")
    case ("OPTIONS", "*"): PlainResponse(status: 204, headers: HTTPHeaders([("Allow", "GET, HEAD")]))
    case ("POST", "/hook"): PlainResponse(status: 202, body: request.body + Array((request.query ?? "").utf8))
    case (_, "/health"): PlainResponse(status: 405, headers: HTTPHeaders([("Allow", "GET, HEAD")]))
    default: nil
    }
  }

  @Test(arguments: [false, true]) func `a closure answers over ws and over wss`(isSecure: Bool) throws {
    let type = "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    let rows: [([Step], String)] = [
      (request("GET /health HTTP/1.1"), "200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\(type)up"),
      (request("HEAD /health HTTP/1.1"), "200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\(type)"),
      (
        request("GET http://h/health HTTP/1.1"),
        "200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\(type)up"
      ),
      (request("OPTIONS * HTTP/1.1"), "204 No Content\r\nConnection: close\r\nAllow: GET, HEAD\r\n\r\n"),
      (
        request("DELETE /health HTTP/1.1"),
        "405 Method Not Allowed\r\nConnection: close\r\nContent-Length: 0\r\nAllow: GET, HEAD\r\n\r\n"
      ),
      (
        request("POST /hook?q HTTP/1.1", ["Content-Length: 3"], body: "ab:and what follows"),
        "202 Accepted\r\nConnection: close\r\nContent-Length: 4\r\n\r\nab:q"
      ),
      ([.bytes(Array("OPTIONS /health HTTP/1.0\r\n\r\n".utf8))], "405 Method Not Allowed\r\n"),
    ]
    for (steps, response) in rows {
      let (text, errors) = try exchange(steps, isSecure: isSecure, respond: respond)
      #expect(text.hasPrefix("HTTP/1.1 \(response)"))
      if response.contains("\r\n\r\n") { #expect(text == "HTTP/1.1 \(response)") }
      #expect(errors.isEmpty)
    }
  }

  @Test func `a request that the closure has nothing for is refused as without one`() throws {
    for respond in [nil, self.respond] as [((PlainRequest) -> PlainResponse?)?] {
      for (line, status, kind) in [
        ("GET /other HTTP/1.1", 426, .notAnUpgrade), ("HEAD /other HTTP/1.1", 426, .notAnUpgrade),
        ("POST /other HTTP/1.1", 405, .methodNotGet), ("OPTIONS /other HTTP/1.1", 405, .methodNotGet),
      ] as [(String, Int, WebSocketError.Kind)] {
        let (text, errors) = try exchange(request(line), respond: respond)
        #expect(text.hasPrefix("HTTP/1.1 \(status) "))
        #expect(text.hasSuffix("\r\n\r\n") == line.hasPrefix("HEAD"))
        #expect(errors.map { Verdict($0) } == [.broken(kind)])
      }
    }
  }

  @Test func `a body that is waited for with 100 comes after it`() throws {
    let steps: [Step] = [
      .bytes(Opening.head(["POST /hook HTTP/1.1", "Host: h", "Expect: 100-continue", "Content-Length: 2"])),
      .awaitHead, .bytewise(Array("ok".utf8)),
    ]
    let (text, errors) = try exchange(steps, respond: respond)
    #expect(
      text
        == "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok"
    )
    #expect(errors.isEmpty)
  }

  @Test(arguments: [-1, 0, 1]) func `a response is bounded to the byte`(excess: Int) throws {
    let body = [UInt8](repeating: 97, count: 1000)
    let whole = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 1000\r\n\r\n".utf8.count + 1000
    let (text, errors) = try exchange(request("GET / HTTP/1.1")) {
      $0.connection.limits.responseByteCount = whole - excess
    } respond: { _ in
      PlainResponse(body: body)
    }
    #expect(text.hasPrefix("HTTP/1.1 \(excess > 0 ? "500" : "200") "))
    #expect(text.utf8.count == whole || excess > 0)
    #expect(errors.map { Verdict($0) } == (excess > 0 ? [.broken(.responseTooLarge)] : []))
  }

  @Test(
    arguments: [
      (PlainResponse(headers: HTTPHeaders([("X-A", "b\r\nX-Evil: 1")])), .invalidHeader),
      (PlainResponse(headers: HTTPHeaders([("X-A", "b\nX-Evil: 1")])), .invalidHeader),
      (PlainResponse(headers: HTTPHeaders([("X-A", "b\0")])), .invalidHeader),
      (PlainResponse(headers: HTTPHeaders([("X-A: 1\r\nX-Evil", "b")])), .invalidHeader),
      (PlainResponse(headers: HTTPHeaders([("Content-Length", "5")])), .reservedHeader),
      (PlainResponse(headers: HTTPHeaders([("transfer-encoding", "chunked")])), .reservedHeader),
      (PlainResponse(status: 101), .invalidStatus), (PlainResponse(status: 1000), .invalidStatus),
    ] as [(PlainResponse, WebSocketError.Kind)])
  func `a response that would break its frame becomes a 500`(
    response: PlainResponse, kind: WebSocketError.Kind
  )
    throws
  {
    let (text, errors) = try exchange(request("GET / HTTP/1.1"), respond: { _ in response })
    #expect(text == "HTTP/1.1 500 Internal Server Error\r\nConnection: close\r\nContent-Length: 0\r\n\r\n")
    #expect(errors.map { Verdict($0) } == [.broken(kind)])
  }

  @Test func `a body larger than its limit is refused before it has come`() throws {
    let steps = request("POST /hook HTTP/1.1", ["Content-Length: 65537", "Expect: 100-continue"])
    let (text, errors) = try exchange(steps, respond: respond)
    #expect(text.hasPrefix("HTTP/1.1 413 Content Too Large\r\n"))
    #expect(errors.map { Verdict($0) } == [.broken(.bodyTooLarge)])
  }

  @Test func `a body that does not come is not waited for longer than a request may take`() throws {
    let (text, errors) = try exchange(request("POST /hook HTTP/1.1", ["Content-Length: 3"], body: "ab")) {
      $0.connection.timeLimits.upgrade = HostileFrameCases.shortLimit
    } respond: { _ in
      PlainResponse()
    }
    #expect(text.isEmpty)
    #expect(errors.map { Verdict($0) } == [.timedOut(.upgrade)])
  }

  @Test func `a client that stays after its response is cut when time is up, which is no error`() throws {
    let arena = try Arena(isSecure: false)
    try arena.serve({ $0.connection.timeLimits.upgrade = HostileFrameCases.shortLimit }, respond: respond)
    let peer = try arena.attack(request("GET /health HTTP/1.1") + [.awaitEnd])
    arena.run("the response") { peer.hasReceivedEnd }
    arena.run("the end of the connection") { arena.server?.openingCount == 0 }
    #expect(peer.status == 200)
    #expect(arena.openingErrors.isEmpty)
    arena.finish()
  }

  // MARK: The caller's address

  @Test(arguments: [false, true])
  func `a server knows the client's address in the request and on the socket`(isSecure: Bool) throws {
    let loopback = try Loopback(isSecure: isSecure)
    var requested: [SocketAddress?] = []
    var accepted: WebSocket?
    try loopback.serve(
      decide: { request in
        requested.append(request.remoteAddress)
        return .accept()
      }, accept: { accepted = $0 })
    let client = try loopback.connect()
    #expect(client.remoteAddress == nil)
    client.on(.open) {
      #expect(client.remoteAddress == loopback.server?.localAddress)
      try? client.close()
    }
    loopback.run(until: client)
    let address = try #require(accepted?.remoteAddress, "it stays after the close")
    #expect(address.host == "127.0.0.1" && address.port != 0)
    #expect(requested == [address])
  }

  @Test func `requests print without their values`() throws {
    var texts: [String] = []
    let secret = "s3cret"
    let fields = ["Authorization: Bearer \(secret)"]
    let note: (Any) -> Void = { value in
      texts += ["\(value)", String(reflecting: value)]
      dump(value, to: &texts[texts.count - 1])
    }
    _ = try exchange(
      request("POST /hook?\(secret) HTTP/1.1", fields + ["Content-Length: 6"], body: secret)
    ) { _ in
    } respond: { request in
      note(request)
      return PlainResponse()
    }
    #expect(texts.count == 2 && !texts.contains { $0.contains(secret) })
  }
}
