import Foundation
import WebSocketTransport

/// What a client wants its server to do, from the query of the URL.
struct Wish {
  let step: String?
  /// Ping with this payload when the connection is open.
  let ping: String?
  /// Close with this code and reason instead of an echo.
  let close: (code: CloseCode, reason: String)?

  init(query: String?) {
    var components = URLComponents()
    components.percentEncodedQuery = query
    let items = components.queryItems ?? []
    func value(_ name: String) -> String? { items.first { $0.name == name }?.value }
    step = value("step")
    ping = value("ping")
    close = value("code").flatMap(UInt16.init).map { (CloseCode(rawValue: $0), value("reason") ?? "") }
  }
}

/// Sends every message back, whole: our `send` has no fragments.
struct EchoServer {
  /// How a connection ended.
  private struct Ending: Encodable {
    let step: String?
    let code: UInt16
    let reason: String
    let compressed: Bool
    let pong: Bool
    let failure: String?
    let wasClean: Bool
    let bytesReceived: UInt64
    let bytesSent: UInt64
  }

  private let server: WebSocketServer

  var port: UInt16 { server.localAddress.port }

  init(_ compression: String, files: [String], on loop: EventLoop) throws {
    var identity: TLSIdentity?
    if files.count == 2 {
      identity = TLSIdentity(certificateChain: .file(path: files[0]), privateKey: .file(path: files[1]))
    }
    var configuration = WebSocketServer.Configuration(identity: identity)
    configure(&configuration.connection, compression: compression)
    let place = ProcessInfo.processInfo.environment["LISTEN_AT"]
    if let address = place.flatMap({ SocketAddress(host: $0, port: 0) }) { configuration.address = address }
    server = try WebSocketServer(configuration: configuration, on: loop) { socket, request in
      let offers = request.headers["Sec-WebSocket-Extensions"] ?? ""
      let isCompressed = compression != "none" && offers.contains("permessage-deflate")
      Self.serve(socket, Wish(query: request.query), isCompressed: isCompressed)
    }
  }

  private static func serve(_ socket: WebSocket, _ wish: Wish, isCompressed: Bool) {
    var pong = wish.ping == nil
    var failure: String?
    socket.on(.open) { [unowned socket] in
      if let ping = wish.ping { socket.ping(ping.utf8Span.span.bytes) }
    }
    socket.on(.pong) { payload in
      if payload.withUnsafeBytes({ $0.elementsEqual(wish.ping?.utf8 ?? "".utf8) }) { pong = true }
    }
    socket.on(.message) { [unowned socket] message in
      guard let close = wish.close else {
        if !socket.send(message.kind, message.bytes).isAccepted { failure = "the echo was refused" }
        return
      }
      do { try socket.close(close.code, reason: close.reason) } catch { failure = "\(error)" }
    }
    socket.on(.error) { failure = "\($0)" }
    socket.on(.close) { report in
      say(
        Ending(
          step: wish.step, code: report.code.rawValue, reason: report.reason, compressed: isCompressed,
          pong: pong,
          failure: failure, wasClean: report.wasClean, bytesReceived: report.bytesReceived,
          bytesSent: report.bytesSent))
    }
  }
}
