import Foundation
import RealtimeReactor
import RealtimeWebSocketProtocol
import Synchronization
import RealtimeTestSupport
import Testing
import WebSocketTransport

@Suite struct ExitTests {
  /// `EXITS` sets the number of processes.
  static let count = ProcessInfo.processInfo.environment["EXITS"].flatMap { Int($0) } ?? 6

  /// OpenSSL's own exit handler would free what the threads of the loops use. Every second process has another library
  /// that uses OpenSSL first.
  @Test(arguments: 0..<count)
  func `a process exits in good order while its loops are busy`(number: Int) async {
    await #expect(processExitsWith: .exitCode(0)) { [number] in
      if number % 2 == 1 { try initialiseOpenSSL() }
      let group = try BusyGroup()
      while group.echoedCount.load(ordering: .relaxed) < 500 { sched_yield() }
      withExtendedLifetime(group) { exit(0) }
    }
  }
}

/// As libcurl does, which Foundation's `URLSession` uses.
private func initialiseOpenSSL() throws {
  typealias Initialise = @convention(c) (UInt64, OpaquePointer?) -> CInt
  let symbol = try #require(dlsym(nil, "OPENSSL_init_ssl"))
  try #require(unsafeBitCast(symbol, to: Initialise.self)(0, nil) == 1)
}

/// Two loops on threads of their own, with TLS servers and clients that send each other messages without end.
private final class BusyGroup: Sendable {
  let echoedCount = Atomic(0)

  init() throws {
    var configuration = EventLoopGroup.Configuration()
    configuration.loopCount = 2
    let group = try EventLoopGroup(configuration: configuration)
    let certificate = try LocalCertificate()
    let results = try group.onEachLoop { [self] loop in Result { try begin(on: loop, certificate) } }
    for result in results { try result.get() }
  }

  private func begin(on loop: EventLoop, _ certificate: LocalCertificate) throws {
    let server = try WebSocketServer(configuration: .init(identity: certificate.identity), on: loop) { socket, _ in
      socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
    }
    var configuration = WebSocketConfiguration(tls: certificate.clientConfiguration)
    configuration.proxy = .none
    let endpoint = WebSocketEndpoint(host: "127.0.0.1", port: server.localAddress.port, isSecure: true)
    for _ in 0..<8 {
      let socket = try WebSocket(to: endpoint, configuration: configuration, on: loop)
      let bytes = [UInt8](repeating: 7, count: 2000)
      socket.on(.open) { [unowned socket] in socket.send(.binary, bytes.span.bytes) }
      socket.on(.message) { [unowned socket] message in
        self.echoedCount.wrappingAdd(1, ordering: .relaxed)
        socket.send(message.kind, message.bytes)
      }
    }
    loop.schedule(after: .seconds(3600)) { withExtendedLifetime(server) {} }
  }
}
