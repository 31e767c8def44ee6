import OpenAIRealtime
import RealtimeTestCertificates
import Testing
import WebSocketTransport

/// A wss server with a certificate of its own and the means to connect to it, on one loop.
///
/// Every connection goes to the server, whatever host its URL names; the certificate covers `api.example` and
/// the hosts that a test adds.
final class RealtimeRig {
  let loop: EventLoop
  private let server: WebSocketServer
  private let requestLog: Log<UpgradeRequest>
  private let acceptLog: Log<WebSocket>
  private let trusted: [UInt8]

  init(
    on loop: EventLoop? = nil,
    hosts: [String] = ["api.example"],
    decide: @escaping (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping (WebSocket) -> Void = { _ in }
  ) throws {
    let requests = Log<UpgradeRequest>()
    let accepted = Log<WebSocket>()
    let authority = try ThrowawayCertificateAuthority()
    let identity = try authority.issue(.init(dnsNames: hosts)).identity
    let loop = try loop ?? EventLoop()
    self.loop = loop
    requestLog = requests
    acceptLog = accepted
    trusted = authority.certificate
    server = try WebSocketServer(
      configuration: .init(identity: identity),
      on: loop,
      decide: { request in
        requests(request)
        return decide(request)
      },
      accept: { socket, _ in
        accepted(socket)
        accept(socket)
      }
    )
  }

  /// The upgrade requests that the server has seen.
  var requests: [UpgradeRequest] { requestLog.entries }
  /// The connections that the server has accepted.
  var accepted: [WebSocket] { acceptLog.entries }

  let client = OpenAI(apiKey: .static("test-key"), baseURL: "https://api.example/v1")

  var options: RealtimeOptions {
    var options = RealtimeOptions()
    options.tls.trustRoots = .only([.bytes(trusted)])
    options.webSocket.connectOverride = .init(host: "127.0.0.1", port: server.localAddress.port)
    return options
  }

  func connect(
    _ target: RealtimeTarget = .model("m"),
    _ change: (inout RealtimeOptions) -> Void = { _ in }
  ) throws -> OpenAIRealtimeWS {
    var options = options
    change(&options)
    return try OpenAIRealtimeWS(client, target, on: loop, options: options)
  }

  /// Runs the loop until the connections are closed.
  func run(until connections: OpenAIRealtimeWS...) {
    var openCount = connections.count
    for connection in connections {
      connection.socket.on(.close) { [self] _ in
        openCount -= 1
        if openCount == 0 { finish() }
      }
    }
    run()
  }

  /// Runs the loop until `finish` is called and everything is closed, or until something must be wrong.
  func run() {
    let watchdog = loop.schedule(after: .seconds(30)) { [loop] in
      Issue.record("the loop did not come to an end")
      loop.stop()
    }
    stopWatchdog = { watchdog.cancel() }
    loop.run()
  }

  func finish() {
    stopWatchdog()
    server.close()
  }

  private var stopWatchdog: () -> Void = {}
}
