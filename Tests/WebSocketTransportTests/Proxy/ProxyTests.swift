import RealtimeReactor
import RealtimeTLS
import RealtimeTestSupport
import Testing
import RealtimeWebSocketProtocol
@testable import WebSocketTransport

/// Connections through a proxy on the same loop.
@Suite struct ProxyTests {
  private static let credentials = ProxyCredentials(user: "proxyuser", password: "proxysecret")

  @Test(arguments: [false, true], [ProxyEndpoint.Scheme.http, .https, .socks5])
  func `a message goes to the server and back through the proxy`(isSecure: Bool, scheme: ProxyEndpoint.Scheme)
    throws
  {
    let run = try Run(scheme, isSecure: isSecure)
    let size = 300_000
    let client = try run.connect(credentials: Self.credentials)
    var received = 0
    client.on(.open) { client.send(.binary, [UInt8](repeating: 7, count: size).span.bytes) }
    client.on(.message) { message in
      received = message.bytes.byteCount
      #expect(throws: Never.self) { try client.close() }
    }
    var report: WebSocketCloseReport?
    client.on(.close) { report = $0 }
    run.run(until: client)
    #expect(received == size && report?.wasClean == true && report?.error == nil)
    let connection = try #require(report?.connection)
    #expect(connection.proxy?.port == run.proxy.port)
    #expect(connection.proxyDuration != nil && connection.upgradeDuration != nil)
    #expect((connection.tls != nil) == isSecure)
    #expect(connection.attempts.map(\.address.port) == [run.proxy.port])
    run.expectNoCredentialsGoAstray()
  }

  @Test func `a SOCKS5 proxy gets the user and password that it asks for`() throws {
    let run = try Run(.socks5, isSecure: true)
    run.proxy.requiredCredentials = ("proxyuser", "proxysecret")
    let client = try run.connect(credentials: Self.credentials)
    var isOpen = false
    client.on(.open) {
      isOpen = true
      client.terminate()
    }
    run.run(until: client)
    #expect(isOpen)
    run.expectNoCredentialsGoAstray()
  }

  @Test func `a SOCKS5 proxy that does not know the password is an error that does not repeat it`() throws {
    let run = try Run(.socks5, isSecure: true)
    run.proxy.requiredCredentials = ("proxyuser", "anothersecret")
    let error = try run.failure(credentials: Self.credentials)
    #expect(error.stage == .proxy && error.proxyError == .credentialsRejected)
    #expect(error.proxy?.port == run.proxy.port)
    #expect(!error.description.contains("secret") && !String(reflecting: error).contains("proxysecret"))
  }

  @Test func `a SOCKS5 proxy that wants credentials when there are none is an error`() throws {
    let run = try Run(.socks5, isSecure: true)
    run.proxy.requiredCredentials = ("proxyuser", "proxysecret")
    #expect(try run.failure().proxyError == .authenticationRequired)
  }

  @Test(arguments: [
    ("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", ProxyError.Kind.authenticationRequired),
    ("HTTP/1.1 403 Forbidden\r\nContent-Length: 3\r\n\r\nno!", .refused(status: 403)),
    ("HTTP/1.1 301 Moved\r\nLocation: http://127.0.0.1:1/\r\n\r\n", .refused(status: 301)),
    ("HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 101 Switching Protocols\r\n\r\n", .unexpectedBytes),
    ("SSH-2.0\r\n\r\n", .malformedResponse(WebSocketError(.malformedHead))),
  ])
  func `a proxy that does not give a tunnel is an error of its own stage`(
    _ answer: String, _ kind: ProxyError.Kind
  ) throws {
    let run = try Run(.http, isSecure: true)
    run.proxy.cannedAnswer = Array(answer.utf8)
    let error = try run.failure()
    #expect(error.stage == .proxy && error.proxyError == kind)
    #expect(run.proxy.connectionCount == 1, "nothing is followed, nothing is tried again")
  }

  @Test func `a proxy whose certificate is not trusted gets no request`() throws {
    let run = try Run(.https, isSecure: true)
    let error = try run.failure(credentials: Self.credentials) { $0.proxyTLS = TLSConfiguration() }
    #expect(error.stage == .proxy)
    guard case .tls(let cause) = error.cause, case .certificateInvalid = cause.kind else {
      Issue.record("unexpected \(error)")
      return
    }
    #expect(run.proxy.requests.isEmpty)
  }

  @Test func `a proxy that cannot be reached is named in the error`() throws {
    let run = try Run(.http, isSecure: true)
    let selection = run.proxy.server()
    run.proxy.close()
    _ = run.loopback.loop.runOnce()
    let error = try run.failure { $0.proxy = selection }
    #expect(error.stage == .connect)
    #expect(error.description.contains("proxy: http://127.0.0.1:"))
  }

  @Test func `a proxy that ends the connection instead of answering is an error`() throws {
    let loop = try EventLoop()
    var listener: TCPListener?
    listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { connection in
      connection.owner = ClosesAtFirstByte()
      listener?.close()
    }
    var configuration = WebSocketConfiguration()
    configuration.proxy = .server(.init(.http, host: "127.0.0.1", port: listener?.localAddress.port ?? 0))
    let client = try WebSocket(
      to: WebSocketEndpoint("wss://api.example"), configuration: configuration, on: loop)
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loop.run()
    #expect(error?.stage == .proxy && error?.proxyError == .closed)
  }

  @Test func `an override goes around the proxy`() throws {
    let run = try Run(.http, isSecure: true)
    let client = try run.connect { configuration in
      configuration.connectOverride = .init(host: "127.0.0.1", port: run.serverPort)
    }
    var isOpen = false
    client.on(.open) {
      isOpen = true
      client.terminate()
    }
    run.run(until: client)
    #expect(isOpen && run.proxy.connectionCount == 0)
    #expect(client.connectionReport.proxy == nil)
  }

  @Test func `idle TLS inside TLS gives its memory back and speaks again`() throws {
    let run = try Run(.https, isSecure: true)
    let client = try run.connect()
    var echoCount = 0
    client.on(.open) { client.send("one") }
    client.on(.message) { _ in
      echoCount += 1
      guard echoCount == 1 else { return client.terminate() }
      client.stream?.releaseIdleMemory()
      client.send("two")
    }
    run.run(until: client)
    #expect(echoCount == 2)
  }
}

extension ProxyTests {
  /// An echo server, a proxy in front of it, and clients that go through the proxy.
  final class Run {
    let loopback: Loopback
    let proxy: TestProxy
    private let certificate: LocalCertificate

    init(_ scheme: ProxyEndpoint.Scheme, isSecure: Bool) throws {
      loopback = try Loopback(isSecure: isSecure)
      try loopback.serveEcho()
      certificate = try LocalCertificate()
      let identity = scheme == .https ? certificate.identity : nil
      let target = try #require(loopback.server).localAddress
      proxy = try TestProxy(scheme, to: target, on: loopback.loop, identity: identity)
    }

    var serverPort: UInt16 { loopback.server?.localAddress.port ?? 0 }

    /// The server is asked for as `localhost`, which only the proxy resolves.
    func connect(
      credentials: ProxyCredentials? = nil, _ change: (inout WebSocketConfiguration) -> Void = { _ in }
    ) throws -> WebSocket {
      var configuration = loopback.clientConfiguration
      configuration.proxy = proxy.server(credentials: credentials)
      configuration.proxyTLS = certificate.clientConfiguration
      configuration.headers.append("Authorization", "Bearer originsecret")
      change(&configuration)
      let endpoint = WebSocketEndpoint(host: "localhost", port: 443, isSecure: loopback.isSecure)
      return try WebSocket(to: endpoint, configuration: configuration, on: loopback.loop)
    }

    func failure(
      credentials: ProxyCredentials? = nil, _ change: (inout WebSocketConfiguration) -> Void = { _ in }
    ) throws -> WebSocketTransportError {
      let client = try connect(credentials: credentials, change)
      var error: WebSocketTransportError?
      client.on(.error) { error = $0 }
      run(until: client)
      return try #require(error)
    }

    func run(until client: WebSocket) {
      client.on(.close) { [proxy] _ in proxy.close() }
      loopback.run(until: client)
    }

    func expectNoCredentialsGoAstray() {
      let requests = String(decoding: proxy.requests, as: UTF8.self)
      let carried = String(decoding: proxy.carried, as: UTF8.self)
      #expect(!requests.contains("originsecret"))
      #expect(!carried.contains("proxysecret") && !carried.contains("Proxy-Authorization"))
      if loopback.isSecure { #expect(!carried.contains("originsecret")) }
    }
  }
}

extension WebSocketTransportError {
  var proxyError: ProxyError.Kind? {
    if case .proxy(let error) = cause { error.kind } else { nil }
  }
}

/// A peer that reads something and ends the connection.
private final class ClosesAtFirstByte: TCPConnectionOwner {
  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) { connection.close() }
  func didReceiveEnd(_ connection: TCPConnection) {}
  func didClose(_ connection: TCPConnection, error: ReactorError?) {}
}
