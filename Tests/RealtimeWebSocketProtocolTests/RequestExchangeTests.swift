import RealtimeBuffers
import RealtimeTestSupport
import Testing
@testable import RealtimeWebSocketProtocol

@Suite struct RequestExchangeTests {
  /// What an exchange came to, as it can be compared.
  enum Result: Equatable {
    case unfinished
    case complete(Int, String)
    case failed(WebSocketError.Kind)

    init(_ outcome: RequestExchange.Outcome) {
      switch outcome {
      case .needMoreBytes: self = .unfinished
      case .complete(let response): self = .complete(response.status, String(decoding: response.body, as: UTF8.self))
      case .failed(let error): self = .failed(error.kind)
      }
    }
  }

  struct Row: Sendable, CustomStringConvertible {
    let description: String
    var method = "POST"
    let bytes: String
    let result: Result

    init(_ description: String, method: String = "POST", _ bytes: String, _ result: Result) {
      self.description = description
      self.method = method
      self.bytes = bytes
      self.result = result
    }
  }

  private static let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"

  static let rows: [Row] = [
    // Where the body ends.
    Row("a length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello", .complete(200, "hello")),
    Row("a length, and more than that", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello!", .complete(200, "hello")),
    Row("a length of zero", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", .complete(200, "")),
    Row("the end", "HTTP/1.0 200 OK\r\nServer: x\r\n\r\nto the end", .complete(200, "to the end")),
    Row("the end at once", "HTTP/1.1 200 OK\r\n\r\n", .complete(200, "")),
    Row("two lengths that differ", "HTTP/1.1 200 OK\r\nContent-Length: 1, 2\r\n\r\nabc", .complete(200, "abc")),
    Row("one chunk", chunked + "5\r\nhello\r\n0\r\n\r\n", .complete(200, "hello")),
    Row("chunks", chunked + "3\r\nhel\r\n00a\r\nlo, there.\r\n0\r\n\r\n", .complete(200, "hello, there.")),
    Row("no chunk", chunked + "0\r\n\r\n", .complete(200, "")),
    Row(
      "extensions and trailers", chunked + "5;a=\"b\"\r\nhello\r\n0;x\r\nDigest: 1\r\nMore: 2\r\n\r\n",
      .complete(200, "hello")),
    Row(
      "chunks where a length is named too",
      "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n",
      .complete(200, "ab")),
    // No body at all.
    Row("204", "HTTP/1.1 204 No Content\r\n\r\nnot a body", .complete(204, "")),
    Row("304", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n", .complete(304, "")),
    Row("HEAD", method: "HEAD", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", .complete(200, "")),
    // Statuses.
    Row("201", "HTTP/1.1 201 Created\r\nLocation: /a/b\r\nContent-Length: 1\r\n\r\nv", .complete(201, "v")),
    Row("a redirect", "HTTP/1.1 307 X\r\nLocation: https://elsewhere\r\nContent-Length: 0\r\n\r\n", .complete(307, "")),
    Row("an error", "HTTP/1.1 503 Busy\r\nContent-Length: 4\r\n\r\nbusy", .complete(503, "busy")),
    Row(
      "interim responses",
      "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Hints\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
      .complete(200, "ok")),
    // What is no response.
    Row("101", "HTTP/1.1 101 Switching\r\nUpgrade: websocket\r\n\r\n", .failed(.malformedHead)),
    Row("another protocol", "SSH-2.0-OpenSSH_9.6\r\n\r\n", .failed(.malformedHead)),
    Row("HTTP/2", "HTTP/2 200\r\n\r\n", .failed(.unsupportedHTTPVersion)),
    Row(
      "interim responses without end", String(repeating: "HTTP/1.1 102 X\r\n\r\n", count: 9),
      .failed(.tooManyInterimResponses)),
    // What breaks off.
    Row("nothing", "", .failed(.transportEndedInResponse)),
    Row("half a head", "HTTP/1.1 200 OK\r\nContent-", .failed(.transportEndedInResponse)),
    Row("an interim response alone", "HTTP/1.1 100 Continue\r\n\r\n", .failed(.transportEndedInResponse)),
    Row("less than the length", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell", .failed(.transportEndedInResponse)),
    Row("no last chunk", chunked + "5\r\nhello\r\n", .failed(.transportEndedInResponse)),
    Row("half a chunk", chunked + "5\r\nhel", .failed(.transportEndedInResponse)),
    // Chunks that are none.
    Row("a chunk without a size", chunked + "\r\nhello", .failed(.chunkMalformed)),
    Row("a size that is no number", chunked + "x\r\nhello", .failed(.chunkMalformed)),
    Row("a negative size", chunked + "-5\r\nhello", .failed(.chunkMalformed)),
    Row("a chunk that is longer than it says", chunked + "4\r\nhello\r\n0\r\n\r\n", .failed(.chunkMalformed)),
    Row("a chunk that ends in LF alone", chunked + "5\r\nhello\n0\r\n\r\n", .failed(.chunkMalformed)),
    Row("a size beyond every number", chunked + String(repeating: "f", count: 40) + "\r\n", .failed(.chunkMalformed)),
    Row("an extension without end", chunked + "5;" + String(repeating: "x", count: 300), .failed(.chunkMalformed)),
    // Codings.
    Row(
      "a coding that is not read here", "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\nxx",
      .failed(.contentCodingUnreadable)),
    Row(
      "a body that is not in its coding", "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 2\r\n\r\nxx",
      .failed(.contentCodingUnreadable)),
  ]

  private static func exchange(
    _ method: String = "POST", limit: Int = 1 << 20, limits: WebSocketLimits = WebSocketLimits()
  ) throws -> RequestExchange {
    try RequestExchange(.init(method: method, host: "example.com", path: "/"), limits: limits, bodyLimit: limit)
  }

  /// Hands `bytes` over in these pieces, and ends the transport.
  private static func run(_ exchange: RequestExchange, _ bytes: [UInt8], pieces: [Int]) -> Result {
    var exchange = exchange
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10))
    var offset = 0
    for piece in pieces + [bytes.count] {
      let end = min(offset + piece, bytes.count)
      bytes[offset..<end].withUnsafeBytes { buffer.append($0) }
      offset = end
      let result = Result(exchange.receive(buffer))
      if result != .unfinished { return result }
    }
    return Result(exchange.transportEnded())
  }

  @Test(arguments: rows) func `a response is the same whole, at every split and byte by byte`(_ row: Row) throws {
    let bytes = Array(row.bytes.utf8)
    let exchange = try Self.exchange(row.method)
    #expect(Self.run(exchange, bytes, pieces: []) == row.result)
    #expect(Self.run(exchange, bytes, pieces: [Int](repeating: 1, count: bytes.count)) == row.result)
    for split in 0..<bytes.count where Self.run(exchange, bytes, pieces: [split]) != row.result {
      Issue.record("split at \(split)")
    }
  }

  @Test func `a body in random chunks, received in random pieces, is the body`() throws {
    var random = SeededGenerator(seed: 21)
    for _ in 0..<300 {
      let body = (0..<Int.random(in: 0...4_000, using: &random)).map { _ in UInt8.random(in: 32...126, using: &random) }
      var bytes = Array(Self.chunked.utf8)
      var rest = body[...]
      while !rest.isEmpty {
        let chunk = rest.prefix(Int.random(in: 1...600, using: &random))
        rest = rest.dropFirst(chunk.count)
        let size = String(chunk.count, radix: 16, uppercase: Bool.random(using: &random))
        let padding = String(repeating: "0", count: Int.random(in: 0...3, using: &random))
        bytes +=
          Array("\(padding)\(size)\(Bool.random(using: &random) ? ";e=1" : "")\r\n".utf8) + chunk + Array("\r\n".utf8)
      }
      bytes += Array("0\r\n\(Bool.random(using: &random) ? "T: x\r\n" : "")\r\n".utf8)
      let pieces = (0..<40).map { _ in Int.random(in: 0...300, using: &random) }
      let result = Self.run(try Self.exchange(), bytes, pieces: pieces)
      #expect(result == .complete(200, String(decoding: body, as: UTF8.self)))
    }
  }

  @Test func `bytes of any kind end in a result`() throws {
    var random = SeededGenerator(seed: 22)
    for row in Self.rows {
      for _ in 0..<40 {
        var bytes = Array(row.bytes.utf8)
        for _ in 0..<Int.random(in: 1...4, using: &random) where !bytes.isEmpty {
          bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
        }
        let pieces = (0..<10).map { _ in Int.random(in: 0...50, using: &random) }
        let whole = Self.run(try Self.exchange(row.method), bytes, pieces: [])
        #expect(whole != .unfinished)
        #expect(Self.run(try Self.exchange(row.method), bytes, pieces: pieces) == whole)
      }
    }
  }

  // MARK: Limits

  @Test(arguments: [-1, 0, 1]) func `a body may have as many bytes as the limit allows`(excess: Int) throws {
    let body = String(repeating: "b", count: 100 + excess)
    let framings = [
      "HTTP/1.1 200 OK\r\nContent-Length: \(body.count)\r\n\r\n\(body)",
      Self.chunked + "\(String(body.count, radix: 16))\r\n\(body)\r\n0\r\n\r\n",
      "HTTP/1.1 200 OK\r\n\r\n\(body)",
    ]
    for text in framings {
      let bytes = Array(text.utf8)
      let expected = excess > 0 ? Result.failed(.responseBodyTooLarge) : .complete(200, body)
      for pieces in [[], [Int](repeating: 1, count: bytes.count)] {
        #expect(Self.run(try Self.exchange(limit: 100), bytes, pieces: pieces) == expected)
      }
    }
  }

  @Test(arguments: [-1, 0, 1]) func `a body may unpack to as many bytes as the limit allows`(excess: Int) throws {
    let packed = HandshakeRefusalTests.gzip
    let head = "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(packed.count)\r\n\r\n"
    let limit = max(packed.count, HandshakeRefusalTests.text.count) - excess
    let text = String(decoding: HandshakeRefusalTests.text, as: UTF8.self)
    let result = Self.run(try Self.exchange(limit: limit), Array(head.utf8) + packed, pieces: [])
    #expect(result == (excess > 0 ? .failed(.responseBodyTooLarge) : .complete(200, text)))
  }

  @Test func `a length beyond the limit is refused before the body comes`() throws {
    var exchange = try Self.exchange(limit: 100)
    let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10))
    let head = Array("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n".utf8)
    head.withUnsafeBytes { buffer.append($0) }
    #expect(Result(exchange.receive(buffer)) == .failed(.responseBodyTooLarge))
  }

  @Test(arguments: [-1, 0, 1]) func `a head may have as many bytes as the limit allows`(excess: Int) throws {
    let head = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
    var limits = WebSocketLimits()
    limits.headByteCount = head.utf8.count - excess
    let result = Self.run(try Self.exchange(limits: limits), Array(head.utf8), pieces: [])
    #expect(result == (excess > 0 ? .failed(.headTooLarge) : .complete(200, "")))
  }

  // MARK: The request

  @Test func `a request is written with its length, its host and no word of another message`() throws {
    func written(_ request: RequestExchange.Request) throws -> String {
      let buffer = ByteBuffer(pool: BlockPool(blockByteCount: 1 << 10))
      try RequestExchange(request, limits: WebSocketLimits(), bodyLimit: 0).writeRequest(into: buffer)
      return String(decoding: buffer.readable, as: UTF8.self)
    }
    let post = RequestExchange.Request(
      method: "POST", host: "h:1", path: "/p?q=1", headers: HTTPHeaders([("A", "b")]), body: Array("{}".utf8))
    #expect(
      try written(post)
        == "POST /p?q=1 HTTP/1.1\r\nHost: h:1\r\nConnection: close\r\nContent-Length: 2\r\n"
        + "Accept-Encoding: identity\r\nA: b\r\n\r\n{}")
    let empty = RequestExchange.Request(method: "POST", host: "h", path: "/")
    #expect(try written(empty).contains("\r\nContent-Length: 0\r\n"))
    let get = RequestExchange.Request(
      method: "GET", host: "h", path: "/", headers: HTTPHeaders([("Accept-Encoding", "gzip")]))
    #expect(
      try written(get) == "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\nAccept-Encoding: gzip\r\n\r\n")
  }

  @Test(arguments: [
    ("PO ST", "h", "/", "A", "b", WebSocketError.Kind.methodInvalid), ("", "h", "/", "A", "b", .methodInvalid),
    ("POST", "h\r\n", "/", "A", "b", .invalidHost), ("POST", "", "/", "A", "b", .invalidHost),
    ("POST", "h", "p", "A", "b", .invalidPath), ("POST", "h", "/a b", "A", "b", .invalidPath),
    ("POST", "h", "/", "A", "b\r\nC: d", .invalidHeader), ("POST", "h", "/", "Content-Length", "1", .reservedHeader),
    ("POST", "h", "/", "Connection", "keep-alive", .reservedHeader),
  ])
  func `what would make another message of a request is refused`(
    _ method: String, _ host: String, _ path: String, _ name: String, _ value: String, _ kind: WebSocketError.Kind
  ) {
    let request = RequestExchange.Request(
      method: method, host: host, path: path, headers: HTTPHeaders([(name, value)]))
    #expect { try RequestExchange(request, limits: WebSocketLimits(), bodyLimit: 0) } throws: {
      ($0 as? WebSocketError)?.kind == kind
    }
  }
}
