import Foundation
import RealtimeLocalServer
import WebSocketTransport

/// A server for hostile clients: limits so short that a test sees them pass, and memory that a test can weigh.
enum AttackedServer {
  private static let messageByteCount = 256 << 10
  private static let keepAlive = KeepAliveConfiguration(
    interval: .milliseconds(700), timeout: .milliseconds(700))

  private static var timeLimits: WebSocketConfiguration.TimeLimits {
    var limits = WebSocketConfiguration.TimeLimits()
    limits.tls = .seconds(3)
    limits.upgrade = .seconds(3)
    limits.total = .seconds(6)
    limits.close = .milliseconds(700)
    return limits
  }

  /// `single` and `group` echo, `realtime` serves sessions. Serves until standard input ends.
  static func serve(_ kind: String, files: [String]) throws {
    switch kind {
    case "group": try serveGroup(files)
    case "realtime": try serveRealtime(isSecure: !files.isEmpty)
    default: try serveSingle(files)
    }
  }

  private static func serveSingle(_ files: [String]) throws {
    let loop = try EventLoop()
    let server = try WebSocketServer(
      configuration: configuration(files), on: loop, respond: { respond(to: $0) },
      accept: { socket, _ in echo(socket) })
    say(Listening(port: server.localAddress.port))
    InteropPeer.stopAtEndOfInput(loop)
    withExtendedLifetime(server) { loop.run() }
  }

  private static func serveGroup(_ files: [String]) throws {
    var settings = EventLoopGroup.Configuration()
    settings.loopCount = 2
    let group = try EventLoopGroup(configuration: settings)
    let servers = try WebSocketServerGroup(
      configuration: configuration(files), on: group, respond: { respond(to: $0) },
      accept: { socket, _ in echo(socket) })
    say(Listening(port: servers.localAddress.port))
    _ = FileHandle.standardInput.readDataToEndOfFile()
    try servers.drain(deadline: .zero)
    try group.stop()
  }

  private static func serveRealtime(isSecure: Bool) throws {
    let loop = try EventLoop()
    var configuration = RealtimeLocalServer.Configuration()
    configuration.isSecure = isSecure
    configuration.timeLimits = timeLimits
    configuration.keepAlive = keepAlive
    configuration.sessionLimits.maximumAppendByteCount = messageByteCount
    let server = try RealtimeLocalServer(configuration: configuration, on: loop) { respond(to: $0) }
    say(Listening(port: server.port))
    InteropPeer.stopAtEndOfInput(loop)
    withExtendedLifetime(server) { loop.run() }
  }

  private static func configuration(_ files: [String]) -> WebSocketServer.Configuration {
    var identity: TLSIdentity?
    if files.count == 2 {
      identity = TLSIdentity(certificateChain: .file(path: files[0]), privateKey: .file(path: files[1]))
    }
    var configuration = WebSocketServer.Configuration(identity: identity)
    configuration.connection.limits.messageByteCount = messageByteCount
    configuration.connection.maximumBufferedByteCount = 2 << 20
    configuration.connection.timeLimits = timeLimits
    configuration.connection.keepAlive = keepAlive
    configuration.connection.compression = DeflateConfiguration()
    return configuration
  }

  private static func respond(to request: PlainRequest) -> PlainResponse? {
    switch request.path {
    case "/health": .text("up")
    case "/hook": PlainResponse(body: request.body)
    default: nil
    }
  }

  private static func echo(_ socket: WebSocket) {
    socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
    socket.on(.error) { _ in }
  }
}
