import Glibc
import OpenAIRealtime
import RealtimeSessions
import WebSocketTransport

/// Clients and the server they talk to over wss, each side on its own loop and both on this thread: what one of them
/// does between two lines of this program is known.
final class LoopbackPair {
  // More ticks than any step takes, and an end to waiting for one that never comes.
  private static let maximumTickCount = 1_000_000
  // Ten seconds.
  private static let waitMicroseconds: UInt32 = 100
  private static let maximumWaitCount = 100_000

  let clients: [OpenAIRealtimeWS]
  /// The first of them.
  var client: OpenAIRealtimeWS { clients[0] }
  /// What they are connected with.
  private let openAI: OpenAI
  private let options: RealtimeOptions
  /// Messages that the server has received.
  private(set) var serverMessageCount = 0
  private let clientLoop: EventLoop
  private let serverLoop: EventLoop
  private let server: WebSocketServer
  /// The server's ends, in the order in which they were accepted.
  private let accepted = Accepted()
  private var clientQueue: SocketQueue?
  private var session: RealtimeSession?

  init(certificate: String, key: String, sessionCount: Int = 1) throws {
    // Another cipher would cost something else, so it is not left to the quickest.
    let cipher = TLSCipherOrder(
      tls13: "TLS_AES_128_GCM_SHA256",
      tls12: "ECDHE-ECDSA-AES128-GCM-SHA256"
    )
    let root = PEMSource.file(path: certificate)
    clientLoop = try EventLoop()
    serverLoop = try EventLoop()
    var configuration = WebSocketServer.Configuration(
      identity: TLSIdentity(certificateChain: root, privateKey: .file(path: key))
    )
    configuration.connection.keepAlive = .off
    configuration.connection.tls.cipherOrder = cipher
    server = try WebSocketServer(configuration: configuration, on: serverLoop) { [accepted] socket, _ in
      accepted.sockets.append(socket)
    }

    var options = RealtimeOptions()
    options.webSocket.keepAlive = .off
    options.tls.cipherOrder = cipher
    options.tls.trustRoots = .only([root])
    let base = "https://127.0.0.1:\(server.localAddress.port)/v1"
    openAI = OpenAI(apiKey: .static("none"), baseURL: base)
    self.options = options
    var clients: [OpenAIRealtimeWS] = []
    for _ in 0..<sessionCount {
      clients.append(try OpenAIRealtimeWS(openAI, .model("guard"), on: clientLoop, options: options))
    }
    self.clients = clients
    for client in clients { client.on(.error) { error in print("error:", error) } }
    try tickBoth(until: {
      accepted.sockets.count == sessionCount && clients.allSatisfy { $0.socket.readyState == .open }
    })
    clientQueue = try SocketQueue(peerPort: server.localAddress.port)
    for peer in accepted.sockets { peer.on(.message) { [unowned self] _ in serverMessageCount += 1 } }
  }

  /// A session beside the clients, which is live. The server sends to it from now on.
  func startSession() throws -> RealtimeSession {
    var plan = RealtimeSession.Plan(model: "guard")
    plan.options = options
    plan.rollOver = .off
    let session = try RealtimeSession(openAI, plan, on: clientLoop)
    self.session = session
    let count = accepted.sockets.count
    try tickBoth(until: { accepted.sockets.count > count })
    accepted.sockets.last?.send(
      #"{"type":"session.created","session":{"type":"realtime","object":"realtime.session"}}"#)
    try tickBoth(until: { session.state == .open })
    // The next batch is the session's alone.
    for client in clients { client.close() }
    try tickBoth(until: { clients.allSatisfy { $0.socket.readyState == .closed } })
    clientQueue = try SocketQueue(peerPort: server.localAddress.port)
    return session
  }

  /// Has the server send a message so many times, each in a TLS record of its own as the service does, and waits until
  /// all of it lies in the client's socket: on a busy machine the kernel takes its time, and reading in several turns
  /// would cost more.
  func serverSends(_ message: String, count: Int) throws {
    guard let peer = accepted.sockets.last, let clientQueue else { return }
    // All of that has been read.
    let sentBefore = peer.bytesSent
    for _ in 0..<count {
      guard peer.send(message) == .accepted else { throw GuardError("the server cannot send") }
    }
    serverLoop.runOnce()
    let wanted = Int(peer.bytesSent - sentBefore)
    for _ in 0..<Self.maximumWaitCount {
      if clientQueue.byteCount == wanted { return }
      usleep(Self.waitMicroseconds)
    }
    throw GuardError("\(clientQueue.byteCount) of \(wanted) bytes arrived")
  }

  func tickClient(until isDone: () -> Bool) throws {
    try tick(clientLoop, until: isDone)
  }

  func tickServer(until isDone: () -> Bool) throws {
    try tick(serverLoop, until: isDone)
  }

  func close() throws {
    for client in clients { client.close() }
    session?.close()
    let sockets = clients.map(\.socket) + accepted.sockets
    try tickBoth(until: { sockets.allSatisfy { $0.readyState == .closed } })
    server.close()
    clientLoop.close()
    serverLoop.close()
  }

  private func tickBoth(until isDone: () -> Bool) throws {
    for _ in 0..<Self.maximumTickCount {
      serverLoop.runOnce()
      clientLoop.runOnce()
      if isDone() { return }
    }
    throw GuardError("nothing came of it")
  }

  private func tick(_ loop: EventLoop, until isDone: () -> Bool) throws {
    for _ in 0..<Self.maximumTickCount {
      loop.runOnce()
      if isDone() { return }
    }
    throw GuardError("nothing came of it")
  }

  private final class Accepted {
    var sockets: [WebSocket] = []
  }
}
