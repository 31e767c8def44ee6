import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct ServerHandshakeTests {
  @Test func `every split of a good request gives the same value, and the bytes after it stay`() throws {
    let bytes = HandshakeDriver.request([("Sec-WebSocket-Protocol", "a, b"), ("Sec-WebSocket-Protocol", "c")])
    for pieceByteCount in Array(1...40) + [.max] {
      var server = ServerHandshake()
      let (outcome, rest) = HandshakeDriver.run(
        &server, bytes + [0x81, 0x80], pieceByteCount: pieceByteCount)
      let request = try #require(outcome.request)
      #expect(request.head.path == "/chat" && request.head.query == "x=1")
      #expect(request.head.host == "example.com")
      #expect(request.subprotocols == ["a", "b", "c"])
      #expect(rest == [0x81, 0x80])
    }
  }

  @Test func `the accepting response is the specification's`() throws {
    var server = ServerHandshake()
    let request = try #require(
      HandshakeDriver.run(&server, HandshakeDriver.request([("Sec-WebSocket-Protocol", "chat")])).outcome
        .request)
    let out = ByteBuffer(pool: BlockPool())
    let deflate = try ServerHandshake.accept(
      request, subprotocol: "chat", headers: HTTPHeaders([("X-A", "b")]), into: out)
    #expect(deflate == nil)
    #expect(
      String(decoding: out.readable, as: UTF8.self) == """
        HTTP/1.1 101 Switching Protocols\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r
        Sec-WebSocket-Protocol: chat\r
        X-A: b\r
        \r\n
        """)
    #expect(throws: WebSocketError(.invalidSubprotocol)) {
      try ServerHandshake.accept(request, subprotocol: "other", into: out)
    }
  }

  @Test(
    arguments: [
      ([("Host", "")], .hostMissing, 400), ([("Host", "a"), ("Host", "b")], .hostMissing, 400),
      ([("Host", "a b")], .hostMissing, 400), ([("Upgrade", "")], .notAnUpgrade, 426),
      ([("Upgrade", "h2c")], .notAnUpgrade, 426), ([("Connection", "keep-alive")], .notAnUpgrade, 426),
      ([("Sec-WebSocket-Version", "8")], .versionUnsupported, 426),
      ([("Sec-WebSocket-Version", "")], .versionUnsupported, 426),
      ([("Sec-WebSocket-Key", "")], .keyInvalid, 400),
      ([("Sec-WebSocket-Key", "dGhlIHNhbXBsZQ==")], .keyInvalid, 400),
      ([("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZ===")], .keyInvalid, 400),
      ([("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25j!Q==")], .keyInvalid, 400),
      ([("Content-Length", "5")], .bodyNotAllowed, 400),
      ([("Content-Length", "0"), ("Content-Length", "0")], .contentLengthInvalid, 400),
      ([("Content-Length", "0"), ("content-length", "5")], .contentLengthInvalid, 400),
      ([("Content-Length", "0, 0")], .contentLengthInvalid, 400),
      ([("Content-Length", "0,")], .contentLengthInvalid, 400),
      ([("Content-Length", "+0")], .contentLengthInvalid, 400),
      ([("Content-Length", "-0")], .contentLengthInvalid, 400),
      ([("Content-Length", "0x0")], .contentLengthInvalid, 400),
      ([("Content-Length", "\u{660}")], .contentLengthInvalid, 400),
      ([("Transfer-Encoding", "identity")], .transferEncodingInvalid, 400),
      ([("Transfer-Encoding", "chunked, gzip")], .transferEncodingInvalid, 400),
      ([("Transfer-Encoding", "xchunked")], .transferEncodingInvalid, 400),
      ([("Transfer-Encoding", "gzip, chunked")], .transferEncodingUnsupported, 501),
      (
        [("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")], .transferEncodingUnsupported,
        501
      ),
      ([("Transfer-Encoding", "chunked"), ("Content-Length", "0")], .transferEncodingInvalid, 400),
      ([("Transfer-Encoding", "chunked")], .bodyNotAllowed, 400),
      ([("Sec-WebSocket-Protocol", "a b")], .malformedSubprotocols, 400),
      (
        [("Sec-WebSocket-Protocol", "b" + String(repeating: " ", count: 8_000) + "x")],
        .malformedSubprotocols,
        400
      ),
      ([("Sec-WebSocket-Extensions", "a;;b")], .malformedExtensions, 400),
      (
        [("Sec-WebSocket-Extensions", "a; b=\"" + String(repeating: "\\c", count: 4_000))],
        .malformedExtensions, 400
      ),
    ] as [([(String, String)], WebSocketError.Kind, Int)])
  func `a request that is no opening handshake gets its status`(
    changes: [(String, String)], kind: WebSocketError.Kind, status: Int
  ) throws {
    for pieceByteCount in [1, .max] {
      var server = ServerHandshake()
      let (outcome, _) = HandshakeDriver.run(
        &server, HandshakeDriver.request(changes), pieceByteCount: pieceByteCount)
      #expect(outcome.error == kind)
    }
    #expect(WebSocketError(kind).fault != .misuse, "nobody on this side did it")
    #expect(try refusal(of: WebSocketError(kind)).status == status)
  }

  @Test(
    arguments: [
      ("POST /chat HTTP/1.1", .methodNotGet, 405), ("HEAD /chat HTTP/1.1", .methodNotGet, 405),
      ("CONNECT a:443 HTTP/1.1", .methodNotGet, 405), ("GET: /chat HTTP/1.1", .malformedHead, 400),
      ("GET /chat HTTP/1.0", .notAnUpgrade, 426), ("GET /chat HTTP/0.9", .unsupportedHTTPVersion, 505),
      ("GET /chat HTTP/3.0", .unsupportedHTTPVersion, 505),
      ("GET /chat HTTP/1.", .unsupportedHTTPVersion, 505),
      ("GET /chat HTTP/1.10", .unsupportedHTTPVersion, 505), ("GET /chat http/1.1", .malformedHead, 400),
      ("GET /chat HTTP/2.0", .unsupportedHTTPVersion, 505), ("GET /chat", .malformedHead, 400),
      ("GET  /chat HTTP/1.1", .malformedHead, 400), ("GET ftp://a/ HTTP/1.1", .requestTargetInvalid, 400),
      ("GET * HTTP/1.1", .requestTargetInvalid, 400), ("GET /a#b HTTP/1.1", .requestTargetInvalid, 400),
      ("\u{16}\u{3}\u{1}", .malformedHead, 400),
    ] as [(String, WebSocketError.Kind, Int)])
  func `a wrong request line gets its status`(line: String, kind: WebSocketError.Kind, status: Int) throws {
    var server = ServerHandshake()
    #expect(HandshakeDriver.run(&server, HandshakeDriver.request(line: line)).outcome.error == kind)
    #expect(try refusal(of: WebSocketError(kind)).status == status)
  }

  /// What our own client makes of the refusal.
  private func refusal(of error: WebSocketError) throws -> HandshakeRefusal {
    let out = ByteBuffer(pool: BlockPool())
    ServerHandshake().refuse(error, into: out)
    var client = try HandshakeDriver.client()
    return try #require(HandshakeDriver.run(&client, Array(out.readable)).outcome.refusal)
  }

  @Test
  func `regressions 1 and 5: too many headers, too long lines and too large heads are refused with 431`()
    throws
  {
    let flood = Array(repeating: ("X", "y"), count: 2_000)
    let long = [("X", String(repeating: "y", count: 9_000))]
    let large = Array(repeating: ("X", String(repeating: "y", count: 7_000)), count: 12)
    for (fields, kind) in [
      (flood, WebSocketError.Kind.tooManyHeaders), (long, .headLineTooLong), (large, .headTooLarge),
    ] {
      var server = ServerHandshake()
      #expect(HandshakeDriver.run(&server, HandshakeDriver.request(fields)).outcome.error == kind)
      #expect(try refusal(of: WebSocketError(kind)).status == 431)
    }
  }

  @Test func `regressions 2 and 3: long lists and unclosed quotes are read in one pass`() throws {
    #expect(throws: WebSocketError(.malformedExtensions)) {
      try WebSocketExtension.parse(["a; b=\"" + String(repeating: "\\c", count: 500_000)])
    }
    #expect(HeaderSyntax.elements(of: "b" + String(repeating: " ", count: 1_000_000) + "x").count == 1)
    #expect(HeaderSyntax.elements(of: String(repeating: ",", count: 1_000_000)).isEmpty)
  }

  @Test func `regressions 6 and 19: a refusal and an acceptance refuse CR and LF in their headers`() throws {
    let out = ByteBuffer(pool: BlockPool())
    for value in ["/x\r\nSet-Cookie: a=b", "a\n", "a\0"] {
      #expect(throws: WebSocketError(.invalidHeader)) {
        try ServerHandshake.refuse(status: 302, headers: HTTPHeaders([("Location", value)]), into: out)
      }
    }
    for status in [-1, 101, 200, 299, 600] {
      #expect(throws: WebSocketError(.invalidStatus)) {
        try ServerHandshake.refuse(status: status, into: out)
      }
    }
    #expect(out.isEmpty)
    try ServerHandshake.refuse(
      status: 429, headers: HTTPHeaders([("Retry-After", "3")]), body: Array("slow down".utf8), into: out)
    var client = try HandshakeDriver.client()
    let refusal = try #require(HandshakeDriver.run(&client, Array(out.readable)).outcome.refusal)
    #expect(refusal.status == 429 && refusal.retryAfter == "3")
    #expect(refusal.body == Array("slow down".utf8))
  }
}
