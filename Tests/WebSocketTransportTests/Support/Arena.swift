import RealtimeBuffers
import RealtimeReactor
import RealtimeTestSupport
import RealtimeTLS
import Testing
@testable import RealtimeWebSocketProtocol
import WebSocketTransport

/// Two loops on one thread: on one a server of ours and our clients, on the other the raw peers.
final class Arena {
  /// A case that takes longer hangs.
  private static let patience: Duration = .seconds(30)

  let loop: EventLoop
  let isSecure: Bool
  private let hostileLoop: EventLoop
  private let clock: HandClock?
  private var peers: [RawPeer] = []
  private var listener: TCPListener?
  private(set) var server: WebSocketServer?

  /// What our server said about openings that came to nothing, and about connections that ended.
  private(set) var openingErrors: [WebSocketTransportError] = []
  private(set) var reports: [WebSocketCloseReport] = []
  private(set) var emittedErrors: [WebSocketTransportError] = []

  /// - Parameter clock: turned where nothing but time goes on; `nil` for the real one.
  init(isSecure: Bool, clock: HandClock? = nil) throws {
    self.isSecure = isSecure
    self.clock = clock
    loop = try EventLoop()
    hostileLoop = try EventLoop()
  }

  // MARK: Our side

  /// A small message limit, so that the bound on memory means something.
  static let messageByteCount = 256 << 10
  static let echoedByteCount = 1 << 10

  /// Starts a server that sends every short message back.
  func serve(
    _ change: (inout WebSocketServer.Configuration) -> Void = { _ in },
    respond: ((PlainRequest) -> PlainResponse?)? = nil,
    decide: @escaping (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping (WebSocket) -> Void = { _ in }
  ) throws {
    var configuration = WebSocketServer.Configuration(
      identity: isSecure ? try LocalCertificate.shared.get().identity : nil)
    configuration.connection.limits.messageByteCount = Arena.messageByteCount
    change(&configuration)
    let server = try WebSocketServer(
      configuration: configuration, on: loop, respond: respond, decide: decide
    ) {
      [unowned self] socket, _ in
      // Large echoes would count as memory that the peer made us take.
      socket.on(.message) { [unowned socket] message in
        if message.bytes.byteCount <= Arena.echoedByteCount { socket.send(message.kind, message.bytes) }
      }
      socket.on(.error) { self.emittedErrors.append($0) }
      socket.on(.close) { self.reports.append($0) }
      accept(socket)
    }
    server.onOpeningError = { [unowned self] in openingErrors.append($0) }
    self.server = server
  }

  /// Connections of ours to the port of the raw peer, made in advance.
  func pool(
    port: UInt16, _ change: (inout WebSocketConfiguration) -> Void = { _ in }
  ) throws -> PreparedConnections {
    var configuration = WebSocketConfiguration(tls: try LocalCertificate.shared.get().clientConfiguration)
    change(&configuration)
    return try PreparedConnections(
      to: WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: isSecure), configuration: configuration,
      on: loop)
  }

  /// A client of ours for the port of our server or of the raw peer.
  func client(
    port: UInt16, resource: String = "/", _ change: (inout WebSocketConfiguration) -> Void = { _ in }
  ) throws -> WebSocket {
    var configuration = WebSocketConfiguration(tls: try LocalCertificate.shared.get().clientConfiguration)
    configuration.limits.messageByteCount = Arena.messageByteCount
    change(&configuration)
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: isSecure, resource: resource)
    return try WebSocket(to: endpoint, configuration: configuration, on: loop)
  }

  /// Sends a request of ours to the port of our server or of the raw peer.
  @discardableResult
  func send(
    _ method: String, _ resource: String = "/", port: UInt16, _ change: (inout HTTPRequest) -> Void = { _ in },
    completion: @escaping (Result<HTTPResponse, HTTPRequestError>) -> Void
  ) throws -> ConnectionCancellation {
    let tls = try LocalCertificate.shared.get().clientConfiguration
    var request = HTTPRequest(
      method, to: WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: isSecure, resource: resource))
    change(&request)
    return request.send(on: loop, connection: WebSocketConfiguration(tls: tls), completion: completion)
  }

  var serverPort: UInt16 { server?.localAddress.port ?? 0 }

  // MARK: The raw side

  /// Connects a raw client to our server.
  func attack(_ script: [Step]) throws -> RawPeer {
    let starter = Starter()
    let connection = try TCPConnection.connect(
      to: .loopback(port: serverPort), on: hostileLoop, owner: starter)
    let engine = try tlsEngine(connection)
    let peer = RawPeer(connection, tls: engine, isConnected: false, script: script, on: hostileLoop)
    peers.append(peer)
    return peer
  }

  /// Listens with a raw server; each connection is played `script`. Returns the port.
  func ambush(_ script: [Step], _ accept: @escaping (RawPeer) -> Void = { _ in }) throws -> UInt16 {
    try ambush({ _ in script }, accept)
  }

  /// Listens with a raw server; each connection is played the script of its number, from 0.
  func ambush(
    _ script: @escaping (Int) -> [Step], _ accept: @escaping (RawPeer) -> Void = { _ in }
  ) throws -> UInt16 {
    var acceptedCount = 0
    let context = isSecure ? try TLSContext(server: .server(identity: LocalCertificate.shared.get().identity)) : nil
    let listener = try TCPListener.bind(to: .loopback(port: 0), on: hostileLoop) {
      [unowned self] connection in
      let engine = context.flatMap { try? TLSEngine(server: $0, outbox: connection.outbox) }
      let peer = RawPeer(
        connection, tls: engine, isConnected: true, script: script(acceptedCount), on: hostileLoop)
      acceptedCount += 1
      peers.append(peer)
      accept(peer)
    }
    self.listener = listener
    return listener.localAddress.port
  }

  private func tlsEngine(_ connection: TCPConnection) throws -> TLSEngine? {
    guard isSecure else { return nil }
    let context = try TLSContext(client: LocalCertificate.shared.get().clientConfiguration)
    return try TLSEngine(client: context, serverName: "127.0.0.1", outbox: connection.outbox)
  }

  // MARK: Running

  /// Runs both loops until `isDone`, without spinning.
  func run(_ what: String, until isDone: () -> Bool) {
    let clock = ContinuousClock()
    let end = clock.now + Arena.patience
    while !isDone() {
      guard clock.now < end else {
        Issue.record("\(what) does not end")
        return
      }
      let isIdle = !turn()
      if isIdle && !isDone() && !isWorkWaiting { wait() }
    }
  }

  /// Runs the raw peers alone, so that our side learns nothing of what they do.
  func runPeers(until isDone: () -> Bool) {
    while !isDone() {
      hostileLoop.runOnce()
      for peer in peers where peer.isReady { peer.act() }
    }
    // What they do last leaves with the ticks that follow.
    for _ in 0..<4 { hostileLoop.runOnce() }
  }

  /// Returns whether a peer did something.
  private func turn() -> Bool {
    loop.runOnce()
    hostileLoop.runOnce()
    let ready = peers.filter(\.isReady)
    for peer in ready { peer.act() }
    return !ready.isEmpty
  }

  private var isWorkWaiting: Bool { loop.timeout == 0 || hostileLoop.timeout == 0 }

  private func wait() {
    if let clock { return clock.wait(for: loop, hostileLoop) }
    waitForAny(of: [loop, hostileLoop])
  }

  // MARK: Afterwards

  /// Our server, on the loop that has just been through a case, still serves a healthy client.
  func expectHealthyEcho() throws {
    let client = try client(port: serverPort)
    var echo = ""
    var isClosed = false
    client.on(.open) { client.send("still here") }
    client.on(.message) { message in
      echo = message.text
      try? client.close()
    }
    client.on(.error) { Issue.record("the healthy client failed: \($0)") }
    client.on(.close) { _ in isClosed = true }
    run("the healthy echo") { isClosed }
    #expect(echo == "still here")
  }

  /// Everything was let go: nothing but the listeners keeps the loops alive.
  func finish() {
    server?.close()
    listener?.close()
    for peer in peers { peer.close() }
    run("the end") { !self.loop.runOnce() && !self.hostileLoop.runOnce() }
    #expect(loop.blockPool.lentByteCount <= 64 << 10, "only the compose buffer keeps memory")
    loop.close()
    hostileLoop.close()
  }

  var peakByteCount: Int { loop.blockPool.peakLentByteCount }
}

/// Stands in until the raw peer is made.
private final class Starter: TCPConnectionOwner {
  func didReceive(_ bytes: RawSpan, on connection: TCPConnection) {}
  func didReceiveEnd(_ connection: TCPConnection) {}
  func didClose(_ connection: TCPConnection, error: ReactorError?) {}
}
