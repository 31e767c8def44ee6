import Foundation
import WebSocketTransport

/// The side under test: an echo server for the fuzzing client, or a client that walks the fuzzing server's
/// cases.
///
///     ConformancePeer server PORT [CERTIFICATE_PEM KEY_PEM]
///     ConformancePeer client URL AGENT [CA_PEM]
@main struct ConformancePeer {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let loop = try EventLoop()
    switch arguments.first {
    case "server" where arguments.count == 2 || arguments.count == 4:
      let server = try EchoServer(
        port: UInt16(arguments[1]) ?? 0, files: Array(arguments.dropFirst(2)), on: loop)
      FileHandle.standardOutput.write(Data("listening \(server.port)\n".utf8))
      loop.run()
    case "client" where arguments.count == 3 || arguments.count == 4:
      let run = ClientRun(
        url: arguments[1], agent: arguments[2], authority: arguments.dropFirst(3).first, on: loop)
      run.start()
      loop.run()
    default:
      FileHandle.standardError.write(
        Data("usage: ConformancePeer server PORT [CERTIFICATE KEY] | client URL AGENT [CA]\n".utf8))
      exit(64)
    }
  }
}

/// The largest cases echo 16 MiB, and several of them at once may wait for a slow peer.
func configure(_ configuration: inout WebSocketConfiguration) {
  configuration.compression = DeflateConfiguration()
  configuration.compression?.thresholdByteCount = 0
  configuration.maximumBufferedByteCount = 256 << 20
  configuration.keepAlive = .off
}

func echo(on socket: WebSocket) {
  socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
}

struct EchoServer {
  private let server: WebSocketServer

  var port: UInt16 { server.localAddress.port }

  init(port: UInt16, files: [String], on loop: EventLoop) throws {
    var identity: TLSIdentity?
    if files.count == 2 {
      identity = TLSIdentity(certificateChain: .file(path: files[0]), privateKey: .file(path: files[1]))
    }
    var configuration = WebSocketServer.Configuration(identity: identity)
    configuration.address = .loopback(port: port)
    configure(&configuration.connection)
    server = try WebSocketServer(configuration: configuration, on: loop) { socket, _ in
      socket.on(.error) { _ in }
      echo(on: socket)
    }
  }
}

/// Asks the fuzzing server how many cases there are, runs them one after the other, and has it write its
/// report.
final class ClientRun {
  private let url: String
  private let agent: String
  private let loop: EventLoop
  private var configuration = WebSocketConfiguration()

  init(url: String, agent: String, authority: String?, on loop: EventLoop) {
    self.url = url
    self.agent = agent
    self.loop = loop
    if let authority { configuration.tls.trustRoots = .only([.file(path: authority)]) }
    configure(&configuration)
  }

  func start() {
    var count = 0
    let socket = open("/getCaseCount")
    socket?.on(.message) { count = Int($0.text) ?? 0 }
    socket?.on(.close) { _ in self.runCase(1, of: count) }
  }

  private func runCase(_ number: Int, of count: Int) {
    guard number <= count else { return writeReport() }
    guard let socket = open("/runCase?case=\(number)&agent=\(agent)") else { return }
    echo(on: socket)
    socket.on(.close) { _ in self.runCase(number + 1, of: count) }
  }

  private func writeReport() {
    _ = open("/updateReports?agent=\(agent)")
  }

  private func open(_ resource: String) -> WebSocket? {
    do {
      let socket = try WebSocket(
        to: WebSocketEndpoint(url + resource), configuration: configuration, on: loop)
      return socket.on(.error) { _ in }
    } catch {
      FileHandle.standardError.write(Data("cannot open: \(error)\n".utf8))
      return nil
    }
  }
}
