import Foundation
import WebSocketTransport

/// How often a paced session gets a message.
let pace: Duration = .milliseconds(20)

/// Accepts every WebSocket. Those of `/paced` get the time in nanoseconds at every pace.
func serve(certificate: String, key: String, on loop: EventLoop) throws -> WebSocketServer {
  let identity = TLSIdentity(certificateChain: .file(path: certificate), privateKey: .file(path: key))
  var configuration = WebSocketServer.Configuration(identity: identity)
  configuration.backlog = 8_192
  configuration.maximumOpeningCount = 16_384
  configuration.connection.keepAlive = .off
  return try WebSocketServer(configuration: configuration, on: loop) { socket, request in
    socket.on(.error) { _ in }
    guard request.path == "/paced" else { return }
    let timer = loop.schedule(every: pace) { [weak socket] _ in
      socket?.send(String(nowNanoseconds()))
    }
    socket.on(.close) { _ in timer.cancel() }
  }
}

/// Monotonic, and the same in every process of the machine.
func nowNanoseconds() -> UInt64 {
  var time = timespec()
  clock_gettime(CLOCK_MONOTONIC, &time)
  return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
}
