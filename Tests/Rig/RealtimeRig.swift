public import OpenAIRealtime
public import RealtimeTestSupport

/// A wss server of a test's own, and the means to connect to it, on one loop.
///
/// Every connection goes to the server, whatever host its URL names; the certificate covers `api.example` or
/// the hosts that a test names.
public final class RealtimeRig {
  public let loop: EventLoop
  /// The upgrade requests that the server has seen.
  public private(set) var requests: [UpgradeRequest] = []
  /// The connections that the server has accepted.
  public private(set) var accepted: [WebSocket] = []
  public let client = OpenAI(apiKey: .static("test-key"), baseURL: "https://api.example/v1")
  private let certificate: LocalCertificate
  private var server: WebSocketServer?

  public init(
    on loop: EventLoop? = nil, hosts: [String] = ["api.example"],
    decide: @escaping (UpgradeRequest) -> UpgradeDecision = { _ in .accept() },
    accept: @escaping (WebSocket) -> Void = { _ in }
  ) throws {
    self.loop = try loop ?? EventLoop()
    certificate = try LocalCertificate(dnsNames: hosts, addresses: [])
    server = try WebSocketServer(
      configuration: .init(identity: certificate.identity), on: self.loop,
      decide: { [weak self] request in
        self?.requests.append(request)
        return decide(request)
      },
      accept: { [weak self] socket, _ in
        self?.accepted.append(socket)
        accept(socket)
      })
  }

  public var options: RealtimeOptions { RealtimeOptions(certificate, port: server?.localAddress.port ?? 0) }

  public func connect(
    _ target: RealtimeTarget = .model("m"), _ change: (inout RealtimeOptions) -> Void = { _ in }
  ) throws -> OpenAIRealtimeWS {
    var options = options
    change(&options)
    return try OpenAIRealtimeWS(client, target, on: loop, options: options)
  }

  /// Runs the loop until the connection and the server are closed.
  public func run(until connection: OpenAIRealtimeWS) {
    connection.socket.on(.close) { [self] _ in finish() }
    run()
  }

  /// Runs the loop until `finish` is called and everything is closed.
  public func run(in time: TestTime = .turnedByHand) {
    check(loop.runToEnd(time), "the loop did not come to an end")
  }

  public func finish() { server?.close() }
}

extension RealtimeOptions {
  /// Options that lead every connection to a port of this machine, and trust what has this certificate.
  public init(_ certificate: LocalCertificate, port: UInt16) {
    self.init()
    tls = certificate.clientConfiguration
    webSocket.connectOverride = .init(host: "127.0.0.1", port: port)
  }
}
