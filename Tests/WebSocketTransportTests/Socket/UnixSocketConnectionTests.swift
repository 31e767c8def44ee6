import Foundation
import RealtimeReactor
import Testing
import WebSocketTransport

/// A server and its clients over a Unix socket, as with a sidecar.
@Suite struct UnixSocketConnectionTests {
  private let path = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).sock").path

  @Test(arguments: [false, true])
  func `a message travels over a Unix socket, and the URL still decides Host and verification`(
    _ isSecure: Bool
  ) throws {
    let loopback = try Loopback(isSecure: isSecure)
    var hosts: [String?] = []
    try loopback.serve(
      { $0.address = SocketAddress(unixPath: path) ?? $0.address },
      decide: { request in
        hosts.append(request.headers["Host"])
        #expect(request.remoteAddress == nil)
        return .accept()
      },
      accept: { socket in
        #expect(socket.remoteAddress == nil)
        socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
      })
    #expect(loopback.server?.localAddress.path == path)
    let client = try connect(loopback, to: path)
    var echo = ""
    client.on(.open) { client.send("through the file system") }
    client.on(.message) { message in
      echo = message.text
      #expect(throws: Never.self) { try client.close() }
    }
    client.on(.error) { Issue.record($0) }
    loopback.run(until: client)
    #expect(echo == "through the file system")
    #expect(hosts == ["localhost:9"])
    let report = client.connectionReport
    #expect(report.attempts.map(\.address.path) == [path])
    #expect(report.resolveDuration != nil && report.connectDuration != nil && report.proxy == nil)
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a socket that is not there is an error of the connect stage`() throws {
    let loopback = try Loopback(isSecure: true)
    let client = try connect(loopback, to: path)
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    loopback.loop.run()
    #expect(error?.stage == .connect)
    guard case .network(let cause) = error?.cause else { return #expect(Bool(false), "\(error as Any)") }
    #expect(cause.code.rawValue == "ENOENT")
  }

  @Test func `an attempt is given up before it connects`() throws {
    let loopback = try Loopback(isSecure: false)
    let client = try connect(loopback, to: path)
    var error: WebSocketTransportError?
    client.on(.error) { error = $0 }
    client.terminate()
    loopback.loop.run()
    #expect(error?.message == "WebSocket was closed before the connection was established")
    #expect(client.connectionReport.attempts.isEmpty)
  }

  @Test(arguments: ["", String(repeating: "x", count: 108), "/a\0b"])
  func `a path that cannot be one is a configuration error`(_ path: String) throws {
    let loopback = try Loopback(isSecure: false)
    let error = #expect(throws: WebSocketTransportError.self) { try connect(loopback, to: path) }
    #expect(error?.stage == .configuration)
    #expect(error?.message.contains("107 bytes") == true)
  }

  private func connect(_ loopback: Loopback, to path: String) throws -> WebSocket {
    var configuration = loopback.clientConfiguration
    configuration.connectOverride = .init(unixSocketPath: path)
    let endpoint = WebSocketEndpoint(host: "localhost", port: 9, isSecure: loopback.isSecure)
    return try WebSocket(to: endpoint, configuration: configuration, on: loopback.loop)
  }
}
