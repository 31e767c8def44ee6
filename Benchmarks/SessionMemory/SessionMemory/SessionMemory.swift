import Foundation
import RealtimeSessions
import WebSocketTransport

/// One side of what `Benchmarks/run session-memory` measures. What it says on standard output is one line.
///
///     SessionMemory serve                                         says its port; ends with its standard input
///     SessionMemory measure PORT connection|session|settings COUNT   says the bytes of each
@main struct SessionMemory {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let loop = try EventLoop()
    switch (arguments.first, arguments.count) {
    case ("serve", 1):
      let server = try serve(on: loop)
      say("\(server.localAddress.port)")
      Thread.detachNewThread {
        _ = FileHandle.standardInput.readDataToEndOfFile()
        loop.stop()
      }
      withExtendedLifetime(server) { loop.run() }
    case ("measure", 4):
      guard let port = UInt16(arguments[1]), let kind = Idlers.Kind(rawValue: arguments[2]),
        let count = Int(arguments[3])
      else { fallthrough }
      say("\(try Idlers(kind, port: port, on: loop).measure(count))")
    default:
      FileHandle.standardError.write(Data("usage: SessionMemory serve|measure …, see run\n".utf8))
      exit(64)
    }
  }

  private static func say(_ line: String) { FileHandle.standardOutput.write(Data("\(line)\n".utf8)) }

  /// Greets, confirms settings, and says nothing else.
  private static func serve(on loop: EventLoop) throws -> WebSocketServer {
    var configuration = WebSocketServer.Configuration()
    configuration.connection.keepAlive = .off
    let session = #""session":{"type":"realtime","object":"realtime.session","id":"sess_1","model":"gpt-realtime-2.1"}"#
    return try WebSocketServer(configuration: configuration, on: loop) { socket, _ in
      socket.on(.error) { _ in }
      socket.on(.message) { [unowned socket] message in
        guard message.text.contains("session.update") else { return }
        socket.send(#"{"type":"session.updated","event_id":"event_2",\#(session)}"#)
      }
      socket.send(#"{"type":"session.created","event_id":"event_1",\#(session)}"#)
    }
  }
}
