import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct ClientHandshakeTests {
  @Test func `the request has every line that the specification asks for`() throws {
    let wire = ByteBuffer(pool: BlockPool())
    let handshake = try ClientHandshake(
      ClientHandshake.Request(
        host: "[::1]:8443", path: "/v1/realtime?model=a%20b",
        headers: HTTPHeaders([("Authorization", "Bearer abc"), ("X-Empty", "")]),
        subprotocols: ["realtime", "v2"], deflate: DeflateConfiguration()),
      nonce: HandshakeDriver.nonce)
    handshake.writeRequest(into: wire)
    #expect(
      String(decoding: wire.readable, as: UTF8.self) == """
        GET /v1/realtime?model=a%20b HTTP/1.1\r
        Host: [::1]:8443\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Protocol: realtime, v2\r
        Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits\r
        Accept-Encoding: identity\r
        Authorization: Bearer abc\r
        X-Empty: \r
        \r\n
        """)
  }

  @Test func `regression 33: the bytes after the 101 stay in the buffer, at every read size`() throws {
    let frames = TestFrame.bytes(0x1, Array("first".utf8))
    for pieceByteCount in [1, 2, 3, 50, .max] {
      var client = try HandshakeDriver.client(subprotocols: ["realtime"])
      let bytes = HandshakeDriver.response([("Sec-WebSocket-Protocol", "realtime")]) + frames
      let (outcome, rest) = HandshakeDriver.run(&client, bytes, pieceByteCount: pieceByteCount)
      #expect(outcome.response?.subprotocol == "realtime")
      #expect(outcome.response?.headers["upgrade"] == "websocket")
      #expect(rest == frames)
    }
  }

  @Test func `every split of a good response is accepted`() throws {
    let bytes = HandshakeDriver.response()
    for split in 1..<bytes.count {
      let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 256))
      var client = try HandshakeDriver.client()
      bytes[..<split].withUnsafeBytes { buffer.append($0) }
      guard case .needMoreBytes = client.receive(buffer) else {
        Issue.record("an outcome after \(split) bytes")
        return
      }
      // FIN or RST here.
      var cut = client
      #expect(cut.transportEnded().error == .transportEndedInHandshake)
      bytes[split...].withUnsafeBytes { buffer.append($0) }
      #expect(client.receive(buffer).response != nil)
      #expect(client.receive(buffer).response != nil, "an outcome stays")
    }
  }

  @Test(
    arguments: [
      ([("Upgrade", "")], .upgradeMissing), ([("Upgrade", "h2c")], .upgradeMissing),
      ([("Upgrade", "websocket, h2c")], .upgradeMissing), ([("Upgrade", "websocketx")], .upgradeMissing),
      ([("Connection", "")], .connectionUpgradeMissing),
      ([("Connection", "close")], .connectionUpgradeMissing),
      ([("Sec-WebSocket-Accept", "")], .acceptMismatch),
      ([("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOO=")], .acceptMismatch),
      ([("Sec-WebSocket-Accept", "S3PPLMBITXAQ9KYGZZHZRBK+XOO=")], .acceptMismatch),
      (
        [("Sec-WebSocket-Accept", HandshakeDriver.accept), ("Sec-WebSocket-Accept", HandshakeDriver.accept)],
        .acceptMismatch
      ),
      ([("Sec-WebSocket-Protocol", "other")], .subprotocolNotOffered),
      ([("Sec-WebSocket-Protocol", "realtime, v2")], .subprotocolNotOffered),
      ([("Sec-WebSocket-Protocol", "realtime"), ("Sec-WebSocket-Protocol", "v2")], .subprotocolNotOffered),
      (
        [("Sec-WebSocket-Protocol", "b" + String(repeating: " ", count: 8_000) + "x")], .subprotocolNotOffered
      ),
      ([("Sec-WebSocket-Extensions", "permessage-deflate")], .extensionNotOffered),
      ([("Sec-WebSocket-Extensions", "x-webkit-deflate-frame")], .extensionNotOffered),
      ([("Sec-WebSocket-Extensions", "a; b=\"unclosed")], .malformedExtensions),
    ] as [([(String, String)], WebSocketError.Kind)])
  func `a 101 that does not answer our request fails`(changes: [(String, String)], kind: WebSocketError.Kind)
    throws
  {
    for pieceByteCount in [1, .max] {
      var client = try HandshakeDriver.client(subprotocols: ["realtime", "v2"])
      let (outcome, _) = HandshakeDriver.run(
        &client, HandshakeDriver.response(changes), pieceByteCount: pieceByteCount)
      #expect(outcome.error == kind)
    }
  }

  @Test func `names are compared without case and lists are searched`() throws {
    var client = try HandshakeDriver.client()
    let (outcome, _) = HandshakeDriver.run(
      &client,
      HandshakeDriver.response([
        ("UPGRADE", "WebSocket"), ("connection", "keep-alive, UPGRADE"), ("Upgrade", ""), ("Connection", ""),
      ]))
    #expect(outcome.response != nil)
  }

  @Test(
    arguments: [
      ("HTTP/1.0 101 Switching Protocols", .unsupportedHTTPVersion),
      ("HTTP/2 101 Switching Protocols", .unsupportedHTTPVersion),
      ("ICY 200 OK", .malformedHead), ("HTTP/1.1 1010 X", .malformedHead), ("HTTP/1.1 10 X", .malformedHead),
      ("HTTP/1.1 099 X", .malformedHead), ("HTTP/1.1 600 X", .malformedHead),
      ("HTTP/1.1 +10 X", .malformedHead),
      ("HTTP/1.1", .malformedHead), (" HTTP/1.1 101 X", .malformedHead), ("", .malformedHead),
    ] as [(String, WebSocketError.Kind)])
  func `a wrong status line fails`(line: String, kind: WebSocketError.Kind) throws {
    var client = try HandshakeDriver.client()
    #expect(HandshakeDriver.run(&client, HandshakeDriver.response(status: line)).outcome.error == kind)
  }

  @Test(
    arguments: [
      ("A: b\r\n folded\r\n", .foldedHeader), ("A: b\r\n\tfolded\r\n", .foldedHeader),
      ("A: b\n", .malformedHead),
      ("A: b\rC: d\r\n", .malformedHead), ("A\0: b\r\n", .malformedHead), ("A: b\0\r\n", .malformedHead),
      ("A : b\r\n", .malformedHead), ("no colon\r\n", .malformedHead), (": no name\r\n", .malformedHead),
      ("A: \u{1}\r\n", .malformedHead), ("A\u{e9}: b\r\n", .malformedHead),
    ] as [(String, WebSocketError.Kind)])
  func `malformed header lines fail, whole and one byte at a time`(lines: String, kind: WebSocketError.Kind)
    throws
  {
    let bytes = Array("HTTP/1.1 101 X\r\n\(lines)Upgrade: websocket\r\n\r\n".utf8)
    for pieceByteCount in [1, .max] {
      var client = try HandshakeDriver.client()
      #expect(HandshakeDriver.run(&client, bytes, pieceByteCount: pieceByteCount).outcome.error == kind)
    }
  }

  // MARK: Limits

  @Test(arguments: [-1, 0, 1])
  func `regression 5: the header count holds to the line`(excess: Int) throws {
    // Three headers are in the response already.
    let more = (0..<(128 - 3 + excess)).map { ("X-\($0)", "y") }
    var client = try HandshakeDriver.client()
    let (outcome, _) = HandshakeDriver.run(&client, HandshakeDriver.response(more))
    #expect(outcome.error == (excess > 0 ? .tooManyHeaders : nil))
    #expect((outcome.response != nil) == (excess <= 0))
  }

  @Test(arguments: [-1, 0, 1])
  func `regression 5: the line length holds to the byte`(excess: Int) throws {
    let value = String(repeating: "v", count: (8 << 10) - 3 + excess)
    var client = try HandshakeDriver.client()
    let (outcome, _) = HandshakeDriver.run(&client, HandshakeDriver.response([("L", value)]))
    #expect(outcome.error == (excess > 0 ? .headLineTooLong : nil))
  }

  @Test(arguments: [-1, 0, 1])
  func `regression 5: the head size holds to the byte`(excess: Int) throws {
    let base = HandshakeDriver.response().count
    var missing = (64 << 10) - base + excess
    var more: [(String, String)] = []
    while missing > 0 {
      let line = min(missing, 6_000)
      more.append(("P", String(repeating: "p", count: line - 5)))
      missing -= line
    }
    var client = try HandshakeDriver.client()
    let (outcome, _) = HandshakeDriver.run(&client, HandshakeDriver.response(more))
    #expect(outcome.error == (excess > 0 ? .headTooLarge : nil))
  }

  @Test func `regression 1: two thousand headers before or after Upgrade are refused without a trap`() throws {
    let flood = String(repeating: "X: y\r\n", count: 2_000)
    for text in [
      "HTTP/1.1 101 X\r\n\(flood)Upgrade: websocket\r\n\r\n",
      "HTTP/1.1 101 X\r\nUpgrade: websocket\r\n\(flood)\r\n",
    ] {
      var client = try HandshakeDriver.client()
      #expect(HandshakeDriver.run(&client, Array(text.utf8)).outcome.error == .tooManyHeaders)
    }
  }

  @Test func `regression 4: endless headers in small reads end at the limit and hold no more than it`() throws {
    var client = try HandshakeDriver.client()
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10))
    Array("HTTP/1.1 101 X\r\nX: ".utf8).withUnsafeBytes { buffer.append($0) }
    var outcome = client.receive(buffer)
    while case .needMoreBytes = outcome {
      buffer.append(UInt8(ascii: "x"))
      outcome = client.receive(buffer)
    }
    #expect(outcome.error == .headLineTooLong)
    #expect(buffer.capacity <= 32 << 10)
  }

  // MARK: Interim responses and refusals

  @Test func `interim responses are passed over, up to their limit`() throws {
    let interim = Array("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".utf8)
    for pieceByteCount in [1, .max] {
      var client = try HandshakeDriver.client()
      let bytes = interim + interim + HandshakeDriver.response() + [0x81, 0]
      let (outcome, rest) = HandshakeDriver.run(&client, bytes, pieceByteCount: pieceByteCount)
      #expect(outcome.response != nil)
      #expect(rest == [0x81, 0])
    }
    var client = try HandshakeDriver.client()
    let many = (0...ResponseHeadReader.maximumInterimResponseCount).flatMap { _ in interim }
    #expect(HandshakeDriver.run(&client, many).outcome.error == .tooManyInterimResponses)
  }

  @Test(arguments: [
    200, 204, 301, 302, 303, 304, 307, 308, 400, 401, 403, 404, 407, 426, 429, 500, 502, 503, 599,
  ])
  func `every other status is a refusal with its body, in each framing`(status: Int) throws {
    let head =
      "HTTP/1.1 \(status) X\r\nRetry-After: 7\r\nx-request-id: req_1\r\nLocation: https://evil.example/\r\n"
    let hasBody = status != 204 && status != 304
    for (framing, text) in [
      ("Content-Length: 9\r\n\r\nsome body and more", "some body"), ("Content-Length: 0\r\n\r\n", ""),
      ("Transfer-Encoding: chunked\r\n\r\n4\r\nsome\r\n5;ext=\"1\"\r\n body\r\n0\r\n\r\n", "some body"),
      ("\r\nsome body", "some body"),
    ] {
      for pieceByteCount in [1, .max] {
        var client = try HandshakeDriver.client()
        var (outcome, _) = HandshakeDriver.run(
          &client, Array((head + framing).utf8), pieceByteCount: pieceByteCount)
        if case .needMoreBytes = outcome { outcome = client.transportEnded() }
        let refusal = try #require(outcome.refusal)
        #expect(refusal.status == status)
        #expect(refusal.retryAfter == "7" && refusal.requestID == "req_1")
        #expect(refusal.location == "https://evil.example/")
        #expect(String(decoding: refusal.body, as: UTF8.self) == (hasBody ? text : ""))
        #expect(!refusal.isBodyTruncated)
      }
    }
  }

  @Test(arguments: [-1, 0, 1])
  func `at most 8 KiB of a body are kept`(excess: Int) throws {
    let body = [UInt8](repeating: 66, count: (8 << 10) + excess)
    var client = try HandshakeDriver.client()
    let head = Array("HTTP/1.1 500 X\r\nContent-Length: \(body.count)\r\n\r\n".utf8)
    let refusal = try #require(HandshakeDriver.run(&client, head + body).outcome.refusal)
    #expect(refusal.body.count == min(body.count, 8 << 10))
    #expect(refusal.isBodyTruncated == (excess > 0))
  }

  @Test func `a body that never ends, or breaks off, is reported as far as it came`() throws {
    for head in [
      "Content-Length: 100\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n64\r\nabc",
      "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFF\r\n",
      "Content-Length: 99999999999999999999\r\n\r\nabc",
      "Transfer-Encoding: chunked\r\n\r\n" + String(repeating: "0", count: 1_000),
    ] {
      var client = try HandshakeDriver.client()
      _ = HandshakeDriver.run(&client, Array("HTTP/1.1 503 X\r\n\(head)".utf8), pieceByteCount: 5)
      #expect(client.transportEnded().refusal?.status == 503)
    }
  }

  @Test func `a refusal's description names the status and nothing that the server chose`() throws {
    var client = try HandshakeDriver.client()
    let bytes = Array("HTTP/1.1 401 leaked\r\nx-request-id: leaked\r\nContent-Length: 6\r\n\r\nleaked".utf8)
    let refusal = try #require(HandshakeDriver.run(&client, bytes).outcome.refusal)
    #expect(!refusal.description.contains("leaked") && refusal.description.contains("401"))
  }

  // MARK: What the caller passes

  @Test(arguments: ["a\r\nX: y", "a\n", "a\rb", "a\0b", "a\u{7F}", "\u{1B}[0m"])
  func `regression 6: control characters never reach the wire`(bad: String) {
    let nonce = HandshakeDriver.nonce
    func attempt(_ request: ClientHandshake.Request) -> WebSocketError.Kind? {
      do {
        _ = try ClientHandshake(request, nonce: nonce)
        return nil
      } catch {
        return error.kind
      }
    }
    #expect(attempt(.init(host: bad, path: "/")) == .invalidHost)
    #expect(attempt(.init(host: "h", path: "/" + bad)) == .invalidPath)
    #expect(attempt(.init(host: "h", path: "/", headers: HTTPHeaders([("X", bad)]))) == .invalidHeader)
    #expect(attempt(.init(host: "h", path: "/", headers: HTTPHeaders([(bad, "x")]))) == .invalidHeader)
    #expect(attempt(.init(host: "h", path: "/", subprotocols: [bad])) == .invalidSubprotocol)
  }

  @Test
  func `names that are no tokens, paths that are no paths and headers of the handshake itself are refused`() {
    let nonce = HandshakeDriver.nonce
    for path in ["", "chat", "/a b", "/ü", "/a#b", "http://x/"] {
      #expect(throws: WebSocketError(.invalidPath)) {
        try ClientHandshake(.init(host: "h", path: path), nonce: nonce)
      }
    }
    for host in ["", "a b", "a/b", "a@b", "ü"] {
      #expect(throws: WebSocketError(.invalidHost)) {
        try ClientHandshake(.init(host: host, path: "/"), nonce: nonce)
      }
    }
    for name in ["", "a b", "a:", "(x)", "ü"] {
      #expect(throws: WebSocketError(.invalidHeader)) {
        try ClientHandshake(.init(host: "h", path: "/", headers: HTTPHeaders([(name, "v")])), nonce: nonce)
      }
    }
    for name in [
      "Host", "UPGRADE", "connection", "Sec-WebSocket-Key", "sec-websocket-protocol", "Content-Length",
    ] {
      #expect(throws: WebSocketError(.reservedHeader)) {
        try ClientHandshake(.init(host: "h", path: "/", headers: HTTPHeaders([(name, "v")])), nonce: nonce)
      }
    }
    for subprotocols in [["a", "a"], ["a b"], [""], ["a,b"]] {
      #expect(throws: WebSocketError(.invalidSubprotocol)) {
        try ClientHandshake(.init(host: "h", path: "/", subprotocols: subprotocols), nonce: nonce)
      }
    }
  }
}

@Suite struct HTTPHeadScannerTests {
  @Test func `regression 4: no byte is looked at twice, so a head in one-byte reads costs as much as in one`()
    throws
  {
    var scanner = HTTPHeadScanner(limits: WebSocketLimits())
    var bytes = HandshakeDriver.request(
      Array(repeating: ("X-Long", String(repeating: "v", count: 900)), count: 60))
    let complete = bytes
    for count in 1...complete.count {
      let found = try complete.withUnsafeBytes { _ in
        try bytes[..<count].withUnsafeBytes { try scanner.scan($0) }
      }
      #expect(found == (count == complete.count ? count : nil))
      // What was seen is made invalid: a second look at it would fail.
      bytes[count - 1] = 0
      if found != nil { break }
    }
  }
}
