import Testing
import RealtimeWebSocketProtocol
@testable import WebSocketTransport

@Suite struct ProxyHandshakeTests {
  private static let endpoint = WebSocketEndpoint(host: "api.example", port: 443, isSecure: true)
  private static let credentials = ProxyCredentials(user: "user", password: "pa:ss")

  private static func http(_ credentials: ProxyCredentials? = nil) -> ProxyEndpoint {
    ProxyEndpoint(.http, host: "proxy.example", credentials: credentials)
  }

  private static func socks(_ credentials: ProxyCredentials? = nil) -> ProxyEndpoint {
    ProxyEndpoint(.socks5, host: "proxy.example", credentials: credentials)
  }

  // MARK: CONNECT

  @Test func `CONNECT names host and port and nothing of the opening handshake`() throws {
    let driver = try ProxyHandshakeDriver(Self.http(), to: Self.endpoint)
    #expect(
      String(decoding: driver.sent, as: UTF8.self)
        == "CONNECT api.example:443 HTTP/1.1\r\nHost: api.example:443\r\n\r\n")
  }

  @Test func `CONNECT carries credentials as Basic authentication`() throws {
    let endpoint = WebSocketEndpoint(host: "2001:db8::1", port: 80, isSecure: false)
    let driver = try ProxyHandshakeDriver(Self.http(Self.credentials), to: endpoint)
    #expect(
      String(decoding: driver.sent, as: UTF8.self)
        == "CONNECT [2001:db8::1]:80 HTTP/1.1\r\nHost: [2001:db8::1]:80\r\n"
        + "Proxy-Authorization: Basic dXNlcjpwYTpzcw==\r\n\r\n")
  }

  @Test(arguments: [
    ("HTTP/1.1 200 Connection established\r\n\r\n", ProxyHandshake.Outcome.connected),
    ("HTTP/1.0 200 OK\r\nProxy-agent: tinyproxy\r\n\r\n", .connected),
    ("HTTP/1.1 204 \r\nContent-Length: 5\r\n\r\n", .connected),
    ("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", .connected),
    ("HTTP/1.1 407 Who are you\r\n\r\n", .failed(ProxyError(.authenticationRequired))),
    ("HTTP/1.1 403 No\r\n\r\n", .failed(ProxyError(.refused(status: 403)))),
    ("HTTP/1.1 302 Found\r\nLocation: http://elsewhere\r\n\r\n", .failed(ProxyError(.refused(status: 302)))),
    (
      "HTTP/1.1 101 Switching\r\n\r\n",
      .failed(ProxyError(.malformedResponse(WebSocketError(.malformedHead))))
    ),
    (
      "HTTP/2 200 OK\r\n\r\n",
      .failed(ProxyError(.malformedResponse(WebSocketError(.unsupportedHTTPVersion))))
    ),
    ("SSH-2.0-OpenSSH\r\n\r\n", .failed(ProxyError(.malformedResponse(WebSocketError(.malformedHead))))),
    ("HTTP/1.1 2oo OK\r\n\r\n", .failed(ProxyError(.malformedResponse(WebSocketError(.malformedHead))))),
    ("HTTP/1.1 200 OK\n\n", .failed(ProxyError(.malformedResponse(WebSocketError(.malformedHead))))),
  ])
  func `an answer to CONNECT has its verdict, whole, byte by byte and at every split`(
    _ answer: String, _ verdict: ProxyHandshake.Outcome
  ) throws {
    try expect(verdict, for: Array(answer.utf8), from: Self.http())
  }

  @Test func `an endless answer to CONNECT ends at the limits of an HTTP head`() throws {
    var limits = WebSocketLimits()
    limits.headByteCount = 100
    var driver = try ProxyHandshakeDriver(Self.http(), to: Self.endpoint, limits: limits)
    #expect(driver.receive(Array("HTTP/1.1 200 OK\r\n".utf8)) == .needMoreBytes)
    let outcome = driver.receive(Array("a: \(String(repeating: "b", count: 90))".utf8))
    #expect(outcome == .failed(ProxyError(.malformedResponse(WebSocketError(.headTooLarge, limit: 100)))))
  }

  @Test func `endless interim responses to CONNECT end at their limit`() throws {
    var driver = try ProxyHandshakeDriver(Self.http(), to: Self.endpoint)
    let limit = ResponseHeadReader.maximumInterimResponseCount
    for _ in 0..<limit {
      #expect(driver.receive(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) == .needMoreBytes)
    }
    #expect(
      driver.receive(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
        == .failed(ProxyError(.malformedResponse(WebSocketError(.tooManyInterimResponses, limit: limit)))))
  }

  @Test func `what follows the answer stays in the input`() throws {
    var driver = try ProxyHandshakeDriver(Self.http(), to: Self.endpoint)
    #expect(driver.receive(Array("HTTP/1.1 200 OK\r\n\r\nmore".utf8)) == .connected)
    #expect(driver.left == Array("more".utf8))
  }

  @Test func `a user with a colon cannot be sent by Basic authentication`() {
    let proxy = Self.http(ProxyCredentials(user: "a:b", password: "c"))
    #expect(throws: ProxyError(.invalidCredentials)) {
      _ = try ProxyHandshake(to: Self.endpoint, through: proxy, limits: .init())
    }
  }

  /// Each answer, and what it means to somebody who gave credentials and to somebody who gave none.
  static let demands: [(answer: String, without: ProxyError.Kind, with: ProxyError.Kind)] = [
    ("407 Who are you", .authenticationRequired, .credentialsRejected),
    ("407 x\r\nProxy-Authenticate: Basic realm=\"p\"", .authenticationRequired, .credentialsRejected),
    ("407 x\r\nproxy-authenticate: bAsIc", .authenticationRequired, .credentialsRejected),
    (
      "407 x\r\nProxy-Authenticate: Negotiate\r\nProxy-Authenticate: Basic", .authenticationRequired,
      .credentialsRejected
    ),
    (
      "407 x\r\nProxy-Authenticate: Digest realm=\"a\", nonce=\"b\", Basic realm=\"c\"",
      .authenticationRequired, .credentialsRejected
    ),
    ("407 x\r\nProxy-Authenticate: NTLM", .authenticationUnsupported, .authenticationUnsupported),
    (
      "407 x\r\nProxy-Authenticate: Digest realm=\"Basic\"", .authenticationUnsupported,
      .authenticationUnsupported
    ),
    ("403 x\r\nProxy-Authenticate: Basic", .refused(status: 403), .refused(status: 403)),
    ("401 x", .refused(status: 401), .refused(status: 401)),
  ]

  @Test(arguments: demands)
  func `a 407 to credentials is told from one to nobody, and from a scheme that is not spoken`(
    _ row: (answer: String, without: ProxyError.Kind, with: ProxyError.Kind)
  ) throws {
    let answer = Array("HTTP/1.1 \(row.answer)\r\n\r\n".utf8)
    try expect(.failed(ProxyError(row.without)), for: answer, from: Self.http())
    try expect(.failed(ProxyError(row.with)), for: answer, from: Self.http(Self.credentials))
  }

  // MARK: SOCKS5

  @Test func `a SOCKS5 proxy that takes no method is told by whether it was given credentials`() throws {
    try expect(.failed(ProxyError(.authenticationRequired)), for: [5, 0xFF], from: Self.socks())
    let outcome = ProxyHandshake.Outcome.failed(ProxyError(.authenticationUnsupported))
    try expect(outcome, for: [5, 0xFF], from: Self.socks(Self.credentials))
  }

  @Test func `a SOCKS5 proxy that hangs up on the credentials does not accept them`() throws {
    var driver = try ProxyHandshakeDriver(Self.socks(Self.credentials), to: Self.endpoint)
    #expect(driver.endedEarly == ProxyError(.closed))
    #expect(driver.receive([5, 2]) == .needMoreBytes)
    #expect(driver.endedEarly == ProxyError(.credentialsRejected))
    #expect(driver.receive([1, 0]) == .needMoreBytes)
    #expect(driver.endedEarly == ProxyError(.closed))
  }

  @Test func `SOCKS5 leaves the host name to the proxy`() throws {
    var driver = try ProxyHandshakeDriver(Self.socks(), to: Self.endpoint)
    #expect(driver.sent == [5, 1, 0])
    #expect(driver.receive([5, 0]) == .needMoreBytes)
    let name: [UInt8] = Array("api.example".utf8)
    let expected: [UInt8] = [5, 1, 0, 3, 11] + name + [1, 0xBB]
    #expect(Array(driver.sent.dropFirst(3)) == expected)
  }

  @Test(arguments: [
    ("192.0.2.7", [1, 192, 0, 2, 7] as [UInt8]),
    ("2001:db8::7", [4, 0x20, 1, 0xD, 0xB8] + [UInt8](repeating: 0, count: 11) + [7]),
  ])
  func `SOCKS5 sends an address as an address`(_ host: String, _ bytes: [UInt8]) throws {
    let endpoint = WebSocketEndpoint(host: host, port: 0x1234, isSecure: true)
    var driver = try ProxyHandshakeDriver(Self.socks(), to: endpoint)
    #expect(driver.receive([5, 0]) == .needMoreBytes)
    let expected: [UInt8] = [5, 1, 0] + bytes + [0x12, 0x34]
    #expect(Array(driver.sent.dropFirst(3)) == expected)
  }

  @Test func `SOCKS5 sends user and password when the proxy asks for them, and not before`() throws {
    var driver = try ProxyHandshakeDriver(Self.socks(Self.credentials), to: Self.endpoint)
    #expect(driver.sent == [5, 2, 0, 2])
    #expect(driver.receive([5, 2]) == .needMoreBytes)
    let expected = "\u{1}\u{4}user\u{5}pa:ss"
    #expect(Array(driver.sent.dropFirst(4)) == Array(expected.utf8))
    let byteCount = driver.sent.count
    #expect(driver.receive([1, 0]) == .needMoreBytes)
    #expect(Array(driver.sent.dropFirst(byteCount).prefix(5)) == [5, 1, 0, 3, 11])
  }

  @Test func `a SOCKS5 proxy that wants no credentials does not get them`() throws {
    var driver = try ProxyHandshakeDriver(Self.socks(Self.credentials), to: Self.endpoint)
    #expect(driver.receive([5, 0]) == .needMoreBytes)
    #expect(Array(driver.sent.dropFirst(4).prefix(4)) == [5, 1, 0, 3])
  }

  @Test(
    arguments: [
      ([5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0], ProxyHandshake.Outcome.connected),
      ([5, 0, 5, 0, 0, 4] + [UInt8](repeating: 9, count: 18), .connected),
      ([5, 0, 5, 0, 0, 3, 2, 0x61, 0x62, 0, 80], .connected),
      ([5, 0, 5, 0, 0, 3, 0, 0, 80], .connected),
      ([5, 0xFF], .failed(ProxyError(.authenticationRequired))),
      ([5, 2], .failed(ProxyError(.malformedReply))),
      ([5, 1], .failed(ProxyError(.malformedReply))),
      ([4, 0], .failed(ProxyError(.malformedReply))),
      (Array("HTTP/1.0 400".utf8), .failed(ProxyError(.malformedReply))),
      ([5, 0, 4], .failed(ProxyError(.malformedReply))),
      ([5, 0, 5, 5, 0, 1, 0, 0, 0, 0, 0, 0], .failed(ProxyError(.unreachable(reply: 5)))),
      ([5, 0, 5, 0x77, 0, 1, 0], .failed(ProxyError(.unreachable(reply: 0x77)))),
      ([5, 0, 5, 0, 0, 2, 0], .failed(ProxyError(.malformedReply))),
      ([5, 0, 5, 0, 0, 3, 255, 1], .needMoreBytes),
    ] as [([UInt8], ProxyHandshake.Outcome)])
  func `an answer of SOCKS5 has its verdict, whole, byte by byte and at every split`(
    _ answer: [UInt8], _ verdict: ProxyHandshake.Outcome
  ) throws {
    try expect(verdict, for: answer, from: Self.socks())
  }

  @Test func `rejected credentials are told from missing ones`() throws {
    var driver = try ProxyHandshakeDriver(Self.socks(Self.credentials), to: Self.endpoint)
    #expect(driver.receive([5, 2]) == .needMoreBytes)
    #expect(driver.receive([1, 1]) == .failed(ProxyError(.credentialsRejected)))
  }

  @Test(arguments: ["", String(repeating: "x", count: 256)])
  func `credentials that SOCKS5 cannot carry are refused before anything is sent`(_ password: String) {
    let proxy = Self.socks(ProxyCredentials(user: "user", password: password))
    #expect(throws: ProxyError(.invalidCredentials)) {
      _ = try ProxyHandshake(to: Self.endpoint, through: proxy, limits: .init())
    }
  }

  // MARK: Helpers

  private func expect(_ verdict: ProxyHandshake.Outcome, for answer: [UInt8], from proxy: ProxyEndpoint) throws {
    var whole = try ProxyHandshakeDriver(proxy, to: Self.endpoint)
    #expect(whole.receive(answer) == verdict)
    var byByte = try ProxyHandshakeDriver(proxy, to: Self.endpoint)
    #expect(byByte.receive(answer, cutAt: 1..<answer.count) == verdict)
    for cut in 1..<answer.count {
      var split = try ProxyHandshakeDriver(proxy, to: Self.endpoint)
      #expect(split.receive(answer, cutAt: [cut]) == verdict, "split at \(cut)")
    }
  }
}
