import Foundation
import WebSocketTransport

/// One side of what `Benchmarks/run connecting` measures. What it says on standard output is one line of JSON.
///
///     ConnectBench serve CERTIFICATE KEY              says its port; ends with its standard input
///     ConnectBench handshakes CA PORT full|resumed|full-1.2|resumed-1.2 COUNT
///     ConnectBench rush CA PORT PACED-PORT COUNT OPEN-COUNT
@main struct ConnectBench {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let loop = try EventLoop()
    switch (arguments.first, arguments.count) {
    case ("serve", 3):
      let server = try serve(certificate: arguments[1], key: arguments[2], on: loop)
      say(["port": Double(server.localAddress.port)])
      Thread.detachNewThread {
        _ = FileHandle.standardInput.readDataToEndOfFile()
        loop.stop()
      }
      withExtendedLifetime(server) { loop.run() }
    case ("handshakes", 5):
      let client = Handshakes(
        Target(authority: arguments[1], port: UInt16(arguments[2]) ?? 0),
        isResumed: arguments[3].hasPrefix("resumed"),
        version: arguments[3].hasSuffix("1.2") ? .tls12 : .tls13,
        count: Int(arguments[4]) ?? 0, on: loop)
      say(try client.run())
    case ("rush", 6):
      let rush = Rush(
        Target(authority: arguments[1], port: UInt16(arguments[2]) ?? 0),
        paced: Target(authority: arguments[1], port: UInt16(arguments[3]) ?? 0),
        count: Int(arguments[4]) ?? 0, openCount: Int(arguments[5]) ?? 0, on: loop)
      say(try rush.run())
    default:
      FileHandle.standardError.write(Data("usage: ConnectBench serve|handshakes|rush …, see run\n".utf8))
      exit(64)
    }
  }

  private static func say(_ facts: [String: Double]) {
    guard let line = try? JSONEncoder().encode(facts) else { return }
    FileHandle.standardOutput.write(line + Data("\n".utf8))
  }
}

/// A server on the loopback address.
struct Target {
  let authority: String
  let port: UInt16

  func connect(
    _ resource: String = "/", on loop: EventLoop, _ change: (inout WebSocketConfiguration) -> Void = { _ in }
  ) throws -> WebSocket {
    var configuration = WebSocketConfiguration()
    configuration.tls.trustRoots = .only([.file(path: authority)])
    configuration.keepAlive = .off
    change(&configuration)
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: port, isSecure: true, resource: resource)
    return try WebSocket(to: endpoint, configuration: configuration, on: loop)
  }
}
