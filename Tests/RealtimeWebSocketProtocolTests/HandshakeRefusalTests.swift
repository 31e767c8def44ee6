import RealtimeBuffers
import Testing
@testable import RealtimeWebSocketProtocol

/// What a refusal says, in whatever form a server says it.
@Suite struct HandshakeRefusalTests {
  private func refusal(_ head: [String], _ body: [UInt8] = [], secrets: [String] = [], limit: Int = 8 << 10)
    throws
    -> HandshakeRefusal
  {
    var limits = WebSocketLimits()
    limits.refusalBodyByteCount = limit
    var client = try HandshakeDriver.client(limits: limits)
    let lines = ["HTTP/1.1 401 X", "Content-Length: \(body.count)"] + head
    let bytes = Array((lines.joined(separator: "\r\n") + "\r\n\r\n").utf8) + body
    let refusal = try #require(HandshakeDriver.run(&client, bytes).outcome.refusal)
    return refusal.received(at: 1_000_000, hiding: secrets)
  }

  @Test func `every header field of the answer can be read`() throws {
    let refusal = try refusal(["X-RateLimit-Reset: 3", "Set-Cookie: a", "Set-Cookie: b", "cf-ray: 7"])
    #expect(refusal.headers["x-ratelimit-reset"] == "3" && refusal.headers["CF-Ray"] == "7")
    #expect(refusal.headers.values(named: "set-cookie") == ["a", "b"])
  }

  // MARK: Content codings

  static let text = Array(#"{"error":{"message":"No, because.","code":"invalid_api_key"}}"#.utf8)
  // Made by Python's gzip and zlib.
  static let gzip: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 74, 45, 42, 202, 47, 82, 178, 170, 86, 202, 77, 45, 46, 78, 76,
    79, 85, 178, 82, 242, 203, 215, 81, 72, 74, 77, 78, 44, 45, 78, 213, 83, 210, 81, 74, 206, 79, 1, 137,
    102, 230, 149, 37, 230, 100, 166, 196, 39, 22, 100, 198, 103, 167, 86, 42, 213, 214, 2, 0, 17, 167, 22,
    153, 61, 0, 0, 0,
  ]
  static let zlib: [UInt8] = [
    120, 156, 171, 86, 74, 45, 42, 202, 47, 82, 178, 170, 86, 202, 77, 45, 46, 78, 76, 79, 85, 178, 82, 242,
    203, 215, 81, 72, 74, 77, 78, 44, 45, 78, 213, 83, 210, 81, 74, 206, 79, 1, 137, 102, 230, 149, 37, 230,
    100, 166, 196, 39, 22, 100, 198, 103, 167, 86, 42, 213, 214, 2, 0, 124, 199, 21, 0,
  ]
  static let raw: [UInt8] = [
    171, 86, 74, 45, 42, 202, 47, 82, 178, 170, 86, 202, 77, 45, 46, 78, 76, 79, 85, 178, 82, 242, 203, 215,
    81, 72, 74, 77, 78, 44, 45, 78, 213, 83, 210, 81, 74, 206, 79, 1, 137, 102, 230, 149, 37, 230, 100, 166,
    196, 39, 22, 100, 198, 103, 167, 86, 42, 213, 214, 2, 0,
  ]

  @Test(arguments: [
    ("gzip", gzip), ("GZIP", gzip), ("x-gzip", gzip), ("deflate", zlib), ("deflate", raw), ("identity", text),
    ("identity, gzip", gzip), ("", text),
  ])
  func `a body in a coding that nobody asked for is unpacked`(_ coding: String, _ body: [UInt8]) throws {
    let refusal = try refusal(coding.isEmpty ? [] : ["Content-Encoding: \(coding)"], body)
    #expect(refusal.body == Self.text && !refusal.isBodyTruncated && refusal.bodyEncoding == nil)
  }

  @Test(arguments: [
    ("br", "br"), ("zstd", "zstd"), ("gzip, br", "gzip, br"), ("compress", "compress"), ("a b", "unknown"),
    (String(repeating: "x", count: 33), "unknown"),
  ])
  func `a coding that is not read here is named, and its bytes are not kept`(_ coding: String, _ name: String)
    throws
  {
    let refusal = try refusal(["Content-Encoding: \(coding)"], Self.gzip)
    #expect(refusal.bodyEncoding == name && refusal.body.isEmpty && refusal.isBodyTruncated)
  }

  @Test func `a body that is not what it says is named, one that breaks off is kept as far as it came`()
    throws
  {
    let lie = try refusal(["Content-Encoding: gzip"], Self.text)
    #expect(lie.bodyEncoding == "gzip" && lie.body.isEmpty)
    let cut = try refusal(["Content-Encoding: gzip"], Array(Self.gzip.dropLast(12)))
    #expect(cut.isBodyTruncated && Self.text.starts(with: cut.body))
    #expect(try refusal(["Content-Encoding: gzip"]).bodyEncoding == nil, "an empty body has no coding")
  }

  @Test(arguments: [-1, 0, 1])
  func `a body that unpacks to more than is kept is cut`(excess: Int) throws {
    // A thousand times the letter a.
    let packed: [UInt8] = [
      31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 75, 76, 28, 5, 163, 96, 20, 12, 119, 0, 0, 3, 218, 56, 154, 232, 3, 0,
      0,
    ]
    let refusal = try refusal(["Content-Encoding: gzip"], packed, limit: 1_000 + excess)
    #expect(refusal.body == [UInt8](repeating: 0x61, count: 1_000 + min(excess, 0)))
    #expect(refusal.isBodyTruncated == (excess < 0))
  }

  @Test(arguments: [1, 16 << 10, (16 << 10) + 1, 32 << 10, 39_999, 40_000, .max])
  func `a body is unpacked piece by piece, however much may be kept`(limit: Int) throws {
    // 40 000 times the letter a.
    let head: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 237, 193, 49, 1, 0, 0, 0, 194, 160, 172, 235, 95, 194, 203]
    let packed = head + [22, 64, 1] + [UInt8](repeating: 0, count: 38) + [55, 247, 184, 221, 243, 64, 156, 0, 0]
    let refusal = try refusal(["Content-Encoding: gzip"], packed, limit: max(limit, packed.count))
    #expect(refusal.body == [UInt8](repeating: 0x61, count: min(max(limit, packed.count), 40_000)))
    #expect(refusal.isBodyTruncated == (limit < 40_000))
  }

  // MARK: Waiting

  static let waits: [(head: [String], wait: Duration?)] = [
    ([], nil), (["Retry-After: 7"], .seconds(7)), (["Retry-After: 0"], .zero),
    (["Retry-After: 1.5"], .milliseconds(1_500)),
    (["Retry-After: -7"], nil), (["Retry-After: 7 s"], nil), (["Retry-After: ."], nil),
    (["Retry-After: 1e3"], nil),
    (["Retry-After: 99999999999999999999"], .seconds(86_400)), (["Retry-After: 86401"], .seconds(86_400)),
    (["retry-after-ms: 250"], .milliseconds(250)),
    (["retry-after-ms: 250.7", "Retry-After: 9"], .milliseconds(250)),
    (["Retry-After: 9", "retry-after-ms: soon"], .seconds(9)),
    (["retry-after-ms: 99999999999999"], .seconds(86_400)),
    (["Retry-After: Mon, 12 Jan 1970 13:46:43 GMT"], .seconds(3)),
    (["Retry-After: Monday, 12-Jan-70 13:46:43 GMT"], .seconds(3)),
    (["Retry-After: Mon Jan 12 13:46:43 1970"], .seconds(3)),
    (["Retry-After: Mon, 12 Jan 1970 13:46:39 GMT"], .zero),
    (["Retry-After: Fri, 31 Dec 9999 23:59:59 GMT"], .seconds(86_400)),
    (["Date: Sun, 06 Nov 1994 08:49:37 GMT", "Retry-After: Sun, 06 Nov 1994 08:50:07 GMT"], .seconds(30)),
    (["Date: nonsense", "Retry-After: Mon, 12 Jan 1970 13:46:43 GMT"], .seconds(3)),
    (["Retry-After: Mon, 32 Jan 1970 13:46:43 GMT"], nil),
    (["Retry-After: Mon, 12 Foo 1970 13:46:43 GMT"], nil),
    (["Retry-After: Mon, 12 Jan 1970 24:46:43 GMT"], nil), (["Retry-After: Mon, 12 Jan 1970 13:46 GMT"], nil),
    (["Retry-After: tomorrow"], nil), (["Retry-After: "], nil),
  ]

  @Test(arguments: waits)
  func `how long to wait is a duration, whichever way it is said`(_ row: (head: [String], wait: Duration?))
    throws
  {
    #expect(try refusal(row.head).retryDelay == row.wait, "\(row.head)")
  }

  @Test func `a date is a number of seconds since 1970`() {
    #expect(HTTPDate.seconds("Thu, 01 Jan 1970 00:00:00 GMT") == 0)
    #expect(HTTPDate.seconds("Tue, 29 Feb 2000 12:00:00 GMT") == 951_825_600)
    #expect(HTTPDate.seconds("Sun, 06 Nov 1994 08:49:37 GMT") == 784_111_777)
  }

  @Test func `a date that is written is the date that is read`() {
    #expect(HTTPDate.text(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    #expect(HTTPDate.text(0) == "Thu, 01 Jan 1970 00:00:00 GMT")
    #expect(HTTPDate.text(-1) == "Wed, 31 Dec 1969 23:59:59 GMT")
    #expect(HTTPDate.text(1_709_164_800) == "Thu, 29 Feb 2024 00:00:00 GMT")
    // A prime number of seconds apart, over two hundred years.
    for seconds in stride(from: -3_155_760_000 as Int64, to: 3_155_760_000, by: 1_000_003) {
      #expect(HTTPDate.seconds(HTTPDate.text(seconds)) == seconds)
    }
  }

  // MARK: Secrets

  static let key = "sk-proj-0123456789abcdefghij"

  static let texts: [(secrets: [String], text: String, hidden: String)] = [
    // A short value is a word or nothing.
    (["m"], "model_not_found", "model_not_found"), (["m"], "no m here: m.", "no *** here: ***."),
    (["model"], "model_not_found and model", "model_not_found and ***"),
    (["a"], "für a-b, a/b", "für a-b, ***/b"),
    (["err"], "errors err-1 1err err", "errors err-1 1err ***"), (["ü"], "für ü", "für ***"),
    (["x"], "x", "***"), (["", " "], "a b", "a b"),
    // A long one is hidden wherever it stands.
    ([key], "Incorrect API key provided: \(key).", "Incorrect API key provided: ***."),
    ([key], "x\(key)y_\(key)", "x***y_***"), ([key, "sk-proj"], "\(key) sk-proj", "*** ***"),
    // Whole values, punctuation and all.
    (["Bearer tok", "tok"], "Bearer tok; tok", "***; ***"), (["a, b"], "a, b or a", "*** or a"),
    (["$x$"], "a$x$b", "a***b"),
    // As other notations write them.
    (["p/w+q=="], #"p\/w\u002Bq\u003d\u003D and p%2Fw%2bq%3D%3D"#, "*** and ***"),
    (["tok"], #"a\ntok\ttok"#, #"a\n***\t***"#),
    (["tok"], "%20tok%20", "%20***%20"), ([#"q"\"#], #"q\"\\ q"\"#, "*** ***"), (["é1"], #"\u00e91"#, "***"),
    ([" tok "], "tok", "***"), (["tok"], "to", "to"), (["tok"], #"\u12 tok \"#, #"\u12 *** \"#),
  ]

  @Test(arguments: texts)
  func `whole values are hidden and no part of a word is`(
    _ row: (secrets: [String], text: String, hidden: String)
  ) {
    #expect(Redaction(hiding: row.secrets).apply(to: row.text) == row.hidden)
  }

  static let bodies: [(secrets: [String], body: String, hidden: String)] = [
    // What an error of the API is made of stays readable, whatever the headers say.
    (
      ["error", "message", "code", "1", "true", "null"],
      #"{"error": {"message":"code 1","code":1,"a":true,"b":null}}"#,
      #"{"error": {"message":"*** ***","code":"***","a":true,"b":null}}"#
    ),
    (["hush"], #"{"hush":"hush","a":["hush",1]}"#, #"{"***":"***","a":["***",1]}"#),
    (["12345678"], #"{"account":12345678,"n":123456789}"#, #"{"account":"***","n":123456789}"#),
    (["hush"], #"{"a":"x\"hush"}"#, #"{"a":"x\"***"}"#),
    (["hush"], "[hush] is not JSON", "[***] is not JSON"),
    (["hush"], "{hush", "{***"), (["hush"], "<p>hush</p>", "<p>***</p>"),
    (["hush"], #"{"a":"hush"#, #"{"a":"***"#),
  ]

  @Test(arguments: bodies)
  func `what is hidden in a body leaves it readable`(_ row: (secrets: [String], body: String, hidden: String)) {
    let body = Redaction(hiding: row.secrets).apply(to: Array(row.body.utf8), isCut: false)
    #expect(String(decoding: body, as: UTF8.self) == row.hidden)
  }

  @Test(arguments: [
    ("key: sk-p", true, "key: ***"), ("key: sk-", true, "key: sk-"), ("key: sk-p", false, "key: sk-p"),
    (#"{"m":"sk-proj-01"#, true, #"{"m":"***"#), ("xsk-pro", true, "x***"),
  ])
  func `a body that was cut inside of a value does not show its beginning`(
    _ text: String, _ isCut: Bool, _ hidden: String
  ) {
    let body = Redaction(hiding: [Self.key]).apply(to: Array(text.utf8), isCut: isCut)
    #expect(String(decoding: body, as: UTF8.self) == hidden)
  }

  @Test func `headers and body of a refusal hide what the request carried`() throws {
    let body = Array(#"{"error":{"message":"no \#(Self.key)"}}"#.utf8)
    let refusal = try refusal(
      ["x-request-id: \(Self.key)", "Location: https://h/?k=\(Self.key)", "x-echo: gw 7"], body,
      secrets: [Self.key, "gw"])
    #expect(refusal.requestID == "***" && refusal.location == "https://h/?k=***")
    #expect(refusal.headers["x-echo"] == "*** 7")
    #expect(String(decoding: refusal.body, as: UTF8.self) == #"{"error":{"message":"no ***"}}"#)
    let packed = try self.refusal(["Content-Encoding: gzip"], Self.gzip, secrets: ["invalid_api_key"])
    #expect(String(decoding: packed.body, as: UTF8.self).hasSuffix(#""code":"***"}}"#))
  }
}
