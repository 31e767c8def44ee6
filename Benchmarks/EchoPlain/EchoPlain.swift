import CMeasurement
import Glibc
import WebSocketTransport

/// Both ends of an echo of small messages over one plain connection, as this package does it.
///
///   EchoPlain --url ws://127.0.0.1:PORT/ --stream echo --events N     the client
///   EchoPlain                                                         the server, until it is killed
@main
enum EchoPlain {
  static func main() throws {
    let loop = try EventLoop()
    guard CommandLine.argc > 1 else { return try serve(on: loop) }
    let client = try EchoClient(on: loop)
    loop.run()
    exit(client.report())
  }

  /// Prints what the server of the bare C pair prints.
  private static func serve(on loop: EventLoop) throws {
    let server = try WebSocketServer(configuration: .init(), on: loop) { socket, _ in
      let cpuAtStart = cpuSeconds()
      socket.on(.message) { [unowned socket] message in socket.send(message.kind, message.bytes) }
      socket.on(.close) { report in
        print("{\"messages\":\(report.messagesReceived),\"cpu_seconds\":\(cpuSeconds() - cpuAtStart)}")
        fflush(nil)
      }
    }
    print("listening \(server.localAddress.port)")
    fflush(nil)
    loop.run()
  }

  private static func cpuSeconds() -> Double {
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    return Double(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + Double(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6
  }
}

/// Sends one message, waits for it to come back, and sends the next.
final class EchoClient {
  private let options: UnsafeMutablePointer<bench_options>
  private let socket: WebSocket
  private let message = String(cString: bench_echo_event)
  private var sent: UInt64 = 0
  private var rest: Int

  init(on loop: EventLoop) throws {
    // The options live as long as the process: the counting functions read them until the end.
    let options = UnsafeMutablePointer<bench_options>.allocate(capacity: 1)
    options.initialize(to: bench_options())
    let name: StaticString = "ours"
    name.withUTF8Buffer { bytes in
      bytes.withMemoryRebound(to: CChar.self) {
        bench_parse(CommandLine.argc, CommandLine.unsafeArgv, $0.baseAddress, options)
      }
    }
    bench_begin(options)
    self.options = options
    rest = options.pointee.events
    let endpoint = WebSocketEndpoint(
      host: "127.0.0.1",
      port: withUnsafeBytes(of: &options.pointee.port) { port in
        UInt16(String(decoding: port.prefix { $0 != 0 }, as: UTF8.self)) ?? 0
      },
      isSecure: false
    )
    socket = try WebSocket(to: endpoint, on: loop)
    listen()
  }

  func report() -> CInt { bench_report() }

  private func listen() {
    socket.on(.open) { [unowned self] in
      bench_did_open()
      send()
    }
    socket.on(.message) { [unowned self] message in didEcho(message.bytes.byteCount) }
    socket.on(.error) { error in bench_did_fail("\(error)") }
  }

  private func send() {
    sent = bench_now()
    socket.send(message)
  }

  private func didEcho(_ byteCount: Int) {
    bench_did_receive(byteCount)
    bench_did_echo(bench_now() - sent)
    rest -= 1
    guard rest == 0 else { return send() }
    bench_did_close("", 0)
    try? socket.close()
  }
}
