import RealtimeBuffers
import RealtimeReactor
import RealtimeTLS
@testable import WebSocketTransport

/// A proxy on the test's loop: reads one request, answers, and then carries bytes to one fixed server and
/// back.
///
/// Keeps every byte it saw, so that a test can look for what should not be there. Its TLS is the library's
/// own server side; proxies of other people are met by the interoperability tests.
final class TestProxy {
  let scheme: ProxyEndpoint.Scheme
  private(set) var listener: TCPListener?
  let loop: EventLoop
  /// Where every tunnel leads, whatever host was asked for.
  let target: SocketAddress
  let tls: TLSContext?
  /// What a SOCKS5 client must present; `nil` asks for nothing.
  var requiredCredentials: (user: String, password: String)?
  /// Sent in place of every proper answer.
  var cannedAnswer: [UInt8]?
  /// What clients sent before their tunnel was open.
  fileprivate(set) var requests: [UInt8] = []
  /// What clients sent through the tunnel.
  fileprivate(set) var carried: [UInt8] = []
  fileprivate(set) var connectionCount = 0

  init(
    _ scheme: ProxyEndpoint.Scheme, to target: SocketAddress, on loop: EventLoop, identity: TLSIdentity? = nil
  ) throws {
    self.scheme = scheme
    self.loop = loop
    self.target = target
    tls = try identity.map { try TLSContext(server: .server(identity: $0)) }
    listener = try TCPListener.bind(to: .loopback(port: 0), on: loop) { [unowned self] connection in
      connectionCount += 1
      Link(self).start(on: connection)
    }
  }

  var port: UInt16 { listener?.localAddress.port ?? 0 }

  func close() { listener?.close() }

  func server(credentials: ProxyCredentials? = nil) -> ProxySelection {
    .server(ProxyEndpoint(scheme, host: "127.0.0.1", port: port, credentials: credentials))
  }
}

/// One client of the proxy and its connection to the server. Alive through its connections.
private final class Link: ByteStreamOwner, TCPConnectionOwner {
  private let proxy: TestProxy
  private let received: ByteBuffer
  private var stream: ByteStream?
  private var upstream: TCPConnection?
  private var socksStep = 0

  init(_ proxy: TestProxy) {
    self.proxy = proxy
    received = ByteBuffer(pool: proxy.loop.blockPool)
  }

  func start(on connection: TCPConnection) {
    do {
      let engine = try proxy.tls.map { try TLSEngine(server: $0, outbox: connection.outbox) }
      let stream = ByteStream(connection: connection, tls: engine, shared: LoopShared.of(proxy.loop))
      self.stream = stream
      stream.handOver(to: self, landing: received)
      stream.start()
    } catch {
      connection.close()
    }
  }

  // MARK: The client's side

  func streamDidOpen(_ stream: ByteStream) {}

  func streamDidReceive(_ stream: ByteStream) {
    let bytes = Array(received.readable)
    received.consume(bytes.count)
    if let upstream {
      proxy.carried += bytes
      _ = upstream.write(bytes.span.bytes)
    } else {
      proxy.requests += bytes
      answer(bytes)
    }
  }

  func streamDidReceiveEnd(_ stream: ByteStream, truncation: TLSError?) { stream.close() }
  func streamDidFlush(_ stream: ByteStream) {}
  func streamDidDrain(_ stream: ByteStream) {}

  func streamDidClose(_ stream: ByteStream, error: WebSocketTransportError.Cause?) {
    self.stream = nil
    upstream?.close()
  }

  // MARK: The request

  private func answer(_ request: [UInt8]) {
    if let canned = proxy.cannedAnswer { return reply(canned) }
    switch proxy.scheme {
    case .http, .https:
      connect()
    case .socks5:
      socksStep += 1
      answerSOCKS(request)
    }
  }

  private func answerSOCKS(_ request: [UInt8]) {
    switch (socksStep, proxy.requiredCredentials) {
    case (1, nil): reply([5, 0])
    case (1, _): reply([5, request.dropFirst(2).contains(2) ? 2 : 0xFF])
    case (2, let required?):
      let expected =
        [1, UInt8(required.user.utf8.count)] + Array(required.user.utf8)
        + [UInt8(required.password.utf8.count)] + Array(required.password.utf8)
      reply([1, request == expected ? 0 : 1])
    default: connect()
    }
  }

  private func reply(_ bytes: [UInt8]) {
    let buffer = ByteBuffer(pool: proxy.loop.blockPool)
    buffer.append(bytes.span.bytes)
    stream?.write(buffer)
  }

  // MARK: The server's side

  private func connect() {
    upstream = try? TCPConnection.connect(to: proxy.target, on: proxy.loop, owner: self)
  }

  func didConnect(_ connection: TCPConnection) {
    reply(proxy.scheme == .socks5 ? [5, 0, 0, 1, 0, 0, 0, 0, 0, 0] : Array("HTTP/1.1 200 OK\r\n\r\n".utf8))
  }

  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {
    reply(bytes.withUnsafeBytes { Array($0) })
  }

  func didReceiveEnd(_ connection: TCPConnection) { stream?.shutDown() }

  func didClose(_ connection: TCPConnection, error: ReactorError?) {
    upstream = nil
    stream?.close()
  }
}
