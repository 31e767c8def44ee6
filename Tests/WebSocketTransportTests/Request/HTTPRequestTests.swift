import Foundation
import RealtimeReactor
import RealtimeTestSupport
import RealtimeWebSocketProtocol
import Testing
@testable import WebSocketTransport

/// One-shot requests to servers of ours and to raw peers, over real sockets.
@Suite struct HTTPRequestTests {
  /// Short enough for a test: only its passing is looked at, never its length.
  private static let limit: Duration = .milliseconds(30)

  /// What a request gets from a raw server that plays `script`, and the bytes that the server saw.
  private func exchange(
    _ script: [Step], isSecure: Bool = false, _ change: (inout HTTPRequest) -> Void = { _ in }
  ) throws -> (result: Result<HTTPResponse, HTTPRequestError>, received: String) {
    let arena = try Arena(isSecure: isSecure)
    var peer: RawPeer?
    let port = try arena.ambush(script) { peer = $0 }
    var results: [Result<HTTPResponse, HTTPRequestError>] = []
    try arena.send("POST", "/p", port: port, change) { results.append($0) }
    #expect(results.isEmpty, "never before the call returns")
    arena.run("the request") { !results.isEmpty && peer?.isDone != false }
    arena.finish()
    #expect(results.count == 1)
    return (try #require(results.first), String(decoding: peer?.received ?? [], as: UTF8.self))
  }

  private static func bytes(_ text: String) -> Step { .bytes(Array(text.utf8)) }

  // MARK: Bodies

  @Test(arguments: [false, true]) func `a server of ours gets the request whole, and its answer comes back`(
    isSecure: Bool
  ) throws {
    let arena = try Arena(isSecure: isSecure)
    var seen: PlainRequest?
    try arena.serve(
      { $0.connection.limits.requestBodyByteCount = 1 << 20 },
      respond: { request in
        seen = request
        return PlainResponse(
          status: 201, headers: HTTPHeaders([("Location", "/v1/realtime/calls/rtc_1")]), body: request.body.reversed())
      })
    let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
    var response: HTTPResponse?
    try arena.send("POST", "/hook?a=1", port: arena.serverPort) { request in
      request.headers = HTTPHeaders([("Authorization", "Bearer k"), ("Content-Type", "application/json")])
      request.body = body
    } completion: { result in
      response = try? result.get()
    }
    arena.run("the request") { response != nil }
    arena.finish()
    #expect(seen?.method == "POST" && seen?.path == "/hook" && seen?.query == "a=1" && seen?.body == body)
    #expect(seen?.headers["authorization"] == "Bearer k" && seen?.headers["connection"] == "close")
    #expect(seen?.headers["accept-encoding"] == "identity" && seen?.host == "127.0.0.1:\(arena.serverPort)")
    #expect(response?.status == 201 && response?.body == body.reversed() && response?.isSuccess == true)
    #expect(response?.headers["location"] == "/v1/realtime/calls/rtc_1")
  }

  @Test(
    arguments: [false, true],
    [
      "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhe\r\n3\r\nllo\r\n0\r\nTrailer: x\r\n\r\n",
      "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\n\r\nhello",
    ])
  func `a body comes by length, in chunks and until the close, in one piece or byte by byte`(
    isSecure: Bool, _ text: String
  ) throws {
    let end: [Step] = isSecure ? [.closeNotify, .fin] : [.fin]
    for step in [Self.bytes(text), .bytewise(Array(text.utf8))] {
      let (result, _) = try exchange([.awaitHead, step] + end, isSecure: isSecure)
      #expect(try result.get().body == Array("hello".utf8))
    }
  }

  @Test func `a response that comes before the whole request was sent counts`() throws {
    let (result, _) = try exchange([
      .stopReading, Self.bytes("HTTP/1.1 413 Too Large\r\nContent-Length: 0\r\n\r\n"),
    ]) { $0.body = [UInt8](repeating: 0, count: 8 << 20) }
    #expect(try result.get().status == 413)
  }

  // MARK: Failures

  private func failure(
    _ script: [Step], isSecure: Bool = false, _ change: (inout HTTPRequest) -> Void = { _ in }
  ) throws -> HTTPRequestError {
    switch try exchange(script, isSecure: isSecure, change).result {
    case .success(let response): throw Unexpected.response(response)
    case .failure(let error): return error
    }
  }

  private enum Unexpected: Error {
    case response(HTTPResponse)
    case noError
  }

  @Test func `a body above the limit is an error that names the limit`() throws {
    let script = [
      Step.awaitHead, Self.bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n"),
    ]
    let error = try failure(script) { $0.maximumResponseBodyByteCount = 10 }
    guard case .response(let cause) = error.cause else { throw error }
    #expect(cause == WebSocketError(.responseBodyTooLarge, limit: 10) && error.mayHaveBeenSent)
  }

  @Test(arguments: [
    "", "HTTP/1.1 200 OK\r\n", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhell",
    "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n",
  ])
  func `a response that breaks off is an error, and the server may have got the request`(_ text: String) throws {
    let error = try failure([.awaitHead] + (text.isEmpty ? [] : [Self.bytes(text)]) + [.fin])
    guard case .response(let cause) = error.cause else { throw error }
    #expect(cause.kind == .transportEndedInResponse && error.mayHaveBeenSent)
  }

  @Test func `a reset is an error of the connection`() throws {
    let error = try failure([.awaitHead, .reset])
    guard case .connection(let cause) = error.cause, case .network(let network) = cause.cause else { throw error }
    #expect(cause.stage == .open && network.code == .connectionReset && error.mayHaveBeenSent)
  }

  @Test func `a body until the close that TLS did not end may have been cut`() throws {
    let error = try failure(
      [.awaitHead, Self.bytes("HTTP/1.1 200 OK\r\n\r\nhalf of"), .fin], isSecure: true)
    guard case .connection(let cause) = error.cause, case .tls(let tls) = cause.cause else { throw error }
    #expect(tls.kind == .truncated && error.mayHaveBeenSent)
  }

  @Test(arguments: [
    HTTPHeaders([("A", "b\r\nC: d")]), HTTPHeaders([("Content-Length", "3")]), HTTPHeaders([("Host", "elsewhere")]),
  ])
  func `what cannot be sent is said later in the tick, and nothing is connected`(_ headers: HTTPHeaders) throws {
    let arena = try Arena(isSecure: false)
    var isAccepted = false
    let port = try arena.ambush([]) { _ in isAccepted = true }
    var error: HTTPRequestError?
    try arena.send("POST", port: port, { $0.headers = headers }) { result in
      if case .failure(let failure) = result { error = failure }
    }
    #expect(error == nil)
    arena.run("the error") { error != nil }
    arena.finish()
    guard case .connection(let cause) = error?.cause else { throw Unexpected.noError }
    #expect(cause.stage == .configuration && cause.header != nil && error?.mayHaveBeenSent == false && !isAccepted)
  }

  @Test func `a certificate that is not trusted keeps the request unsent`() throws {
    let arena = try Arena(isSecure: true)
    var peer: RawPeer?
    let port = try arena.ambush([]) { peer = $0 }
    var error: HTTPRequestError?
    HTTPRequest("POST", to: WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: true)).send(on: arena.loop) {
      if case .failure(let failure) = $0 { error = failure }
    }
    arena.run("the error") { error != nil && peer?.isDone == true }
    arena.finish()
    guard case .connection(let cause) = error?.cause else { throw Unexpected.noError }
    #expect(cause.stage == .tls && error?.mayHaveBeenSent == false && peer?.received.isEmpty == true)
  }

  // MARK: Deadlines

  @Test(arguments: [StalledStage.resolve, .connect, .proxy, .tls])
  func `a stage of connecting that stalls ends at the connect limit, and nothing was sent`(_ stage: StalledStage) throws
  {
    let error = try stalled(stage) { $0.timeLimits = .init(connect: Self.limit, firstByte: nil, total: nil) }
    guard case .timedOut(.connect, Self.limit) = error.cause else { throw error }
    #expect(!error.mayHaveBeenSent)
  }

  @Test(arguments: StalledStage.allCases)
  func `the total limit holds at every stage`(_ stage: StalledStage) throws {
    let error = try stalled(stage) { $0.timeLimits = .init(connect: nil, firstByte: nil, total: Self.limit) }
    guard case .timedOut(.total, Self.limit) = error.cause else { throw error }
    #expect(error.mayHaveBeenSent == (stage == .upgrade))
  }

  @Test(arguments: StalledStage.allCases)
  func `a request can be given up at every stage, from another thread`(_ stage: StalledStage) throws {
    let error = try stalled(stage) {
      $0.timeLimits = .init(connect: nil, firstByte: nil, total: nil)
    } whileRunning: { cancellation in
      Thread.detachNewThread { for _ in 0..<2 { cancellation.cancel() } }
    }
    guard case .cancelled = error.cause else { throw error }
  }

  @Test(arguments: StalledStage.allCases) func `closing the loop ends a request`(_ stage: StalledStage) throws {
    let error = try stalled(stage) {
      $0.timeLimits = .init(connect: nil, firstByte: nil, total: nil)
    } whileRunning: { cancellation in
      let loop = cancellation.loop
      loop.schedule(after: .milliseconds(5)) { loop.close() }
    }
    guard case .connection(let cause) = error.cause, case .network(let network) = cause.cause else { throw error }
    #expect(network.code == .cancelled)
  }

  @Test func `a server that says nothing ends the request at the limit of the first byte`() throws {
    let error = try failure([.awaitHead]) { $0.timeLimits = .init(connect: nil, firstByte: Self.limit, total: nil) }
    guard case .timedOut(.firstByte, Self.limit) = error.cause else { throw error }
    #expect(error.mayHaveBeenSent)
  }

  @Test func `a response that has begun is held to the total limit alone`() throws {
    let error = try failure([.awaitHead, Self.bytes("H")]) {
      $0.timeLimits = .init(connect: nil, firstByte: Self.limit, total: Self.limit * 4)
    }
    guard case .timedOut(.total, _) = error.cause else { throw error }
  }

  /// The error of a request that meets a stalled stage, after which nothing is left on its loop.
  private func stalled(
    _ stage: StalledStage, _ change: (inout HTTPRequest) -> Void,
    whileRunning act: (ConnectionCancellation) -> Void = { _ in }
  ) throws -> HTTPRequestError {
    let loop = try EventLoop()
    let server = try StalledServer(stage, on: loop)
    var connection = WebSocketConfiguration()
    server.configure(&connection)
    var request = HTTPRequest("POST", to: server.endpoint)
    change(&request)
    var result: Result<HTTPResponse, HTTPRequestError>?
    var sentinel: Sentinel? = Sentinel()
    weak let watched = sentinel
    let cancellation = request.send(on: loop, connection: connection) { [sentinel] outcome in
      withExtendedLifetime(sentinel) { result = outcome }
      server.close()
    }
    sentinel = nil
    act(cancellation)
    loop.run()
    #expect(watched == nil, "nothing but the request's own cycles could keep it")
    guard case .failure(let error) = result else { throw Unexpected.noError }
    return error
  }

  private final class Sentinel {}

  // MARK: Ways

  @Test(arguments: [ProxyEndpoint.Scheme.http, .https, .socks5], [false, true])
  func `a request goes through a proxy`(scheme: ProxyEndpoint.Scheme, isSecure: Bool) throws {
    let loop = try EventLoop()
    let certificate = try LocalCertificate()
    let identity = certificate.identity
    let server = try WebSocketServer(
      configuration: .init(identity: isSecure ? identity : nil), on: loop, respond: { .text("got \($0.path)") },
      accept: { _, _ in })
    let proxy = try TestProxy(
      scheme, to: server.localAddress, on: loop, identity: scheme == .https ? identity : nil)
    var connection = WebSocketConfiguration(tls: certificate.clientConfiguration)
    connection.proxyTLS = connection.tls
    connection.proxy = proxy.server()
    var result: Result<HTTPResponse, HTTPRequestError>?
    let endpoint = WebSocketEndpoint(
      host: "localhost", port: server.localAddress.port, isSecure: isSecure, resource: "/through")
    HTTPRequest("GET", to: endpoint).send(on: loop, connection: connection) {
      result = $0
      server.close()
      proxy.close()
    }
    loop.run()
    #expect(try result?.get().body == Array("got /through".utf8))
    #expect(proxy.connectionCount == 1)
    loop.close()
  }

  @Test func `a task that runs on a loop waits for the response, and gives the request up when it is cancelled`()
    async throws
  {
    try await LoopActor.run { _, loop in
      let server = try WebSocketServer(
        configuration: .init(), on: loop, respond: { _ in .text("hello") }, accept: { _, _ in })
      let response = try await HTTPRequest("GET", "http://127.0.0.1:\(server.localAddress.port)/").send()
      #expect(response.body == Array("hello".utf8))
      server.close()
      let silent = try SilentServer(on: loop)
      let request = try HTTPRequest("GET", "http://127.0.0.1:\(silent.port)/")
      let actor = LoopActor(on: loop)
      let task = Task { try await Self.send(request, isolation: actor) }
      while silent.openCount == 0 { await Task.yield() }
      task.cancel()
      await #expect(throws: CancellationError.self) { try await task.value }
      while silent.openCount > 0 { await Task.yield() }
      silent.close()
    }
  }

  private static func send(_ request: HTTPRequest, isolation: isolated LoopActor) async throws -> Int {
    try await request.send().status
  }

  @Test func `the async form needs a loop`() async throws {
    let request = try HTTPRequest("GET", "http://127.0.0.1:1/")
    await #expect {
      _ = try await request.send()
    } throws: { error in
      if case .notOnEventLoop? = (error as? HTTPRequestError)?.cause { true } else { false }
    }
  }

  // MARK: Values

  @Test func `a URL is http or https, without a user and without a fragment`() throws {
    let secure = try HTTPRequest("GET", "https://example.com/a?b=c")
    #expect(secure.endpoint == WebSocketEndpoint(host: "example.com", port: 443, isSecure: true, resource: "/a?b=c"))
    #expect(try HTTPRequest("GET", "http://[::1]:8080").endpoint.hostHeader == "[::1]:8080")
    for url in ["ws://h/", "wss://h/", "https://u@h/", "https://h/#f", "h", "https://", "ftp://h/"] {
      #expect { try HTTPRequest("GET", url) } throws: { "\($0)".contains("write it as https://") }
    }
  }

  @Test(arguments: [
    ("[fe80::1%2]", "fe80::1%2"), ("[fe80::1%252]", "fe80::1%2"), ("[fe80::1%25eth0]", "fe80::1%eth0"),
    ("[fe80::1%25]", "fe80::1%25"), ("[fe80::1]", "fe80::1"),
  ])
  func `a zone says which interface it is, and is not sent`(_ host: String, _ meaning: String) throws {
    let endpoint = try HTTPRequest("GET", "http://\(host):81/").endpoint
    #expect(endpoint.host == meaning && endpoint.hostHeader == "[fe80::1]:81")
    #expect(try ProxyEndpoint(url: "socks5://\(host)").host == meaning)
  }

  @Test func `neither requests nor responses nor errors print what they carry`() throws {
    var request = try HTTPRequest("POST", "https://example.com/secret?key=secret")
    request.headers = HTTPHeaders([("Authorization", "Bearer secret")])
    request.body = Array("secret".utf8)
    let response = HTTPResponse(status: 200, headers: HTTPHeaders([("Set-Cookie", "secret")]), body: request.body)
    for value in [request, response] as [Any] {
      var dumped = ""
      dump(value, to: &dumped)
      #expect(!"\(value) \(String(reflecting: value)) \(dumped)".contains("secret"))
    }
    #expect("\(request)" == "POST https://example.com [Authorization], 6 bytes")
    #expect("\(response)" == "200 [Set-Cookie], 6 bytes")
  }

  @Test(arguments: [
    (HTTPRequestError.Cause.cancelled, "given up"), (.notOnEventLoop, "executor is an EventLoop"),
    (.timedOut(.connect, after: .seconds(3)), "raise the connect limit"),
    (.timedOut(.firstByte, after: .seconds(3)), "raise the firstByte limit"),
    (.timedOut(.total, after: .seconds(3)), "raise the total limit"),
    (.response(WebSocketError(.chunkMalformed)), "chunks"),
    (.connection(WebSocketTransportError(stage: .connect, cause: .closedBeforeOpen)), "connect: "),
  ])
  func `an error says what happened, and whether the request may have been sent`(
    _ cause: HTTPRequestError.Cause, _ text: String
  ) {
    let (sent, unsent) = (
      HTTPRequestError(cause, mayHaveBeenSent: true), HTTPRequestError(cause, mayHaveBeenSent: false)
    )
    #expect("\(sent)".contains(text) && "\(sent)".hasSuffix("(the server may have got the request)"))
    #expect("\(unsent)".contains(text) && "\(unsent)".hasSuffix("(nothing of the request was sent)"))
  }
}
